// Constant expressions: the initial values of globals and tables, the offsets of element and data segments.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wasm/cursor.h"

namespace kelp::wasm {

// Reads up to and with `end`. An instruction that is not constant fails in the cursor.
expression read_expression(cursor& in);

// What an expression computes when it is a sum: `constant` plus the values of these globals (position
// independent modules place their segments at __memory_base or __table_base plus a number). Modulo 2^32.
struct linear_value {
  std::uint32_t constant = 0;
  std::vector<std::uint32_t> globals;
};
std::optional<linear_value> as_linear(const expression& value);

// Its type, given the types of all globals. The error says what does not fit.
base::result<value_type> type_of(const expression& value, const std::vector<global_type>& globals,
                                 std::size_t function_count);

// `i32.const value end`, for makers of modules.
std::vector<std::byte> i32_constant(std::int32_t value);

}  // namespace kelp::wasm
