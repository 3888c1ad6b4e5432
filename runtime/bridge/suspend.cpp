#include "runtime/bridge/suspend.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "runtime/bridge/boundary.h"
#include "runtime/bridge/exchange.h"
#include "runtime/bridge/helper.h"
#include "runtime/bridge/js_operation.h"
#include "runtime/bridge/js_proxy.h"
#include "runtime/bridge/machine_stack.h"
#include "runtime/bridge/py_proxy.h"
#include "runtime/js/imports.h"
#include "runtime/py/error.h"

namespace bridge {

struct call_stack {
  char* memory;
  PyThreadState* own;
  PyThreadState* caller;  // current again while this call sleeps and when it is over
  bool caller_allowed;
};

namespace {

constexpr std::size_t stack_size = usable_stack + reserved_stack;
constexpr std::size_t most_idle = 8;

bool allowed = false;
call_stack* current = nullptr;  // the promising call whose C++ runs now
call_stack* next = nullptr;     // taken for the call that comes in next

std::vector<call_stack*>& idle() {
  static auto& stacks = *new std::vector<call_stack*>;
  return stacks;
}

// asyncio knows the running loop by thread state.
void adopt_event_loop(PyThreadState* state) {
  auto* before = PyThreadState_Swap(state);
  unraisable([] { py::call(helper("adopt_loop")); });
  PyThreadState_Swap(before);
}

call_stack* make_stack() {
  auto* memory = static_cast<char*>(std::aligned_alloc(16, stack_size));
  if (memory == nullptr) return nullptr;
  auto* state = PyThreadState_New(PyInterpreterState_Get());
  if (state == nullptr) return std::free(memory), nullptr;
  adopt_event_loop(state);  // still on the caller's stack, whose limits hold until the next line
  protect_stack(state, memory + stack_size);
  return new call_stack{memory, state, nullptr, false};
}

void destroy_stack(call_stack* stack) {
  auto* before = PyThreadState_Swap(stack->own);
  PyThreadState_Clear(stack->own);
  PyThreadState_Swap(before);
  PyThreadState_Delete(stack->own);
  std::free(stack->memory);
  delete stack;
}

void enter(call_stack* stack) {
  stack->caller_allowed = allowed;
  stack->caller = switch_thread_state(stack->own);
  allowed = true;
  current = stack;
}

void leave(call_stack* stack) {
  switch_thread_state(stack->caller);
  allowed = stack->caller_allowed;
  current = nullptr;
}

// After a sleep nobody waits below but the event loop.
void wake(call_stack* stack) {
  stack->caller_allowed = false;
  stack->caller = switch_thread_state(stack->own);
  allowed = true;
  current = stack;
}

int answer_of(int status, PyObject* result) noexcept {
  if (status == js::failed) return int(reinterpret_cast<std::intptr_t>(py::take_raised().release())) + 1;
  return int(reinterpret_cast<std::intptr_t>(result));
}

}  // namespace

bool may_suspend() { return allowed; }

no_suspension::no_suspension() : before_(allowed) { allowed = false; }
no_suspension::~no_suspension() { allowed = before_; }

call_stack* take_stack() noexcept {
  if (idle().empty()) {
    next = make_stack();
  } else {
    next = idle().back();
    idle().pop_back();
  }
  return next;
}

void* stack_top(call_stack* stack) { return stack->memory + stack_size; }

void give_back_stack(call_stack* stack) {
  if (idle().size() < most_idle)
    idle().push_back(stack);
  else
    destroy_stack(stack);
}

int call_promising(PyObject* object, const js::cell* args, int count, int keywords) noexcept {
  auto* stack = next;
  enter(stack);
  PyObject* result = nullptr;
  int status = js::ok;
  try {
    result = py_proxy::call_object(object, args, count, keywords).release();
    if (result == nullptr) status = js::failed;
  } catch (...) {
    current_exception_to_python();
    status = js::failed;
  }
  const int answer = answer_of(status, result);
  leave(stack);
  return answer;
}

py::ref suspend_until(py::handle promise) {
  if (!allowed || current == nullptr)
    py::raise(PyExc_RuntimeError,
              "Cannot stack switch here: this Python code was called from JavaScript in a way that cannot "
              "wait. Call it "
              "with runPythonAsync or callPromising, in an engine that has WebAssembly.Suspending");
  if (!is_js_proxy(promise))
    py::raise(PyExc_TypeError, "suspend() takes a JavaScript promise, not %R", promise.get());
  auto* stack = current;
  auto* machine = stack_pointer();
  leave(stack);
  js::value settled = js_suspend(target_of(promise));
  set_stack_pointer(machine);  // before anything that uses the stack: another call's pointer is in force
  wake(stack);
  return evaluate(js::operation::settled, settled);
}

}  // namespace bridge
