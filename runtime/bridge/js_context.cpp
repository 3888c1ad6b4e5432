// `with` and `async with` on JavaScript objects that have Symbol.dispose or Symbol.asyncDispose.

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

constexpr signature<3> exit_parameters{{"type", "value", "traceback"}};

py::ref enter(py::handle self) { return py::borrow(self); }

py::ref exit(py::handle self, py::handle, py::handle, py::handle) {
  perform(js::operation::dispose, target_of(self));
  return py::none();
}

py::ref async_enter(py::handle self) { return py::call(helper("async_enter"), self); }

py::ref async_exit(py::handle self, py::handle, py::handle, py::handle) {
  return py::call(helper("async_exit"), evaluate(js::operation::async_dispose, target_of(self)));
}

}  // namespace

const PyType_Slot* js_context_slots() {
  static PyMethodDef methods[] = {
      def<enter>("__enter__", "The object itself."),
      def<exit, exit_parameters>("__exit__", "Calls the object's [Symbol.dispose]()."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

const PyType_Slot* js_async_context_slots() {
  static PyMethodDef methods[] = {
      def<async_enter>("__aenter__", "The object itself."),
      def<async_exit, exit_parameters>("__aexit__",
                                       "Calls the object's [Symbol.asyncDispose]() and waits for it."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
