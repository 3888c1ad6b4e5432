// Reads a module. Function bodies stay views; their instructions are not looked at.
#pragma once

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

// The module views `file`, which must outlive it. The error tells the byte offset, where that is, and what
// was expected; for any input, time and memory stay in proportion to its size. What refers to what is checked
// by check(), not here.
base::result<module> decode(bytes file);

}  // namespace kelp::wasm
