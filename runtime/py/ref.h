#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <utility>

// Python objects in C++: `handle` borrows, `ref` owns one reference.
//
// Errors: `py::error` is an empty marker; the Python error indicator holds the exception. Functions that
// answer a miss (no such attribute, iterator finished) return an empty `ref` and leave the indicator clear.

namespace py {

struct error {};

class handle {
 public:
  handle(PyObject* object = nullptr) : object_(object) {}
  PyObject* get() const { return object_; }
  PyTypeObject* type() const { return Py_TYPE(object_); }
  explicit operator bool() const { return object_ != nullptr; }
  bool is(handle other) const { return object_ == other.object_; }

 protected:
  PyObject* object_;
};

class ref : public handle {
 public:
  ref() = default;
  ref(const ref& other) : handle(other) { Py_XINCREF(object_); }
  ref(ref&& other) noexcept : handle(std::exchange(other.object_, nullptr)) {}
  ref& operator=(ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ref() { Py_XDECREF(object_); }
  PyObject* release() { return std::exchange(object_, nullptr); }

 private:
  friend ref adopt(PyObject* object);
  explicit ref(PyObject* object) : handle(object) {}
};

// Owns `object`, which may be null.
inline ref adopt(PyObject* object) { return ref(object); }
// Owns what a C API call returned; null means that it failed.
inline ref steal(PyObject* object) {
  if (object == nullptr) throw error{};
  return adopt(object);
}
inline ref borrow(handle h) {
  Py_XINCREF(h.get());
  return adopt(h.get());
}
inline ref none() { return borrow(Py_None); }

// For C API calls that answer a negative number when they fail.
template <class T>
T checked(T result) {
  if (result < 0) throw error{};
  return result;
}

}  // namespace py
