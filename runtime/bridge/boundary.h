#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "runtime/bridge/converter.h"
#include "runtime/bridge/suspend.h"
#include "runtime/js/wire.h"
#include "runtime/py/error.h"

// The edge of C++: thunks that CPython or JavaScript call, and the only `catch` clauses of the bridge
// (boundary.cpp).
//
// wasm traps when a function is called through a pointer of another type, so each thunk has exactly the C
// type that CPython will use; a wrong number of parameters does not compile.

namespace bridge {

// Both are called inside a catch clause.
void current_exception_to_python() noexcept;
int current_exception_to_js() noexcept;  // leaves the exception in py_result and answers js::failed

template <class R>
inline constexpr R failure = R(-1);
template <class T>
inline constexpr T* failure<T*> = nullptr;

// An empty ref says "the indicator is set" (or "finished", for tp_iternext): no C++ exception is needed for
// that.
inline PyObject* to_c(py::ref result) { return result.release(); }
template <std::integral I>
I to_c(I result) {
  return result;
}

// CPython -> C++
template <class Slot, auto Fn>
struct from_python;
template <class R, class... C, auto Fn>
struct from_python<R (*)(C...), Fn> {
  static R call(C... args) noexcept {
    try {
      return to_c(Fn(args...));
    } catch (...) {
      current_exception_to_python();
    }
    return failure<R>;
  }
};

template <class Slot, auto Fn>
PyType_Slot slot(int id) {
  Slot thunk = &from_python<Slot, Fn>::call;
  return {id, reinterpret_cast<void*>(thunk)};
}

// Getters of attributes: py::ref f(py::handle self).
template <auto Fn>
PyGetSetDef getter(const char* name, const char* doc) {
  ::getter thunk = [](PyObject* self, void*) noexcept -> PyObject* {
    try {
      return to_c(Fn(self));
    } catch (...) {
      current_exception_to_python();
    }
    return nullptr;
  };
  return {name, thunk, nullptr, doc, nullptr};
}

// Frames of JavaScript lie below this one on the engine's stack, where CPython's measure does not see them
// (machine_stack.h): here they take their part of it.
inline void check_stack() {
  if (Py_EnterRecursiveCall(" in a call from JavaScript") != 0) throw py::error{};
  Py_LeaveRecursiveCall();
}

// JavaScript -> C++. JavaScript throws by itself when it sees js::failed, with no C++ frame left to unwind.
template <auto Fn, class... A>
int from_js(A... args) noexcept {
  const no_suspension plain_call;
  char javascript_frames[2048];
  asm volatile("" : : "r"(javascript_frames) : "memory");  // or the compiler would take it away
  try {
    check_stack();
    return Fn(args...);
  } catch (...) {
    return current_exception_to_js();
  }
}

// For work whose failure has nobody to go to: sys.unraisablehook prints it.
template <class Work>
void unraisable(Work work) noexcept {
  try {
    work();
  } catch (...) {
    current_exception_to_python();
    PyErr_WriteUnraisable(nullptr);
  }
}

}  // namespace bridge
