#pragma once

#include "runtime/py/ref.h"

// The C stack in linear memory. Natively there is nothing to switch: unit tests never sleep.

#ifdef __wasm__
extern "C" void _emscripten_stack_restore(void* pointer);
extern "C" std::uintptr_t emscripten_stack_get_current(void);
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

// Tells CPython where this thread state's C stack ends, for its recursion check.
inline void protect_stack([[maybe_unused]] PyThreadState* state, [[maybe_unused]] void* memory,
                          [[maybe_unused]] std::size_t size) {
#ifdef __wasm__
  PyUnstable_ThreadState_SetStackProtection(state, memory, size);
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
