// JavaScript arrays as MutableSequence; typed arrays, NodeLists and other array-likes as fixed sequences.

#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_protocols.h"
#include "runtime/bridge/method.h"

namespace bridge {
namespace {

using js::operation;

Py_ssize_t length(PyObject* self) {
  const int answer = js_length(target_of(self));
  succeeded(answer < 0 ? js::failed : js::ok);
  return answer;
}

py::ref element(PyObject* self, Py_ssize_t asked) {
  const auto index = asked < 0 ? asked + length(self) : asked;
  if (index >= 0 && index <= INT32_MAX && succeeded(js_get_index(target_of(self), int(index))))
    return take_result();
  auto number = converter<Py_ssize_t>::to_python(asked);
  PyErr_SetObject(PyExc_IndexError, number.get());
  return {};
}

// sq_item: PySequence_GetItem has already added the length to a negative index.
py::ref item(PyObject* self, Py_ssize_t index) {
  if (index >= 0) return element(self, index);
  PyErr_SetString(PyExc_IndexError, "index out of range");
  return {};
}

struct bounds {
  Py_ssize_t start, stop, step, count;
};
bounds bounds_of(PyObject* self, PyObject* slice) {
  bounds b;
  py::checked(PySlice_Unpack(slice, &b.start, &b.stop, &b.step));
  b.count = PySlice_AdjustIndices(length(self), &b.start, &b.stop, b.step);
  return b;
}

Py_ssize_t number_of(PyObject* key) {
  if (!PyIndex_Check(key))
    py::raise(PyExc_TypeError, "list indices must be integers or slices, not %s", Py_TYPE(key)->tp_name);
  const auto index = PyNumber_AsSsize_t(key, PyExc_IndexError);
  if (index == -1 && PyErr_Occurred()) throw py::error{};
  return index;
}

Py_ssize_t index_of(PyObject* self, PyObject* key) {
  const auto index = number_of(key);
  return index < 0 ? index + length(self) : index;
}

py::ref subscript(PyObject* self, PyObject* key) {
  if (!PySlice_Check(key)) return element(self, number_of(key));
  const auto b = bounds_of(self, key);
  return evaluate(operation::array_slice, target_of(self), double(b.start), double(b.count), double(b.step));
}

[[noreturn]] void raise_out_of_range(const char* what) {
  py::raise(PyExc_IndexError, "%s index out of range", what);
}

[[noreturn]] void raise_not_deletable() {
  py::raise(PyExc_TypeError, "object doesn't support item deletion");
}

void assign_slice(PyObject* self, PyObject* slice, PyObject* value) {
  const auto b = bounds_of(self, slice);
  const bool grows = any(proxy_of(self).flags, js_array);
  if (value == nullptr) {
    if (!grows) raise_not_deletable();
    perform(operation::array_delete_slice, target_of(self), double(b.start), double(b.count), double(b.step));
    return;
  }
  auto values = py::steal(PySequence_List(value));
  const auto given = PyList_GET_SIZE(values.get());
  if ((b.step != 1 || !grows) && given != b.count)
    py::raise(PyExc_ValueError, "attempt to assign sequence of size %zd to extended slice of size %zd", given,
              b.count);
  perform(operation::array_set_slice, target_of(self), double(b.start), double(b.count), double(b.step),
          py::handle(values));
}

int assign(PyObject* self, PyObject* key, PyObject* value) {
  if (PySlice_Check(key)) {
    assign_slice(self, key, value);
    return 0;
  }
  const auto index = index_of(self, key);
  if (value == nullptr && !any(proxy_of(self).flags, js_array)) raise_not_deletable();
  const bool found = value == nullptr
                         ? perform(operation::array_delete, target_of(self), double(index))
                         : perform(operation::array_set, target_of(self), double(index), py::handle(value));
  if (!found) raise_out_of_range("list assignment");
  return 0;
}

constexpr signature<1> value_parameters{{"value"}};
py::ref append(py::handle self, py::handle value) {
  perform(operation::array_push, target_of(self), value);
  return py::none();
}

constexpr signature<1> iterable_parameters{{"iterable"}};
py::ref extend(py::handle self, py::handle iterable) {
  auto values = py::steal(PySequence_List(iterable.get()));
  perform(operation::array_extend, target_of(self), py::handle(values));
  return py::none();
}
py::ref extend_in_place(PyObject* self, PyObject* iterable) {
  extend(self, iterable);
  return py::borrow(self);
}

constexpr signature<2> insert_parameters{{"index", "value"}};
py::ref insert(py::handle self, Py_ssize_t index, py::handle value) {
  perform(operation::array_insert, target_of(self), double(index), value);
  return py::none();
}

constexpr signature<1> pop_parameters{{"index"}, 0};
py::ref pop(py::handle self, py::handle index) {
  const auto at = index ? converter<Py_ssize_t>::from_python(index) : -1;
  if (!perform(operation::array_pop, target_of(self), double(at))) raise_out_of_range("pop");
  return take_result();
}

constexpr signature<3> index_parameters{{"value", "start", "stop"}, 1};
py::ref find(py::handle self, py::handle value, py::handle start, py::handle stop) {
  const double from = start ? double(converter<Py_ssize_t>::from_python(start)) : 0;
  const double to = stop ? double(converter<Py_ssize_t>::from_python(stop)) : double(PY_SSIZE_T_MAX);
  if (!perform(operation::array_index, target_of(self), value, from, to))
    py::raise(PyExc_ValueError, "%R is not in array", value.get());
  return take_result();
}

py::ref count(py::handle self, py::handle value) {
  return evaluate(operation::array_count, target_of(self), value);
}

py::ref remove(py::handle self, py::handle value) {
  auto at = find(self, value, {}, {});
  perform(operation::array_delete, target_of(self), PyFloat_AsDouble(at.get()));
  return py::none();
}

py::ref reverse(py::handle self) {
  perform(operation::array_reverse, target_of(self));
  return py::none();
}

py::ref clear(py::handle self) {
  perform(operation::array_delete_slice, target_of(self), 0.0, double(length(self.get())), 1.0);
  return py::none();
}

// Typed arrays and array-likes join as lists, arrays with anything iterable as a new array.
py::ref concat(PyObject* self, PyObject* other) {
  auto values = py::steal(PySequence_List(other));
  return evaluate(operation::array_concat, target_of(self), py::handle(values));
}

py::ref repeat(PyObject* self, Py_ssize_t times) {
  return evaluate(operation::array_repeat, target_of(self), double(times));
}
py::ref repeat_in_place(PyObject* self, Py_ssize_t times) {
  if (times <= 0) return clear(self), py::borrow(self);
  auto once = py::steal(PySequence_List(self));
  for (Py_ssize_t i = 1; i < times; ++i) extend(self, once);
  return py::borrow(self);
}

}  // namespace

const PyType_Slot* js_length_slots() {
  static const PyType_Slot slots[] = {
      slot<lenfunc, length>(Py_mp_length), slot<lenfunc, length>(Py_sq_length), {0, nullptr}};
  return slots;
}

const PyType_Slot* js_fixed_sequence_slots() {
  static PyMethodDef methods[] = {
      def<find, index_parameters>("index", "The first place of the value; ValueError when it is not there."),
      def<count, value_parameters>("count", "How often the value occurs."),
      {}};
  static const PyType_Slot slots[] = {slot<binaryfunc, subscript>(Py_mp_subscript),
                                      slot<objobjargproc, assign>(Py_mp_ass_subscript),
                                      slot<ssizeargfunc, item>(Py_sq_item),
                                      {Py_tp_methods, methods},
                                      {0, nullptr}};
  return slots;
}

const PyType_Slot* js_array_slots() {
  static PyMethodDef methods[] = {
      def<append, value_parameters>("append", "Adds the value at the end."),
      def<extend, iterable_parameters>("extend", "Adds all values of the iterable at the end."),
      def<insert, insert_parameters>("insert", "Puts the value before this index."),
      def<pop, pop_parameters>("pop", "Takes out and returns the value at this index (the last by default)."),
      def<find, index_parameters>("index", "The first place of the value; ValueError when it is not there."),
      def<count, value_parameters>("count", "How often the value occurs."),
      def<remove, value_parameters>("remove",
                                    "Takes out the first place of the value; ValueError without one."),
      def<reverse>("reverse", "Turns the order round in place."),
      def<clear>("clear", "Takes out all values."),
      {}};
  static const PyType_Slot slots[] = {slot<binaryfunc, subscript>(Py_mp_subscript),
                                      slot<objobjargproc, assign>(Py_mp_ass_subscript),
                                      slot<ssizeargfunc, item>(Py_sq_item),
                                      slot<binaryfunc, concat>(Py_sq_concat),
                                      slot<binaryfunc, extend_in_place>(Py_sq_inplace_concat),
                                      slot<ssizeargfunc, repeat>(Py_sq_repeat),
                                      slot<ssizeargfunc, repeat_in_place>(Py_sq_inplace_repeat),
                                      {Py_tp_methods, methods},
                                      {0, nullptr}};
  return slots;
}

}  // namespace bridge
