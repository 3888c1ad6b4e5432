#pragma once

#include "runtime/py/compat.h"

// Raising and taking Python exceptions.

namespace py {

// Sets the indicator and unwinds: for errors. `format` as PyErr_Format.
template <class... Args>
[[noreturn]] void raise(PyObject* type, const char* format, Args... args) {
  PyErr_Format(type, format, args...);
  throw error{};
}

// Takes the raised exception out of the indicator.
inline ref take_raised() { return adopt(PyErr_GetRaisedException()); }

inline void restore_raised(ref exception) { PyErr_SetRaisedException(exception.release()); }

// True, and the indicator cleared, when the raised exception is of this type.
inline bool clear_if(PyObject* type) {
  if (!PyErr_ExceptionMatches(type)) return false;
  PyErr_Clear();
  return true;
}

// Keeps a raised exception out of the way while a destructor or a deallocation runs.
class saved_error {
 public:
  saved_error() : exception_(take_raised()) {}
  saved_error(const saved_error&) = delete;
  ~saved_error() {
    if (exception_) restore_raised(std::move(exception_));
  }

 private:
  ref exception_;
};

}  // namespace py
