// JavaScript promises: awaitable in Python, with then, catch and finally_.

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"
#include "runtime/bridge/promise.h"
#include "runtime/bridge/to_python.h"

namespace bridge {
namespace {

using js::operation;

py::handle or_none(py::handle given) { return given ? given : py::handle(Py_None); }

// A future of the running loop that the promise will settle (export kelp_settle).
py::ref future_of(py::handle self) {
  auto future = py::call(helper("new_future"));
  perform(operation::promise_settle, target_of(self), object_cell(future));
  return future;
}

py::ref await(PyObject* self) {
  static const py::handle name = py::interned("__await__").release();
  return py::call_method(future_of(self), name);
}

}  // namespace

py::ref future_if_promise(py::ref result) {
  const bool is_promise = is_js_proxy(result) && any(proxy_of(result).flags, js_awaitable);
  return is_promise ? future_of(result) : std::move(result);
}

namespace {

constexpr signature<2> then_parameters{{"onfulfilled", "onrejected"}, 0};
py::ref then(py::handle self, py::handle fulfilled, py::handle rejected) {
  return evaluate(operation::promise_chain, target_of(self), or_none(fulfilled), or_none(rejected),
                  py::handle(Py_None));
}

constexpr signature<1> catch_parameters{{"onrejected"}};
py::ref catch_(py::handle self, py::handle rejected) {
  return evaluate(operation::promise_chain, target_of(self), py::handle(Py_None), rejected,
                  py::handle(Py_None));
}

constexpr signature<1> finally_parameters{{"onfinally"}};
py::ref finally_(py::handle self, py::handle callback) {
  return evaluate(operation::promise_chain, target_of(self), py::handle(Py_None), py::handle(Py_None),
                  callback);
}

}  // namespace

int settle_future(PyObject* future, int rejected, const js::cell* value) {
  static const py::handle done = py::interned("done").release();
  static const py::handle set_result = py::interned("set_result").release();
  static const py::handle set_exception = py::interned("set_exception").release();
  auto owned = py::steal(future);
  auto result = to_python(*value);
  if (py::call_method(owned, done).is(Py_False))
    py::call_method(owned, rejected ? set_exception : set_result, result);
  return js::ok;
}

const PyType_Slot* js_promise_slots() {
  static PyMethodDef methods[] = {
      def<then, then_parameters>(
          "then", "Calls one of the functions when the promise is settled; gives a new promise."),
      def<catch_, catch_parameters>("catch",
                                    "Calls the function when the promise fails; gives a new promise."),
      def<finally_, finally_parameters>(
          "finally_", "Calls the function when the promise is settled; gives a new promise."),
      def<future_of>("_future", "A future of the running event loop that the promise will settle."),
      {}};
  static const PyType_Slot slots[] = {
      slot<unaryfunc, await>(Py_am_await), {Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
