#include "wasm/dylink.h"

#include <algorithm>

#include "wasm/cursor.h"
#include "wasm/encode.h"

namespace kelp::wasm {
namespace {

enum subsection : std::uint8_t {
  memory_info = 1,
  needed = 2,
  export_info = 3,
  import_info = 4,
  runtime_path = 5
};

void read_names(cursor& in, std::vector<std::string_view>& names) {
  for (std::uint32_t n = in.count("names"); n > 0 && in.ok(); --n) names.push_back(in.name("a name"));
}

void read_part(cursor& in, std::uint8_t id, dylink_section& read) {
  switch (id) {
    case memory_info:
      read.memory_size = in.u32("the size of memory");
      read.memory_align = in.u32("the alignment of memory");
      read.table_size = in.u32("the size of the table");
      read.table_align = in.u32("the alignment of the table");
      return;
    case needed:
      return read_names(in, read.needed);
    case runtime_path:
      return read_names(in, read.runtime_paths);
    case export_info:
      for (std::uint32_t n = in.count("exports", 2); n > 0 && in.ok(); --n) {
        const std::string_view name = in.name("an export's name");
        read.exports.push_back({{}, name, in.u32("its flags")});
      }
      return;
    case import_info:
      for (std::uint32_t n = in.count("imports", 3); n > 0 && in.ok(); --n) {
        const std::string_view module = in.name("an import's module");
        const std::string_view name = in.name("an import's name");
        read.imports.push_back({module, name, in.u32("its flags")});
      }
      return;
    default:
      in.rest();  // the convention asks readers to pass over what they do not know
  }
}

void write_part(writer& out, subsection id, const writer& content) {
  out.byte(id);
  out.sized(content.view());
}

void write_names(writer& out, subsection id, const std::vector<std::string_view>& names) {
  if (names.empty()) return;
  writer content;
  content.u32(names.size());
  for (std::string_view name : names) content.name(name);
  write_part(out, id, content);
}

void write_symbols(writer& out, subsection id, const std::vector<symbol_flags>& symbols) {
  if (symbols.empty()) return;
  writer content;
  content.u32(symbols.size());
  for (const symbol_flags& symbol : symbols) {
    if (id == import_info) content.name(symbol.module);
    content.name(symbol.name);
    content.u32(symbol.flags);
  }
  write_part(out, id, content);
}

}  // namespace

bool dylink_section::is_weak_import(std::string_view name) const {
  return std::ranges::any_of(imports, [&](const symbol_flags& symbol) {
    return symbol.name == name && (symbol.flags & symbol_flags::weak);
  });
}

base::result<dylink_section> read_dylink(bytes content, std::size_t offset) {
  dylink_section read;
  cursor in(content, offset, "dylink.0 section");
  while (in.ok() && !in.at_end()) {
    const std::uint8_t id = in.byte("a subsection's number");
    const std::uint32_t size = in.u32("a subsection's size");
    const std::size_t begin = in.offset();
    cursor part(in.take(size, "a subsection"), begin, "dylink.0 section");
    if (!in.ok()) break;
    part.entering("subsection", id);
    read_part(part, id, read);
    part.must_end();
    if (!part.ok()) return std::unexpected(part.error());
  }
  if (!in.ok()) return std::unexpected(in.error());
  return read;
}

std::vector<std::byte> write_dylink(const dylink_section& section) {
  writer out;
  writer memory;
  for (std::uint32_t number :
       {section.memory_size, section.memory_align, section.table_size, section.table_align})
    memory.u32(number);
  write_part(out, memory_info, memory);
  write_names(out, needed, section.needed);
  write_symbols(out, export_info, section.exports);
  write_symbols(out, import_info, section.imports);
  write_names(out, runtime_path, section.runtime_paths);
  return std::move(out).bytes();
}

}  // namespace kelp::wasm
