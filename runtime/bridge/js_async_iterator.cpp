// Async iterables, iterators and generators of JavaScript. Each step is a promise, so the steps are
// coroutines in Python.

#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

using js::operation;

py::ref iterate(PyObject* self) { return evaluate(operation::async_iterate, target_of(self)); }
py::ref same(PyObject* self) { return py::borrow(self); }

// A coroutine that waits for {value, done} and returns the value or raises StopAsyncIteration.
py::ref step(py::ref promise) { return py::call(helper("async_step"), promise); }

py::ref next(PyObject* self) { return step(evaluate(operation::async_next, target_of(self))); }

constexpr signature<1> send_parameters{{"value"}};
py::ref send(py::handle self, py::handle value) {
  return step(evaluate(operation::async_next, target_of(self), value));
}

constexpr signature<1> throw_parameters{{"error"}};
py::ref throw_error(py::handle self, py::handle error) {
  py::ref exception = PyType_Check(error.get()) ? py::call(error) : py::borrow(error);
  return step(evaluate(operation::async_throw, target_of(self), py::handle(exception)));
}

py::ref close(py::handle self) {
  return py::call(helper("async_close"), evaluate(operation::async_return, target_of(self)));
}

}  // namespace

const PyType_Slot* js_async_iterable_slots() {
  static const PyType_Slot slots[] = {slot<unaryfunc, iterate>(Py_am_aiter), {0, nullptr}};
  return slots;
}

const PyType_Slot* js_async_iterator_slots() {
  static const PyType_Slot slots[] = {
      slot<unaryfunc, same>(Py_am_aiter), slot<unaryfunc, next>(Py_am_anext), {0, nullptr}};
  return slots;
}

const PyType_Slot* js_async_generator_slots() {
  static PyMethodDef methods[] = {
      def<send, send_parameters>("asend",
                                 "Resumes the generator with this value; wait for what it yields next."),
      def<throw_error, throw_parameters>("athrow", "Raises the error where the generator waits."),
      def<close>("aclose", "Ends the generator (JavaScript's return())."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
