#pragma once

#include "runtime/js/value.h"
#include "runtime/js/wire.h"

// Every call out of C++ into JavaScript: functions of the wasm import module "kelp", written in imports.ts
// (same names). Native tests link fake.cpp instead.
//
// They never let a JavaScript exception through. They answer a js::status; the result of `ok` (and the raised
// exception of `failed`, as an owned Python object) lies in the cell `from_js` of the exchange area
// (bridge/exchange.h).

#ifdef __wasm__
#define KELP_IMPORT(name) __attribute__((import_module("kelp"), import_name(#name)))
#else
#define KELP_IMPORT(name)
#endif

extern "C" {

// Tells JavaScript the text of name number `id`.
KELP_IMPORT(js_define_name) void js_define_name(int id, const js::cell* text);

// The Python object that stood for this value, kept in `slot`, is gone.
KELP_IMPORT(js_forget) void js_forget(js::value v, int slot);

// Properties.
KELP_IMPORT(js_get) int js_get(js::value self, const js::cell* key);
KELP_IMPORT(js_set) int js_set(js::value self, const js::cell* key, const js::cell* value);

// Calls. `count` positional arguments; then `keywords` pairs that become one last object argument.
KELP_IMPORT(js_call)
int js_call(js::value function, js::value receiver, const js::cell* args, int count, int keywords);
KELP_IMPORT(js_construct) int js_construct(js::value function, const js::cell* args, int count, int keywords);

// Iteration: `miss` when finished, with the returned value as result.
KELP_IMPORT(js_next) int js_next(js::value iterator, const js::cell* args, int count);

// Sequences.
KELP_IMPORT(js_get_index) int js_get_index(js::value array, int index);
KELP_IMPORT(js_length) int js_length(js::value self);  // the length itself, or js::failed

// Buffers.
KELP_IMPORT(js_buffer_read) int js_buffer_read(js::value buffer, void* to, int size);
KELP_IMPORT(js_buffer_write) int js_buffer_write(js::value buffer, const void* from, int size);

// A run of cells (to_js) becomes one value. `options`: five cells (run_to_js.h).
KELP_IMPORT(js_build) int js_build(const js::cell* run, int count, const js::cell* options);

// Waits for a promise while this stack of wasm frames sleeps; only where suspend.h says that it may.
// What it answers is for the operation `settled`.
KELP_IMPORT(js_suspend) js::value js_suspend(js::value promise);

// All others: arguments as cells, the operation as its row number in operations.inc.
KELP_IMPORT(js_operation) int js_operation(int operation, js::value self, const js::cell* args, int count);
}

namespace js {

// Operations on a JavaScript value that are not hot enough for an import of their own.
enum class operation : int {
#define KELP_OPERATION(name) name,
#include "runtime/js/operations.inc"
#undef KELP_OPERATION
};

}  // namespace js
