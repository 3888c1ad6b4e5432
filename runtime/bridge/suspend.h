#pragma once

#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

// Waiting for a promise in the middle of a call, with the engine's stack switching (JSPI).
//
// Only a call that came in through the promising export may wait, and only when no JavaScript frame lies
// between: the engine would throw at the import itself, where nobody can catch it. Hence the flag that every
// plain call clears.
//
// Any number of calls may sleep at once: each has its own piece of linear memory as C stack and its own
// thread state. While it sleeps those of its caller (or, later, of the event loop) are current again.

namespace bridge {

bool may_suspend();
// The promise's value; its failure is raised. RuntimeError where this stack cannot wait.
py::ref suspend_until(py::handle promise);

// Plain calls from JavaScript forbid waiting while they run.
class no_suspension {
 public:
  no_suspension();
  no_suspension(const no_suspension&) = delete;
  ~no_suspension();

 private:
  bool before_;
};

// Through WebAssembly.promising, on a stack of its own. Answers the result's address (owned), or the
// exception's plus one.
int call_promising(PyObject* object, const js::cell* args, int count, int keywords) noexcept;

// A C stack with thread state for the next promising call; 0 when memory is used up. JavaScript sets the
// stack pointer to `stack_top` around the entry and gives the stack back when the call is over.
struct call_stack;
call_stack* take_stack() noexcept;
void* stack_top(call_stack* stack);
void give_back_stack(call_stack* stack);

}  // namespace bridge
