// Which thread state signals and pending calls are for. CPython sets their flags on the one that it counts as
// the main thread's; a call that may sleep runs on a thread state of its own (runtime/bridge/suspend.h),
// which must take that place while it runs, or an endless loop in it would never hear of Ctrl-C.

#define Py_BUILD_CORE 1
#include <Python.h>
#include <pycore_ceval.h>
#include <pycore_runtime.h>

void kelp_receive_signals(PyThreadState *state) {
  static const uintptr_t kinds = _PY_SIGNALS_PENDING_BIT | _PY_CALLS_TO_DO_BIT;
  PyThreadState *before = _PyRuntime.main_tstate;
  if (before == state) return;
  _PyRuntime.main_tstate = state;
  // What came in and was not dealt with yet goes along.
  const uintptr_t waiting = before->eval_breaker & kinds;
  if (waiting == 0) return;
  _Py_unset_eval_breaker_bit(before, waiting);
  _Py_set_eval_breaker_bit(state, waiting);
}
