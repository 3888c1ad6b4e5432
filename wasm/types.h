// The types of WebAssembly: values, functions, limits, tables, memories, globals, tags. Numbers are the
// binary format's own codes. Types of the garbage collection proposal are not known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kelp::wasm {

enum class value_type : std::uint8_t {
  i32 = 0x7f,
  i64 = 0x7e,
  f32 = 0x7d,
  f64 = 0x7c,
  v128 = 0x7b,
  funcref = 0x70,
  externref = 0x6f,
  exnref = 0x69,
};

bool is_value_type(std::uint8_t code);
bool is_reference(value_type type);
std::string_view name_of(value_type type);

struct function_type {
  std::vector<value_type> parameters;
  std::vector<value_type> results;
  bool operator==(const function_type&) const = default;
};

// In pages of 64 KiB for memories, in entries for tables.
struct limits {
  std::uint64_t minimum = 0;
  std::optional<std::uint64_t> maximum;
  bool shared = false;
  bool wide = false;  // addresses are i64
  bool operator==(const limits&) const = default;
};

struct table_type {
  value_type element = value_type::funcref;
  limits size;
  bool operator==(const table_type&) const = default;
};

struct memory_type {
  limits size;
  bool operator==(const memory_type&) const = default;
};

struct global_type {
  value_type value = value_type::i32;
  bool changes = false;  // `mut`
  bool operator==(const global_type&) const = default;
};

// An exception's kind. Its function type's parameters are what is thrown.
struct tag_type {
  std::uint32_t type = 0;
  bool operator==(const tag_type&) const = default;
};

enum class external_kind : std::uint8_t { function = 0, table = 1, memory = 2, global = 3, tag = 4 };
std::string_view name_of(external_kind kind);

// "(i32, i32) -> i32", "() -> ()", "(f64) -> (i32, i64)"
std::string to_string(const function_type& type);
std::string to_string(const limits& size);       // "1..16 shared", "2.."
std::string to_string(const table_type& type);   // "table funcref 1.."
std::string to_string(const memory_type& type);  // "memory 1..16"
std::string to_string(const global_type& type);  // "global mut i32"

}  // namespace kelp::wasm
