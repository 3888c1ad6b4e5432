#pragma once

#include "runtime/js/value.h"
#include "runtime/py/ref.h"

// Brings the bridge up in a running interpreter, and what JavaScript must know of it.

namespace bridge {

// Imports _pyodide_core, the bridge's built-in module, which makes the types. No result.
int start_bridge();

// Addresses of the words that both sides use, as 32-bit numbers: from_js, from_python, identity,
// slot_records.
const void* bridge_layout();

// Kept JavaScript values, after letting go of what was kept for the last reader.
int live_references();

// Before kept JavaScript values of a memory image are put back. No result.
int make_room(int slots);

// Runs pending signal handlers.
int check_signals();

// A Python object (taken over) as result; a Python exception (taken over) as what the call failed with.
int owned_to_js(PyObject* object);
int raise_owned(PyObject* exception);

// Python objects for JavaScript values; 0 when memory is used up. The slot goes to exchange.from_python.
PyObject* wrap_js(js::value value, int flags) noexcept;
PyObject* wrap_js_function(js::value function, int flags) noexcept;
PyObject* wrap_js_error(js::value error) noexcept;

}  // namespace bridge
