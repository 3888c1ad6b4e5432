#include "wasm/decode.h"

#include <fmt/format.h>

#include "wasm/cursor.h"
#include "wasm/expression.h"
#include "wasm/sections.h"

namespace kelp::wasm {
namespace {

std::vector<value_type> read_values(cursor& in, std::string_view what) {
  std::vector<value_type> types;
  for (std::uint32_t n = in.count(what); n > 0 && in.ok(); --n) types.push_back(in.value("a value type"));
  return types;
}

function_type read_function_type(cursor& in) {
  const std::size_t begin = in.offset();
  const std::uint8_t form = in.byte("a function type (0x60)");
  if (in.ok() && form != 0x60) {
    const bool newer = form == 0x4e || form == 0x4f || form == 0x50 || form == 0x5e || form == 0x5f;
    in.fail_at(begin, newer ? "types of the garbage collection proposal are not supported"
                            : fmt::format("expected a function type (0x60), found {:#04x}", form));
  }
  function_type type;
  type.parameters = read_values(in, "parameters");
  type.results = read_values(in, "results");
  return type;
}

limits read_limits(cursor& in) {
  const std::size_t begin = in.offset();
  const std::uint8_t flags = in.byte("limits");
  if (in.ok() && flags > 7)
    in.fail_at(begin, fmt::format("expected flags of limits (0 to 7), found {:#04x}", flags));
  limits size;
  size.shared = (flags & 2) != 0;
  size.wide = (flags & 4) != 0;
  auto number = [&](std::string_view what) { return size.wide ? in.u64(what) : in.u32(what); };
  size.minimum = number("a minimum size");
  if ((flags & 1) != 0) size.maximum = number("a maximum size");
  return size;
}

table_type read_table_type(cursor& in) {
  const std::size_t begin = in.offset();
  const value_type element = in.value("a table's reference type");
  if (in.ok() && !is_reference(element))
    in.fail_at(begin, fmt::format("expected a table's reference type, found {}", name_of(element)));
  return {element, read_limits(in)};
}

global_type read_global_type(cursor& in) {
  const value_type value = in.value("a global's type");
  const std::size_t begin = in.offset();
  const std::uint8_t changes = in.byte("whether the global may change");
  if (in.ok() && changes > 1)
    in.fail_at(begin, fmt::format("expected 0 (constant) or 1 (may change), found {}", changes));
  return {value, changes == 1};
}

tag_type read_tag_type(cursor& in) {
  const std::size_t begin = in.offset();
  const std::uint8_t attribute = in.byte("a tag's attribute");
  if (in.ok() && attribute != 0)
    in.fail_at(begin, fmt::format("expected attribute 0 of a tag, found {}", attribute));
  return {in.u32("a tag's type number")};
}

external_kind read_kind(cursor& in) {
  const std::size_t begin = in.offset();
  const std::uint8_t kind = in.byte("a kind (function, table, memory, global or tag)");
  if (in.ok() && kind > 4) in.fail_at(begin, fmt::format("expected a kind from 0 to 4, found {}", kind));
  return in.ok() ? external_kind(kind) : external_kind::function;
}

import_entry read_import(cursor& in) {
  import_entry entry;
  entry.module = in.name("the module imported from");
  entry.name = in.name("the imported name");
  switch (read_kind(in)) {
    case external_kind::function:
      entry.what = function_import{in.u32("a function's type number")};
      break;
    case external_kind::table:
      entry.what = read_table_type(in);
      break;
    case external_kind::memory:
      entry.what = memory_type{read_limits(in)};
      break;
    case external_kind::global:
      entry.what = read_global_type(in);
      break;
    case external_kind::tag:
      entry.what = read_tag_type(in);
      break;
  }
  return entry;
}

table_entry read_table(cursor& in) {
  if (in.peek() != 0x40) return {read_table_type(in), std::nullopt};
  in.byte("a table with an initial value");
  const std::size_t begin = in.offset();
  if (in.byte("0") != 0) in.fail_at(begin, "expected 0 after the mark of a table with an initial value");
  const table_type type = read_table_type(in);
  return {type, read_expression(in)};
}

global_entry read_global(cursor& in) {
  const global_type type = read_global_type(in);
  return {type, read_expression(in)};
}

export_entry read_export(cursor& in) {
  export_entry entry;
  entry.name = in.name("the exported name");
  entry.kind = read_kind(in);
  entry.index = in.u32("the number of what is exported");
  return entry;
}

element_segment read_element(cursor& in) {
  element_segment segment;
  const std::size_t begin = in.offset();
  segment.flags = in.u32("flags of an element segment");
  if (in.ok() && segment.flags > 7)
    in.fail_at(begin, fmt::format("expected flags of an element segment (0 to 7), found {}", segment.flags));
  const bool expressions = (segment.flags & 4) != 0;
  if (segment.active()) {
    if ((segment.flags & 2) != 0) segment.table = in.u32("a table's number");
    segment.offset = read_expression(in);
  }
  if ((segment.flags & 3) != 0) {
    const std::size_t kind_at = in.offset();
    if (expressions)
      segment.type = in.value("a reference type");
    else if (in.byte("an element kind (0)") != 0)
      in.fail_at(kind_at, "expected element kind 0 (functions)");
  }
  for (std::uint32_t n = in.count("elements"); n > 0 && in.ok(); --n) {
    if (expressions)
      segment.expressions.push_back(read_expression(in));
    else
      segment.functions.push_back(in.u32("a function's number"));
  }
  return segment;
}

code_body read_body(cursor& in) {
  const std::uint32_t size = in.u32("a function body's size");
  const std::size_t offset = in.offset();
  return {in.take(size, "a function body"), offset};
}

data_segment read_data(cursor& in) {
  data_segment segment;
  const std::size_t begin = in.offset();
  segment.flags = in.u32("flags of a data segment");
  if (in.ok() && segment.flags > 2)
    in.fail_at(begin, fmt::format("expected flags of a data segment (0 to 2), found {}", segment.flags));
  if (segment.flags == 2) segment.memory = in.u32("a memory's number");
  if (segment.flags != 1) segment.offset = read_expression(in);
  const std::uint32_t size = in.u32("the size of the data");
  segment.content = in.take(size, "data");
  return segment;
}

// A section that is a count and that many entries.
template <class Entry>
void read_entries(cursor& in, std::string_view one, std::vector<Entry>& entries, std::size_t least,
                  Entry (*read)(cursor&)) {
  const std::uint32_t count = in.count(fmt::format("{} entries", one), least);
  entries.reserve(count);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    in.entering(one, i);
    entries.push_back(read(in));
  }
  in.entering("");
}

void read_content(cursor& in, section_id id, module& read) {
  switch (id) {
    case section_id::type:
      return read_entries(in, "type", read.types, 3, read_function_type);
    case section_id::import:
      return read_entries(in, "import", read.imports, 4, read_import);
    case section_id::function:
      return read_entries<std::uint32_t>(in, "function", read.functions, 1,
                                         [](cursor& in) { return in.u32("a type number"); });
    case section_id::table:
      return read_entries(in, "table", read.tables, 3, read_table);
    case section_id::memory:
      return read_entries<memory_type>(in, "memory", read.memories, 2,
                                       [](cursor& in) { return memory_type{read_limits(in)}; });
    case section_id::tag:
      return read_entries(in, "tag", read.tags, 2, read_tag_type);
    case section_id::global:
      return read_entries(in, "global", read.globals, 4, read_global);
    case section_id::export_:
      return read_entries(in, "export", read.exports, 3, read_export);
    case section_id::start:
      read.start = in.u32("the start function's number");
      return;
    case section_id::element:
      return read_entries(in, "segment", read.elements, 2, read_element);
    case section_id::data_count:
      read.data_count = in.u32("the number of data segments");
      return;
    case section_id::code:
      return read_entries(in, "body", read.code, 1, read_body);
    case section_id::data:
      return read_entries(in, "segment", read.data, 2, read_data);
    case section_id::custom:
      return;
  }
}

}  // namespace

base::result<module> decode(bytes file) {
  auto sections = split(file);
  if (!sections) return std::unexpected(sections.error());
  module read;
  int last = 0;
  for (const section& part : *sections) {
    if (part.id == section_id::custom) {
      read.customs.push_back({part.name, part.content, last});
      continue;
    }
    last = section_order(part.id);
    read.present.set(std::size_t(part.id));
    cursor in(part.content, part.offset, fmt::format("{} section", name_of(part.id)));
    read_content(in, part.id, read);
    in.must_end();
    if (!in.ok()) return std::unexpected(in.error());
  }
  return read;
}

}  // namespace kelp::wasm
