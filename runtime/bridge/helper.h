#pragma once

#include "runtime/py/call.h"

namespace bridge {

// A function of the Python module `_pyodide._helpers`: what is said better in Python than in C++.
py::handle helper(const char* name);

}  // namespace bridge
