// Included before CPython's sources that check for a stack overflow (CMakeLists.txt, "deep").
//
// CPython measures the C stack, which on WebAssembly lies in linear memory, but the engine keeps return
// addresses and most locals on a stack of its own that no program can measure, and that one ends first: many
// recursive functions take nothing at all of the measured stack. So each function that checks takes this much
// of it, and the measured stack becomes a bound for the other one. runtime/bridge/machine_stack.h has the
// limit that follows.
#pragma once

#ifndef KELP_STACK_ROOM
#define KELP_STACK_ROOM 160
#endif

#include <stdint.h>

// The checks themselves: the room must lie in the frames of the functions that make them.
struct _ts;
#define KELP_INLINE static inline __attribute__((always_inline))
KELP_INLINE uintptr_t _Py_get_machine_stack_pointer(void);
KELP_INLINE intptr_t _Py_RecursionLimit_GetMargin(struct _ts* state);
KELP_INLINE int _Py_MakeRecCheck(struct _ts* state);
KELP_INLINE int _Py_EnterRecursiveCall(const char* where);
KELP_INLINE int _Py_EnterRecursiveCallTstate(struct _ts* state, const char* where);
KELP_INLINE int _Py_ReachedRecursionLimit(struct _ts* state);

KELP_INLINE void* kelp_stack_room(void) {
  volatile char room[KELP_STACK_ROOM];  // part of the caller's frame, since this is always inlined
  room[0] = 0;
  void* here = (void*)room;
  __asm__("" : "+r"(here));  // an address to compare with; nobody follows it
  return here;
}

// The only use is in _Py_get_machine_stack_pointer().
#define __builtin_frame_address(level) kelp_stack_room()
