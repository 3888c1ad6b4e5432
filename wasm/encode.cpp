#include "wasm/encode.h"

#include <array>

namespace kelp::wasm {

void writer::u32(std::uint64_t value) {
  do {
    const std::uint8_t low = value & 0x7f;
    value >>= 7;
    byte(value != 0 ? low | 0x80 : low);
  } while (value != 0);
}

void writer::s32(std::int64_t value) {
  for (bool more = true; more;) {
    const std::uint8_t low = value & 0x7f;
    value >>= 7;
    more = !((value == 0 && (low & 0x40) == 0) || (value == -1 && (low & 0x40) != 0));
    byte(more ? low | 0x80 : low);
  }
}

void writer::sized(wasm::bytes data) {
  u32(data.size());
  raw(data);
}

void writer::name(std::string_view text) { sized(std::as_bytes(std::span(text))); }

namespace {

void write(writer& out, const std::vector<value_type>& types) {
  out.u32(types.size());
  for (value_type type : types) out.byte(std::uint8_t(type));
}

void write(writer& out, const function_type& type) {
  out.byte(0x60);
  write(out, type.parameters);
  write(out, type.results);
}

void write(writer& out, const limits& size) {
  out.byte((size.maximum ? 1 : 0) | (size.shared ? 2 : 0) | (size.wide ? 4 : 0));
  out.u32(size.minimum);
  if (size.maximum) out.u32(*size.maximum);
}

void write(writer& out, const function_import& function) { out.u32(function.type); }

void write(writer& out, std::uint32_t number) { out.u32(number); }

void write(writer& out, const table_type& type) {
  out.byte(std::uint8_t(type.element));
  write(out, type.size);
}

void write(writer& out, const memory_type& type) { write(out, type.size); }

void write(writer& out, const global_type& type) {
  out.byte(std::uint8_t(type.value));
  out.byte(type.changes ? 1 : 0);
}

void write(writer& out, const tag_type& type) {
  out.byte(0);
  out.u32(type.type);
}

void write(writer& out, const import_entry& entry) {
  out.name(entry.module);
  out.name(entry.name);
  out.byte(std::uint8_t(entry.kind()));
  std::visit([&](const auto& what) { write(out, what); }, entry.what);
}

void write(writer& out, const table_entry& entry) {
  if (entry.initial) {
    out.byte(0x40);
    out.byte(0);
  }
  write(out, entry.type);
  if (entry.initial) out.raw(entry.initial->code);
}

void write(writer& out, const global_entry& entry) {
  write(out, entry.type);
  out.raw(entry.initial.code);
}

void write(writer& out, const export_entry& entry) {
  out.name(entry.name);
  out.byte(std::uint8_t(entry.kind));
  out.u32(entry.index);
}

void write(writer& out, const element_segment& segment) {
  const bool expressions = (segment.flags & 4) != 0;
  out.u32(segment.flags);
  if (segment.active()) {
    if ((segment.flags & 2) != 0) out.u32(segment.table);
    out.raw(segment.offset.code);
  }
  if ((segment.flags & 3) != 0) out.byte(expressions ? std::uint8_t(segment.type) : 0);
  out.u32(expressions ? segment.expressions.size() : segment.functions.size());
  for (std::uint32_t function : segment.functions) out.u32(function);
  for (const expression& value : segment.expressions) out.raw(value.code);
}

void write(writer& out, const code_body& body) { out.sized(body.code); }

void write(writer& out, const data_segment& segment) {
  out.u32(segment.flags);
  if (segment.flags == 2) out.u32(segment.memory);
  if (segment.flags != 1) out.raw(segment.offset.code);
  out.sized(segment.content);
}

template <class Entry>
bool write_entries(writer& out, const std::vector<Entry>& entries) {
  out.u32(entries.size());
  for (const Entry& entry : entries) write(out, entry);
  return !entries.empty();
}

bool write_number(writer& out, const std::optional<std::uint32_t>& number) {
  if (number) out.u32(*number);
  return number.has_value();
}

// Writes a section's content; false when there is nothing in it.
bool write_content(writer& out, section_id id, const module& source) {
  switch (id) {
    case section_id::type:
      return write_entries(out, source.types);
    case section_id::import:
      return write_entries(out, source.imports);
    case section_id::function:
      return write_entries(out, source.functions);
    case section_id::table:
      return write_entries(out, source.tables);
    case section_id::memory:
      return write_entries(out, source.memories);
    case section_id::tag:
      return write_entries(out, source.tags);
    case section_id::global:
      return write_entries(out, source.globals);
    case section_id::export_:
      return write_entries(out, source.exports);
    case section_id::start:
      return write_number(out, source.start);
    case section_id::element:
      return write_entries(out, source.elements);
    case section_id::data_count:
      return write_number(out, source.data_count);
    case section_id::code:
      return write_entries(out, source.code);
    case section_id::data:
      return write_entries(out, source.data);
    case section_id::custom:
      return false;
  }
  return false;
}

void write_customs(writer& out, const module& source, int after) {
  for (const custom_section& custom : source.customs) {
    if (custom.after != after) continue;
    writer content;
    content.name(custom.name);
    content.raw(custom.content);
    out.byte(std::uint8_t(section_id::custom));
    out.sized(content.view());
  }
}

}  // namespace

std::vector<std::byte> encode(const module& source) {
  static constexpr std::array in_order{section_id::type,    section_id::import,     section_id::function,
                                       section_id::table,   section_id::memory,     section_id::tag,
                                       section_id::global,  section_id::export_,    section_id::start,
                                       section_id::element, section_id::data_count, section_id::code,
                                       section_id::data};
  writer out;
  for (std::uint8_t byte : {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00}) out.byte(byte);
  write_customs(out, source, 0);
  for (section_id id : in_order) {
    writer content;
    const bool filled = write_content(content, id, source);
    if (filled || source.present.test(std::size_t(id))) {
      out.byte(std::uint8_t(id));
      out.sized(content.view());
    }
    write_customs(out, source, section_order(id));
  }
  return std::move(out).bytes();
}

}  // namespace kelp::wasm
