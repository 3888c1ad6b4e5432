// Which thread state signals and pending calls are for. CPython sets their flags on the one that it counts as
// the main thread's; a call that may sleep runs on a thread state of its own (runtime/bridge/suspend.h),
// which must take that place while it runs, or an endless loop in it would never hear of Ctrl-C.

#define Py_BUILD_CORE 1
#include <Python.h>
#include <emscripten.h>
#include <pycore_ceval.h>
#include <pycore_emscripten_signal.h>
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

// The interpreter looks at the interrupt buffer once in fifty steps, which is often enough for Python code,
// but may be seconds when each step is a large sort or product. Who gives the lock up means to work for long
// (NumPy does around its loops), so the next step after that looks. For long calls that keep the lock the
// loader shortens the count (interrupt.ts). ceval_gil.c is compiled with its own function under this name.
void kelp_attach_thread(PyThreadState *state);

void PyEval_RestoreThread(PyThreadState *state) {
  kelp_attach_thread(state);
  _Py_emscripten_signal_clock = 0;
}

EMSCRIPTEN_KEEPALIVE int *kelp_signal_clock(void) { return &_Py_emscripten_signal_clock; }
