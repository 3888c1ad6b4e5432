#pragma once

#include "runtime/py/ref.h"

// The C stack in linear memory. Natively there is nothing to switch: unit tests never sleep.

#ifdef __wasm__
extern "C" void _emscripten_stack_restore(void* pointer);
extern "C" std::uintptr_t emscripten_stack_get_current(void);
extern "C" std::uintptr_t emscripten_stack_get_base(void);
extern "C" void kelp_receive_signals(PyThreadState* state);  // runtime/main/signals.c
#endif

namespace bridge {

inline void* stack_pointer() {
#ifdef __wasm__
  return reinterpret_cast<void*>(emscripten_stack_get_current());
#else
  return nullptr;
#endif
}

inline void set_stack_pointer([[maybe_unused]] void* pointer) {
#ifdef __wasm__
  _emscripten_stack_restore(pointer);
#endif
}

// How much of the C stack may be used before Python raises RecursionError. The engine keeps frames on a stack
// of its own, which ends first (984 kB in V8, on the main thread, in workers and for each promising call): of
// it, code that the engine has not optimised yet takes at most 1.6 times what it takes of the C stack
// (runtime/main/stack_room.h), and 150 kB are left for what lies below the call and for C code that does not
// check.
constexpr std::size_t usable_stack = 520u << 10;
// Beyond that CPython wants some room in which the exception is made.
constexpr std::size_t reserved_stack = 64u << 10;

// Tells CPython where this thread state's C stack ends, for its recursion check.
inline void protect_stack([[maybe_unused]] PyThreadState* state, [[maybe_unused]] char* top) {
#ifdef __wasm__
  PyUnstable_ThreadState_SetStackProtection(state, top - usable_stack, usable_stack);
#endif
}

// Makes this thread state current and the one that signals reach; the one that was current before.
inline PyThreadState* switch_thread_state(PyThreadState* state) {
#ifdef __wasm__
  kelp_receive_signals(state);
#endif
  return PyThreadState_Swap(state);
}

}  // namespace bridge
