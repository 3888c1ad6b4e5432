// A WebAssembly module as plain data, section by section. Code, data, constant expressions and custom
// sections are views of bytes that somebody else owns: the file read, or a buffer of whoever makes a module.
// They must outlive it.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "wasm/types.h"

namespace kelp::wasm {

using bytes = std::span<const std::byte>;

enum class section_id : std::uint8_t {
  custom = 0,
  type = 1,
  import = 2,
  function = 3,
  table = 4,
  memory = 5,
  global = 6,
  export_ = 7,
  start = 8,
  element = 9,
  code = 10,
  data = 11,
  data_count = 12,
  tag = 13,
};

// Where a section must stand among the others: the order in a file differs from the numbers. 0 for custom
// sections.
int section_order(section_id id);
std::string_view name_of(section_id id);

// A constant expression with its final `end`.
struct expression {
  bytes code;
};

struct function_import {
  std::uint32_t type = 0;
};

struct import_entry {
  std::string_view module;
  std::string_view name;
  std::variant<function_import, table_type, memory_type, global_type, tag_type> what;
  external_kind kind() const { return external_kind(what.index()); }
};

struct table_entry {
  table_type type;
  std::optional<expression> initial;
};

struct global_entry {
  global_type type;
  expression initial;
};

struct export_entry {
  std::string_view name;
  external_kind kind = external_kind::function;
  std::uint32_t index = 0;
};

// Entries to place in a table. All eight forms of the format: `flags` bit 0 = passive or declared, bit 1 =
// table number given (active) or declared (not active), bit 2 = expressions instead of function numbers.
struct element_segment {
  std::uint32_t flags = 0;
  std::uint32_t table = 0;
  expression offset;                      // active only
  value_type type = value_type::funcref;  // written for flags 5, 6, 7
  std::vector<std::uint32_t> functions;   // without bit 2
  std::vector<expression> expressions;    // with bit 2
  bool active() const { return (flags & 1) == 0; }
};

struct code_body {
  bytes code;              // local declarations and instructions, without the size in front
  std::size_t offset = 0;  // of the first byte in the file
};

struct data_segment {
  std::uint32_t flags = 0;  // 0 active in memory 0, 1 passive, 2 active in `memory`
  std::uint32_t memory = 0;
  expression offset;
  bytes content;
};

struct custom_section {
  std::string_view name;
  bytes content;
  int after = 0;  // section_order() of the known section it follows; 0 = before all
};

struct module {
  std::vector<function_type> types;
  std::vector<import_entry> imports;
  std::vector<std::uint32_t> functions;  // type numbers of the functions defined here
  std::vector<table_entry> tables;
  std::vector<memory_type> memories;
  std::vector<tag_type> tags;
  std::vector<global_entry> globals;
  std::vector<export_entry> exports;
  std::optional<std::uint32_t> start;
  std::vector<element_segment> elements;
  std::optional<std::uint32_t> data_count;
  std::vector<code_body> code;
  std::vector<data_segment> data;
  std::vector<custom_section> customs;
  std::bitset<16> present;  // sections that stood in the file, also when empty; by section_id

  const custom_section* find_custom(std::string_view name) const;
  const export_entry* find_export(std::string_view name) const;

  // Imported and own entries together, numbered as in the format.
  std::vector<std::uint32_t> all_functions() const;  // type numbers
  std::vector<table_type> all_tables() const;
  std::vector<memory_type> all_memories() const;
  std::vector<global_type> all_globals() const;
  std::vector<tag_type> all_tags() const;
};

}  // namespace kelp::wasm
