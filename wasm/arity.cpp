#include "wasm/arity.h"

#include "wasm/cursor.h"
#include "wasm/expression.h"

namespace kelp::wasm {
namespace {

// The number of the imported global env.__table_base, if there is one.
std::optional<std::uint32_t> table_base_global(const module& source) {
  std::uint32_t number = 0;
  for (const import_entry& entry : source.imports) {
    if (entry.kind() != external_kind::global) continue;
    if (entry.module == "env" && entry.name == "__table_base") return number;
    ++number;
  }
  return std::nullopt;
}

base::result<std::uint32_t> place(const element_segment& segment, std::optional<std::uint32_t> base_global,
                                  std::uint32_t table_base) {
  const auto offset = as_linear(segment.offset);
  if (!offset) return base::fail("an element segment's place is no sum of constants and globals");
  std::uint32_t at = offset->constant;
  for (std::uint32_t global : offset->globals) {
    if (global != base_global)
      return base::fail("an element segment's place depends on global {}, which is not env.__table_base",
                        global);
    at += table_base;
  }
  return at;
}

// The function that an element expression `ref.func n end` names.
std::optional<std::uint32_t> named_function(const expression& value) {
  constexpr std::uint8_t ref_func = 0xd2;
  cursor in(value.code, 0, "element");
  if (in.byte("ref.func") != ref_func) return std::nullopt;
  const std::uint32_t number = in.u32("a function's number");
  return in.ok() ? std::optional(number) : std::nullopt;
}

}  // namespace

base::result<std::vector<table_arity>> arities(const module& source, std::uint32_t table_base) {
  const auto functions = source.all_functions();
  const auto base_global = table_base_global(source);
  std::vector<table_arity> found;
  auto note = [&](std::uint32_t index, std::uint32_t function) {
    const function_type& type = source.types.at(functions.at(function));
    found.push_back({index, std::uint32_t(type.parameters.size())});
  };
  for (const element_segment& segment : source.elements) {
    if (!segment.active() || segment.table != 0) continue;
    const auto first = place(segment, base_global, table_base);
    if (!first) return std::unexpected(first.error());
    for (std::uint32_t i = 0; i < segment.functions.size(); ++i) note(*first + i, segment.functions[i]);
    for (std::uint32_t i = 0; i < segment.expressions.size(); ++i)
      if (auto function = named_function(segment.expressions[i])) note(*first + i, *function);
  }
  return found;
}

}  // namespace kelp::wasm
