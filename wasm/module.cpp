#include "wasm/module.h"

#include <algorithm>
#include <array>

namespace kelp::wasm {

int section_order(section_id id) {
  // By number: custom, type, import, function, table, memory, global, export, start, element, code, data,
  // data count, tag.
  static constexpr std::array<int, 14> order{0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};
  return order.at(std::size_t(id));
}

std::string_view name_of(section_id id) {
  static constexpr std::array<std::string_view, 14> names{
      "custom", "type",  "import",  "function", "table", "memory",     "global",
      "export", "start", "element", "code",     "data",  "data count", "tag"};
  return names.at(std::size_t(id));
}

const custom_section* module::find_custom(std::string_view name) const {
  auto found = std::ranges::find(customs, name, &custom_section::name);
  return found == customs.end() ? nullptr : &*found;
}

const export_entry* module::find_export(std::string_view name) const {
  auto found = std::ranges::find(exports, name, &export_entry::name);
  return found == exports.end() ? nullptr : &*found;
}

namespace {

// Imported entries of one kind, then the module's own.
template <class Kind, class Own, class Get>
auto joined(const std::vector<import_entry>& imports, const std::vector<Own>& own, Get get) {
  std::vector<decltype(get(own.front()))> all;
  for (const import_entry& entry : imports)
    if (auto* kind = std::get_if<Kind>(&entry.what)) {
      if constexpr (std::is_same_v<Kind, function_import>)
        all.push_back(kind->type);
      else
        all.push_back(*kind);
    }
  for (const Own& entry : own) all.push_back(get(entry));
  return all;
}

}  // namespace

std::vector<std::uint32_t> module::all_functions() const {
  return joined<function_import>(imports, functions, [](std::uint32_t type) { return type; });
}
std::vector<table_type> module::all_tables() const {
  return joined<table_type>(imports, tables, [](const table_entry& entry) { return entry.type; });
}
std::vector<memory_type> module::all_memories() const {
  return joined<memory_type>(imports, memories, [](const memory_type& type) { return type; });
}
std::vector<global_type> module::all_globals() const {
  return joined<global_type>(imports, globals, [](const global_entry& entry) { return entry.type; });
}
std::vector<tag_type> module::all_tags() const {
  return joined<tag_type>(imports, tags, [](const tag_type& type) { return type; });
}

}  // namespace kelp::wasm
