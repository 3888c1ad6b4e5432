#pragma once

#include "runtime/py/ref.h"

namespace bridge {

// Module _pyodide_core: what the Python packages `_pyodide` and `pyodide` are built on.
py::ref make_core_module();

}  // namespace bridge
