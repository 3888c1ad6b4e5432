#pragma once

#include <string>

#include "runtime/py/error.h"

// How a C++ type of a function that Python calls is read from and given to Python. One specialisation per
// type; a type without one does not cross.

namespace bridge {

template <class T>
struct converter;

template <class T>
concept readable = requires(py::handle h) {
  { converter<T>::from_python(h) } -> std::same_as<T>;
};
template <class T>
concept writable = requires(T t) {
  { converter<T>::to_python(t) } -> std::same_as<py::ref>;
};

template <>
struct converter<py::handle> {
  static py::handle from_python(py::handle h) { return h; }
};

template <>
struct converter<py::ref> {
  static py::ref to_python(py::ref r) { return r; }
};

template <>
struct converter<double> {
  static double from_python(py::handle h) {
    double d = PyFloat_AsDouble(h.get());
    if (d == -1.0 && PyErr_Occurred()) throw py::error{};
    return d;
  }
  static py::ref to_python(double d) { return py::steal(PyFloat_FromDouble(d)); }
};

template <>
struct converter<Py_ssize_t> {
  static Py_ssize_t from_python(py::handle h) {
    Py_ssize_t i = PyNumber_AsSsize_t(h.get(), PyExc_OverflowError);
    if (i == -1 && PyErr_Occurred()) throw py::error{};
    return i;
  }
  static py::ref to_python(Py_ssize_t i) { return py::steal(PyLong_FromSsize_t(i)); }
};

template <>
struct converter<bool> {
  static bool from_python(py::handle h) { return py::checked(PyObject_IsTrue(h.get())) != 0; }
  static py::ref to_python(bool b) { return py::borrow(b ? Py_True : Py_False); }
};

}  // namespace bridge
