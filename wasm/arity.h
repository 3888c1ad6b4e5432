// How many parameters each function in the table takes. CPython calls C functions through this table of
// numbers (recipes/cpython/patches), because a call with the wrong number of arguments traps in WebAssembly.
// The loader has a version of its own in TypeScript; this one is its reference and serves native tools.
#pragma once

#include <utility>

#include "base/error.h"
#include "wasm/module.h"

namespace kelp::wasm {

struct table_arity {
  std::uint32_t index;  // in the table
  std::uint32_t parameters;
  bool operator==(const table_arity&) const = default;
};

// For every function that the module's active element segments put into table 0. `table_base` is the value of
// the imported global env.__table_base of a side module (main modules have none). The module must have passed
// check(). Fails when a segment's place depends on anything else.
base::result<std::vector<table_arity>> arities(const module& source, std::uint32_t table_base);

}  // namespace kelp::wasm
