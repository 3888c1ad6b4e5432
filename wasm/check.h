// Whether a module's parts fit together: every number refers to something there, of the right kind.
// Instructions in function bodies are not validated; the engine does that.
#pragma once

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

// The error names the section, the entry and what it refers to.
base::status check(const module& source);

}  // namespace kelp::wasm
