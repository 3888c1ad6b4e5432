// Room in front of the interpreter's loop, for engines whose frame of it is far larger than others'. V8 of
// 2023 (Node 20) takes four kilobytes of its own stack each time the loop is entered from C, where
// stack_room.h reckons with one, so the loader asks there for more of the stack that CPython measures.
// ceval.c is compiled with its loop under another name (recipes/runtime/build.sh).

#include <Python.h>
#include <alloca.h>
#include <emscripten.h>

struct _PyInterpreterFrame;
PyObject *kelp_interpreter_loop(PyThreadState *state, struct _PyInterpreterFrame *frame, int raised);

static unsigned room;

// Each entry of the loop takes so many more bytes of the C stack from now on. Call before Python starts.
EMSCRIPTEN_KEEPALIVE void kelp_set_loop_room(unsigned bytes) { room = bytes; }

// Apart, so that the usual way keeps no frame of its own in linear memory.
__attribute__((noinline)) static PyObject *enter_with_room(PyThreadState *state,
                                                           struct _PyInterpreterFrame *frame, int raised) {
  volatile char *taken = alloca(room);
  taken[0] = 0;
  return kelp_interpreter_loop(state, frame, raised);
}

PyObject *_PyEval_EvalFrameDefault(PyThreadState *state, struct _PyInterpreterFrame *frame, int raised) {
  return room == 0 ? kelp_interpreter_loop(state, frame, raised) : enter_with_room(state, frame, raised);
}
