#pragma once

#include "runtime/bridge/to_python.h"

// Bulk data as JavaScript asks for it. Each answers a js::status; results lie in exchange.from_python.

namespace bridge {

// The run of a Python value for JavaScript to read: kind list, aux cells at address; `identity` names the
// run, which JavaScript closes after reading.
int open_run(PyObject* object, int depth, int may_change);
void close_run(void* run);

int value_of_run(const run_from_js* run);

// The interned str of this text, borrowed for ever.
int intern_text(const js::cell* text);

// A new str of this text: result `python` (owned).
int make_text(const js::cell* text);

// A new str or bytearray that JavaScript fills: result `python` (owned), with the address of its body in
// `identity`. `width` is 1 for ASCII only; a str of 2 is filled with 16-bit units and then finished.
int new_text(int length, int width);
// The str (taken over) of `new_text` with width 2, or another one if its units fit one byte or have
// surrogates.
int finish_text(PyObject* written);
int new_bytes(int size);
// A memoryview of a bytearray (taken over) with elements of this format.
int view_bytes(PyObject* bytes, int format);

// A buffer_record at address.
int open_buffer(PyObject* object);
void close_buffer(void* record);

}  // namespace bridge
