// The symbols a module offers: read from its WebAssembly, or from their stored text.
#include <fmt/format.h>

#include "builder/audit.h"
#include "wasm/check.h"
#include "wasm/decode.h"

namespace kelp::builder {
namespace {

std::string tag_text(const wasm::module& module, const wasm::tag_type& tag) {
  // A tag's type has no results: "tag (i32)".
  const std::string text = to_string(module.types[tag.type]);
  return "tag " + text.substr(0, text.find(" ->"));
}

std::string export_text(const wasm::module& module, const wasm::export_entry& entry) {
  switch (entry.kind) {
    case wasm::external_kind::function:
      return to_string(module.types[module.all_functions()[entry.index]]);
    case wasm::external_kind::table:
      return to_string(module.all_tables()[entry.index]);
    case wasm::external_kind::memory:
      return to_string(module.all_memories()[entry.index]);
    case wasm::external_kind::global:
      return to_string(module.all_globals()[entry.index]);
    case wasm::external_kind::tag:
      return tag_text(module, module.all_tags()[entry.index]);
  }
  return {};
}

}  // namespace

module_symbols symbols_of(std::string name, const wasm::module& module) {
  module_symbols symbols{std::move(name), {}};
  const auto functions = module.all_functions();
  for (const auto& entry : module.exports)
    symbols.types.emplace(entry.name, entry.kind == wasm::external_kind::function
                                          ? to_string(module.types[functions[entry.index]])
                                          : export_text(module, entry));
  // Only a main module hands on what JavaScript gave it.
  if (module.find_custom("dylink.0") != nullptr) return symbols;
  for (const auto& entry : module.imports)
    if (const auto* function = std::get_if<wasm::function_import>(&entry.what))
      symbols.types.emplace(
          entry.module == "env" ? std::string(entry.name) : fmt::format("{}.{}", entry.module, entry.name),
          to_string(module.types[function->type]));
  return symbols;
}

std::string import_text(const wasm::module& module, const wasm::import_entry& entry) {
  switch (entry.kind()) {
    case wasm::external_kind::function:
      return to_string(module.types[std::get<wasm::function_import>(entry.what).type]);
    case wasm::external_kind::table:
      return to_string(std::get<wasm::table_type>(entry.what));
    case wasm::external_kind::memory:
      return to_string(std::get<wasm::memory_type>(entry.what));
    case wasm::external_kind::global:
      return to_string(std::get<wasm::global_type>(entry.what));
    case wasm::external_kind::tag:
      return tag_text(module, std::get<wasm::tag_type>(entry.what));
  }
  return {};
}

base::result<module_symbols> module_symbols::from_wasm(std::string name, std::span<const std::byte> bytes) {
  const auto module = wasm::decode(bytes);
  if (!module) return base::fail_because(module.error(), "{} is no valid WebAssembly module", name);
  if (auto status = wasm::check(*module); !status)
    return base::fail_because(status.error(), "{} is no valid WebAssembly module", name);
  return symbols_of(std::move(name), *module);
}

base::result<module_symbols> module_symbols::from_text(std::string name, std::string_view text) {
  module_symbols symbols{std::move(name), {}};
  for (int number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const auto space = line.find(' ');
    if (space == std::string_view::npos || space == 0)
      return base::fail("line {} of the symbols of {}: expected a name, a space and a type, found \"{}\"",
                        number, symbols.name, line);
    symbols.types.insert_or_assign(std::string(line.substr(0, space)), std::string(line.substr(space + 1)));
  }
  return symbols;
}

std::string module_symbols::to_text() const {
  std::string text;
  for (const auto& [symbol, type] : types) text += fmt::format("{} {}\n", symbol, type);
  return text;
}

}  // namespace kelp::builder
