#pragma once

#include "runtime/py/ref.h"

namespace bridge {

// In each function that calls itself as deep as its data goes: RecursionError in time. Its room stands for
// what such a function takes of the engine's stack, as runtime/main/stack_room.h does in CPython's functions.
class recursion_guard {
 public:
  explicit recursion_guard(const char* where) {
    asm volatile("" : : "r"(room_) : "memory");  // or the compiler would take it away
    py::checked(-Py_EnterRecursiveCall(where));
  }
  recursion_guard(const recursion_guard&) = delete;
  ~recursion_guard() { Py_LeaveRecursiveCall(); }

 private:
  char room_[384];
};

}  // namespace bridge
