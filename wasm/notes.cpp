#include "wasm/notes.h"

#include <fmt/format.h>

#include "wasm/cursor.h"

namespace kelp::wasm {

base::result<name_section> read_names(bytes content, std::size_t offset) {
  enum : std::uint8_t { module_name = 0, function_names = 1 };
  name_section read;
  cursor in(content, offset, "name section");
  while (in.ok() && !in.at_end()) {
    const std::uint8_t id = in.byte("a subsection's number");
    const std::uint32_t size = in.u32("a subsection's size");
    const std::size_t begin = in.offset();
    cursor part(in.take(size, "a subsection"), begin, "name section");
    if (id == module_name) read.module = part.name("the module's name");
    if (id == function_names)
      for (std::uint32_t n = part.count("function names", 2); n > 0 && part.ok(); --n) {
        const std::uint32_t number = part.u32("a function's number");
        read.functions.emplace(number, part.name("a function's name"));
      }
    if (!part.ok()) return std::unexpected(part.error());
  }
  if (!in.ok()) return std::unexpected(in.error());
  return read;
}

base::result<std::vector<feature>> read_features(bytes content, std::size_t offset) {
  std::vector<feature> read;
  cursor in(content, offset, "target_features section");
  for (std::uint32_t n = in.count("features", 2); n > 0 && in.ok(); --n) {
    const std::size_t begin = in.offset();
    const char prefix = char(in.byte("a feature's prefix"));
    if (in.ok() && prefix != '+' && prefix != '-' && prefix != '=')
      in.fail_at(begin,
                 fmt::format("expected +, - or = before a feature, found {:#04x}", std::uint8_t(prefix)));
    read.push_back({prefix, in.name("a feature's name")});
  }
  in.must_end();
  if (!in.ok()) return std::unexpected(in.error());
  return read;
}

base::result<std::vector<producer>> read_producers(bytes content, std::size_t offset) {
  std::vector<producer> read;
  cursor in(content, offset, "producers section");
  for (std::uint32_t fields = in.count("fields", 2); fields > 0 && in.ok(); --fields) {
    const std::string_view field = in.name("a field");
    for (std::uint32_t n = in.count("producers", 2); n > 0 && in.ok(); --n) {
      const std::string_view name = in.name("a producer's name");
      read.push_back({field, name, in.name("a producer's version")});
    }
  }
  in.must_end();
  if (!in.ok()) return std::unexpected(in.error());
  return read;
}

}  // namespace kelp::wasm
