// Iterables, iterators and generators of JavaScript.

#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

using js::operation;

void raise_stop_iteration(py::handle value) {
  auto stop = py::call(PyExc_StopIteration, value);
  PyErr_SetObject(PyExc_StopIteration, stop.get());
}

// What a finished iterator returned travels in StopIteration; without it the bare end is cheaper.
py::ref finish() {
  auto value = take_result();
  if (!value.is(Py_None)) raise_stop_iteration(value);
  return {};
}

py::ref next(PyObject* self) {
  if (!succeeded(js_next(target_of(self), nullptr, 0))) return finish();
  return take_result();
}

py::ref iterate(PyObject* self) { return evaluate(operation::iterate, target_of(self)); }
py::ref same(PyObject* self) { return py::borrow(self); }

py::ref stop_if_finished(bool more) {
  if (more) return take_result();
  auto value = take_result();
  raise_stop_iteration(value);
  return {};
}

constexpr signature<1> send_parameters{{"value"}};
py::ref send(py::handle self, py::handle value) {
  cells<1> argument(value);
  return stop_if_finished(succeeded(js_next(target_of(self), argument.data(), 1)));
}

constexpr signature<3> throw_parameters{{"error", "value", "traceback"}, 1};
py::ref throw_error(py::handle self, py::handle error, py::handle value, py::handle) {
  py::ref exception = py::borrow(error);
  if (PyType_Check(error.get())) exception = value ? py::call(error, value) : py::call(error);
  return stop_if_finished(perform(operation::generator_throw, target_of(self), py::handle(exception)));
}

py::ref close(py::handle self) {
  perform(operation::generator_return, target_of(self));
  return py::none();
}

}  // namespace

const PyType_Slot* js_iterable_slots() {
  static const PyType_Slot slots[] = {slot<getiterfunc, iterate>(Py_tp_iter), {0, nullptr}};
  return slots;
}

const PyType_Slot* js_iterator_slots() {
  static PyMethodDef methods[] = {
      def<send, send_parameters>("send", "The next element; the value goes to JavaScript's next()."), {}};
  static const PyType_Slot slots[] = {slot<getiterfunc, same>(Py_tp_iter),
                                      slot<iternextfunc, next>(Py_tp_iternext),
                                      {Py_tp_methods, methods},
                                      {0, nullptr}};
  return slots;
}

const PyType_Slot* js_generator_slots() {
  static PyMethodDef methods[] = {
      def<throw_error, throw_parameters>("throw", "Raises the error where the generator waits."),
      def<close>("close", "Ends the generator (JavaScript's return())."),
      {}};
  static const PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, nullptr}};
  return slots;
}

}  // namespace bridge
