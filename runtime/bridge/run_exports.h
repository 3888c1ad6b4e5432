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
// `identity`. `width` is 1 for ASCII only.
int new_text(int length, int width);
// A str of so many 16-bit units from UTF-8 that JavaScript's encoder wrote; js::miss if it may have replaced
// lone surrogates (by U+FFFD).
int text_of_utf8(const char* bytes, int size, int length);
int new_bytes(int size);
// A memoryview of a bytearray (taken over) with elements of this format.
int view_bytes(PyObject* bytes, int format);

// A buffer_record at address.
int open_buffer(PyObject* object);
void close_buffer(void* record);

}  // namespace bridge
