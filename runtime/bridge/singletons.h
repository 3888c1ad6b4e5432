#pragma once

#include <string>

#include "runtime/py/ref.h"

// Python values that exist only because JavaScript tells more apart than Python: `jsnull` and big integers.

namespace bridge {

void make_singletons(py::handle module);  // adds JsNull, jsnull and JsBigInt

py::ref js_null();
bool is_js_null(py::handle object);

// A JsBigInt from hexadecimal digits, perhaps with a sign.
py::ref big_integer(const std::string& digits);
bool is_big_integer(py::handle object);

}  // namespace bridge
