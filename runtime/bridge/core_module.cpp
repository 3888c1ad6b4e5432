#include "runtime/bridge/core_module.h"

#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/bridge/method.h"
#include "runtime/bridge/promise.h"
#include "runtime/bridge/run_to_js.h"
#include "runtime/bridge/singletons.h"
#include "runtime/bridge/suspend.h"

namespace bridge {
namespace {

using js::operation;

py::handle or_none(py::handle given) { return given ? given : py::handle(Py_None); }
bool is_given(py::handle option) { return option && option.get() != Py_None; }
bool truth(py::handle given, bool otherwise) {
  return given ? converter<bool>::from_python(given) : otherwise;
}

// Values that are the same on both sides, or JavaScript's already.
bool is_plain(py::handle object) {
  PyObject* o = object.get();
  return o == Py_None || PyUnicode_Check(o) || PyLong_Check(o) || PyFloat_Check(o) || is_js_null(object) ||
         is_js_proxy(object) || is_js_exception(object);
}

constexpr signature<7> to_js_parameters{{"obj", "depth", "pyproxies", "create_pyproxies", "dict_converter",
                                         "default_converter", "eager_converter"},
                                        1,
                                        1};
py::ref to_js_deep(py::handle, py::handle object, py::handle depth, py::handle pyproxies,
                   py::handle create_pyproxies, py::handle dict_converter, py::handle default_converter,
                   py::handle eager_converter) {
  const bool callbacks = is_given(dict_converter) || is_given(default_converter) || is_given(eager_converter);
  const auto levels = depth ? converter<Py_ssize_t>::from_python(depth) : -1;
  // With an eager converter JavaScript goes level by level and asks again.
  run_to_js run(object, is_given(eager_converter) ? 0 : levels, callbacks);
  cells<6> options(or_none(pyproxies), py::handle(truth(create_pyproxies, true) ? Py_True : Py_False),
                   or_none(dict_converter), or_none(default_converter), or_none(eager_converter),
                   double(levels));
  succeeded(js_build(run.data(), int(run.size()), options.data()));
  auto result = take_result();
  // What has no other form in JavaScript comes back as itself; it is asked for as a JavaScript object.
  if (!result.is(object) || is_plain(object)) return result;
  return evaluate(operation::proxy_create, js::null_value(), object_cell(py::borrow(object)), 0.0, 1.0, 1.0);
}

constexpr signature<3> create_proxy_parameters{{"obj", "capture_this", "roundtrip"}, 1, 1};
py::ref create_proxy(py::handle, py::handle object, py::handle capture_this, py::handle roundtrip) {
  return evaluate(operation::proxy_create, js::null_value(), object_cell(py::borrow(object)),
                  double(truth(capture_this, false)), double(truth(roundtrip, true)));
}

constexpr signature<2> once_parameters{{"obj", "_may_syncify"}, 1, 1};
py::ref create_once_callable(py::handle, py::handle object, py::handle may_syncify) {
  return evaluate(operation::proxy_once, js::null_value(), object_cell(py::borrow(object)),
                  double(truth(may_syncify, false)));
}

constexpr signature<1> proxies_parameters{{"pyproxies"}, 1, 1};
py::ref destroy_proxies(py::handle, py::handle pyproxies) {
  if (!is_js_proxy(pyproxies))
    py::raise(PyExc_TypeError, "destroy_proxies takes a JsArray, not %R", pyproxies.get());
  perform(operation::proxy_destroy, target_of(pyproxies), 0.0);
  return py::none();
}

constexpr signature<1> object_parameters{{"obj"}, 1, 1};
Py_ssize_t flags_of(py::handle, py::handle object) {
  if (is_js_proxy(object)) return proxy_of(object).flags;
  return is_js_exception(object) ? Py_ssize_t(js_error) : 0;
}

constexpr signature<1> code_parameters{{"code"}, 1, 1};
py::ref run_js(py::handle, py::handle code) {
  if (!PyUnicode_Check(code.get()))
    py::raise(PyExc_TypeError, "run_js takes a str, not %s", code.type()->tp_name);
  return future_if_promise(evaluate(operation::evaluate, js::null_value(), code));
}

py::ref global_this(py::handle) { return evaluate(operation::global_this, js::null_value()); }

constexpr signature<2> schedule_parameters{{"callback", "delay"}};
py::ref schedule(py::handle, py::handle callback, double milliseconds) {
  const js::cell delay{js::tag::number, 0, {milliseconds}};
  perform(operation::schedule, js::null_value(), object_cell(py::borrow(callback)), delay);
  return py::none();
}

py::ref check_signals(py::handle) {
  py::checked(PyErr_CheckSignals());
  return py::none();
}

constexpr signature<1> pause_parameters{{"milliseconds"}};
py::ref pause(py::handle self, double milliseconds) {
  perform(operation::pause, js::null_value(), milliseconds);
  return check_signals(self);
}

constexpr signature<1> promise_parameters{{"promise"}, 1, 1};
py::ref suspend(py::handle, py::handle promise) { return suspend_until(promise); }
bool can_suspend(py::handle) { return may_suspend(); }

PyMethodDef* functions() {
  static PyMethodDef rows[] = {
      def<to_js_deep, to_js_parameters>(
          "to_js",
          "to_js($module, obj, /, *, depth=-1, pyproxies=None, create_pyproxies=True, dict_converter=None, "
          "default_converter=None, eager_converter=None)\n--\n\n"
          "The Python value with its contents as a JavaScript value.\n\n"
          "Lists and tuples become arrays, dicts plain objects, sets Sets, buffers typed arrays; "
          "`depth` levels deep (-1: all)."),
      def<create_proxy, create_proxy_parameters>(
          "create_proxy",
          "create_proxy($module, obj, /, *, capture_this=False, roundtrip=True)\n--\n\n"
          "A JavaScript proxy of the object that lives until it is destroyed."),
      def<create_once_callable, once_parameters>(
          "create_once_callable",
          "create_once_callable($module, obj, /, *, _may_syncify=False)\n--\n\n"
          "A JavaScript function that may be called once; it lets the object go then."),
      def<destroy_proxies, proxies_parameters>(
          "destroy_proxies",
          "destroy_proxies($module, pyproxies, /)\n--\n\nDestroys each PyProxy of a JavaScript array."),
      def<flags_of, object_parameters>("js_flags",
                                       "What the JavaScript object can do (js_flags.h); 0 for other values."),
      def<run_js, code_parameters>(
          "run_js",
          "run_js($module, code, /)\n--\n\nRuns JavaScript source in the global scope; gives its value."),
      def<global_this>("global_this", "JavaScript's globalThis."),
      def<schedule, schedule_parameters>("schedule",
                                         "Calls the function on a later turn of JavaScript's event loop."),
      def<check_signals>("check_signals", "Acts upon an interrupt, if one came in."),
      def<pause, pause_parameters>(
          "pause", "Stops this thread for so many milliseconds, then acts upon an interrupt."),
      def<suspend, promise_parameters>("suspend", "Waits for a promise while the whole stack sleeps."),
      def<can_suspend>("can_suspend", "Whether suspend() would work here."),
      {}};
  return rows;
}

}  // namespace

py::ref make_core_module() {
  static PyModuleDef definition = {PyModuleDef_HEAD_INIT,
                                   "_pyodide_core",
                                   "The part of the bridge to JavaScript that is written in C++.",
                                   -1,
                                   functions(),
                                   nullptr,
                                   nullptr,
                                   nullptr,
                                   nullptr};
  auto module = py::steal(PyModule_Create(&definition));
  make_singletons(module);
  make_js_proxy_type(module);
  make_js_exception_type(module);
  return module;
}

}  // namespace bridge

// The interpreter's table of built-in modules names this function (runtime/main/start.cpp).
extern "C" PyObject* PyInit__pyodide_core() {
  return bridge::from_python<PyObject* (*)(), bridge::make_core_module>::call();
}
