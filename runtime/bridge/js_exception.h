#pragma once

#include "runtime/js/value.h"
#include "runtime/js/wire.h"
#include "runtime/py/ref.h"

// Errors that cross. A thrown JavaScript value is a JsException in Python; thrown again into JavaScript it is
// the same value. A Python exception is a PythonError in JavaScript (errors.ts); thrown again into Python it
// is the same exception.

namespace bridge {

void make_js_exception_type(py::handle module);

// The JsException for a thrown value or an Error.
py::ref new_js_exception(js::value thrown);
bool is_js_exception(py::handle object);
// The JavaScript value behind a JsException.
js::cell thrown_cell(py::handle exception);

// How an exception that leaves Python goes to JavaScript: an `object` cell is thrown as it is, a `python`
// cell is wrapped in a PythonError.
js::cell exception_cell(py::ref exception) noexcept;

// sys.last_exc and the three older names.
void remember_last_exception(py::handle exception) noexcept;

}  // namespace bridge
