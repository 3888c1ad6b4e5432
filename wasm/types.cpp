#include "wasm/types.h"

#include <fmt/format.h>

namespace kelp::wasm {

bool is_value_type(std::uint8_t code) {
  return (code >= 0x7b && code <= 0x7f) || code == 0x70 || code == 0x6f || code == 0x69;
}

bool is_reference(value_type type) {
  return type == value_type::funcref || type == value_type::externref || type == value_type::exnref;
}

std::string_view name_of(value_type type) {
  switch (type) {
    case value_type::i32:
      return "i32";
    case value_type::i64:
      return "i64";
    case value_type::f32:
      return "f32";
    case value_type::f64:
      return "f64";
    case value_type::v128:
      return "v128";
    case value_type::funcref:
      return "funcref";
    case value_type::externref:
      return "externref";
    case value_type::exnref:
      return "exnref";
  }
  return "unknown";
}

std::string_view name_of(external_kind kind) {
  switch (kind) {
    case external_kind::function:
      return "function";
    case external_kind::table:
      return "table";
    case external_kind::memory:
      return "memory";
    case external_kind::global:
      return "global";
    case external_kind::tag:
      return "tag";
  }
  return "unknown";
}

namespace {

std::string list(const std::vector<value_type>& types) {
  std::string text = "(";
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (i > 0) text += ", ";
    text += name_of(types[i]);
  }
  return text + ")";
}

}  // namespace

std::string to_string(const function_type& type) {
  if (type.results.size() == 1)
    return fmt::format("{} -> {}", list(type.parameters), name_of(type.results[0]));
  return fmt::format("{} -> {}", list(type.parameters), list(type.results));
}

std::string to_string(const limits& size) {
  std::string text = fmt::format("{}..", size.minimum);
  if (size.maximum) text += fmt::format("{}", *size.maximum);
  if (size.shared) text += " shared";
  if (size.wide) text += " i64";
  return text;
}

std::string to_string(const table_type& type) {
  return fmt::format("table {} {}", name_of(type.element), to_string(type.size));
}

std::string to_string(const memory_type& type) { return "memory " + to_string(type.size); }

std::string to_string(const global_type& type) {
  return fmt::format("global {}{}", type.changes ? "mut " : "", name_of(type.value));
}

}  // namespace kelp::wasm
