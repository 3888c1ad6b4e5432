#pragma once

#include "runtime/bridge/to_js.h"

namespace bridge {

// The JavaScript property that a Python attribute name stands for: `from_` is `from`, since Python has no
// attribute of a keyword's name.
void attribute_to_js(py::handle name, js::cell& out, keeper& keep);

}  // namespace bridge
