#include "runtime/bridge/run_to_js.h"

#include "runtime/bridge/js_exception.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/bridge/python_flags.h"
#include "runtime/bridge/recursion_guard.h"
#include "runtime/bridge/singletons.h"
#include "runtime/py/call.h"

namespace bridge {
namespace {

bool is_implicit(py::handle value) {
  PyObject* object = value.get();
  return object == Py_None || PyLong_Check(object) || PyUnicode_Check(object) || PyFloat_Check(object) ||
         is_js_proxy(value) || is_js_null(value) || is_js_exception(value);
}

}  // namespace

run_to_js::run_to_js(py::handle value, Py_ssize_t depth, bool may_change) : may_change_(may_change) {
  write(value, depth);
}

void run_to_js::write(py::handle value, Py_ssize_t depth) {
  if (is_implicit(value)) {
    js::cell cell;
    to_js(value, cell, keep_);
    cells_.push_back(cell);
    if (may_change_) keep_.push_back(py::borrow(value));
  } else if (depth == 0 || !write_container(value, depth)) {
    write_leaf(value);
  }
}

bool run_to_js::write_container(py::handle value, Py_ssize_t depth) {
  const recursion_guard guard(" while converting a value for JavaScript");
  PyObject* object = value.get();
  if (PyList_Check(object)) {
    if (!write_seen(value)) write_list(value, depth - 1);
  } else if (PyDict_Check(object)) {
    if (!write_seen(value)) write_dict(value, depth - 1);
  } else if (PyTuple_Check(object)) {
    if (!write_seen(value)) write_tuple(value, depth - 1);
  } else if (PySet_Check(object)) {  // a frozenset stays what it is: JavaScript has no such thing
    if (!write_seen(value)) write_set(value, depth - 1);
  } else if (PyObject_CheckBuffer(object)) {
    if (!write_seen(value)) write_buffer(value);
  } else {
    return false;
  }
  return true;
}

bool run_to_js::write_seen(py::handle value) {
  const auto [number, is_new] = seen_.add(value.get());
  if (!is_new) cells_.push_back({js::tag::seen, number, {}});
  return !is_new;
}

void run_to_js::begin(js::tag kind, py::handle value, Py_ssize_t count) {
  if (may_change_) keep_.push_back(py::borrow(value));
  cells_.push_back({kind, std::uint32_t(count), {}});
}

// No Python code runs while a run is written, so the sizes below cannot change meanwhile; only iterating a
// set subclass or reading a buffer could, and those go through a copy.
void run_to_js::write_list(py::handle list, Py_ssize_t depth) {
  const auto count = PyList_GET_SIZE(list.get());
  begin(js::tag::list, list, count);
  for (Py_ssize_t i = 0; i < count; ++i) write(PyList_GET_ITEM(list.get(), i), depth);
}

void run_to_js::write_tuple(py::handle tuple, Py_ssize_t depth) {
  const auto count = PyTuple_GET_SIZE(tuple.get());
  begin(js::tag::list, tuple, count);
  for (Py_ssize_t i = 0; i < count; ++i) write(PyTuple_GET_ITEM(tuple.get(), i), depth);
}

void run_to_js::write_dict(py::handle dict, Py_ssize_t depth) {
  begin(js::tag::dict, dict, PyDict_GET_SIZE(dict.get()));
  PyObject *key, *value;
  for (Py_ssize_t place = 0; PyDict_Next(dict.get(), &place, &key, &value);) {
    if (PyUnicode_Check(key)) {
      js::cell cell;
      name_to_js(key, cell, keep_);
      cells_.push_back(cell);
      if (may_change_) keep_.push_back(py::borrow(key));
    } else {
      write(key, 0);
    }
    write(value, depth);
  }
}

void run_to_js::write_set(py::handle set, Py_ssize_t depth) {
  auto elements = py::steal(PySequence_List(set.get()));
  const auto count = PyList_GET_SIZE(elements.get());
  begin(js::tag::set, set, count);
  for (Py_ssize_t i = 0; i < count; ++i) write(PyList_GET_ITEM(elements.get(), i), depth);
  keep_.push_back(std::move(elements));
}

void run_to_js::write_buffer(py::handle object) {
  buffers_.push_back(std::make_unique<buffer_record>(object));
  js::cell cell{js::tag::array, 0, {}};
  cell.address = buffers_.back().get();
  cells_.push_back(cell);
}

void run_to_js::write_leaf(py::handle value) {
  js::cell cell{js::tag::python, python_flags(value), {}};
  cell.address = value.get();
  cells_.push_back(cell);
  keep_.push_back(py::borrow(value));
}

}  // namespace bridge
