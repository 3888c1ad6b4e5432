#include "wasm/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "wasm/cursor.h"

namespace kelp::wasm {
namespace {

constexpr std::array<std::byte, 8> preamble{std::byte{0}, std::byte{'a'}, std::byte{'s'}, std::byte{'m'},
                                            std::byte{1}, std::byte{0},   std::byte{0},   std::byte{0}};

base::status check_preamble(bytes file) {
  if (file.size() < preamble.size())
    return base::fail("it is {} bytes long, shorter than the 8 that every WebAssembly module begins with",
                      file.size());
  if (!std::ranges::equal(file.first(4), bytes(preamble).first(4)))
    return base::fail(
        "at byte 0: expected the magic number 00 61 73 6d of a WebAssembly module, found {:02x}",
        fmt::join(reinterpret_cast<const unsigned char*>(file.data()),
                  reinterpret_cast<const unsigned char*>(file.data()) + 4, " "));
  if (!std::ranges::equal(file.first(8), preamble))
    return base::fail("at byte 4: expected version 1 of the format, found {}{}", int(file[4]),
                      int(file[6]) == 1 ? " of a component, not a module" : "");
  return {};
}

section read_section(cursor& in) {
  section read{};
  const std::size_t begin = in.offset();
  const std::uint8_t id = in.byte("a section's number");
  if (in.ok() && id > std::uint8_t(section_id::tag))
    in.fail_at(begin, fmt::format("expected a section's number (0 to 13), found {}", id));
  if (!in.ok()) return read;
  read.id = section_id(id);
  in.entering(fmt::format("{} section", name_of(read.id)));
  const std::uint32_t size = in.u32("its size");
  read.offset = in.offset();
  read.content = in.take(size, "its content");
  read.whole = in.since(begin);
  return read;
}

void read_custom_name(section& read, cursor& outer) {
  cursor in(read.content, read.offset, "custom section");
  read.name = in.name("its name");
  read.offset = in.offset();
  read.content = in.rest();
  if (!in.ok()) outer.fail_as(in);
}

}  // namespace

base::result<std::vector<section>> split(bytes file) {
  if (auto begins = check_preamble(file); !begins) return std::unexpected(begins.error());
  cursor in(file.subspan(preamble.size()), preamble.size(), "module");
  std::vector<section> sections;
  int last = 0;
  while (in.ok() && !in.at_end()) {
    const std::size_t begin = in.offset();
    section read = read_section(in);
    if (!in.ok()) break;
    if (read.id == section_id::custom) {
      read_custom_name(read, in);
    } else if (const int order = section_order(read.id); order <= last) {
      in.fail_at(begin, order == last ? "the section is there twice"
                                      : "the section comes too late: sections have an order");
    } else {
      last = order;
    }
    in.entering("");
    sections.push_back(read);
  }
  if (!in.ok()) return std::unexpected(in.error());
  return sections;
}

base::result<std::vector<std::byte>> without_custom(bytes file,
                                                    const std::function<bool(std::string_view)>& drop) {
  auto sections = split(file);
  if (!sections) return std::unexpected(sections.error());
  std::vector<std::byte> kept(preamble.begin(), preamble.end());
  for (const section& part : *sections)
    if (part.id != section_id::custom || !drop(part.name))
      kept.insert(kept.end(), part.whole.begin(), part.whole.end());
  return kept;
}

bool is_for_debugging(std::string_view custom_name) {
  return custom_name == "name" || custom_name == "producers" || custom_name == "sourceMappingURL" ||
         custom_name == "external_debug_info" || custom_name == "linking" ||
         custom_name.starts_with(".debug_") || custom_name.starts_with("reloc.");
}

}  // namespace kelp::wasm
