#include "builder/toml_reader.h"

#include <algorithm>
#include <numeric>

namespace kelp::builder {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const auto& candidate : known) {
    const auto distance = edit_distance(word, candidate);
    if (distance < best_distance) best = candidate, best_distance = distance;
  }
  return best;
}

toml_reader::toml_reader(const toml::table& table, std::string file, std::string place)
    : table_(table), file_(std::move(file)), place_(std::move(place)) {}

std::string toml_reader::where(int line) const {
  return line > 0 ? fmt::format("{}:{}", file_, line) : file_;
}

void toml_reader::mistake(std::string_view key, std::string message) {
  if (mistake_) return;
  const auto* node = table_.get(key);
  const int at = node ? static_cast<int>(node->source().begin.line) : line();
  mistake_ = base::error{fmt::format("{}: {}", where(at), message)};
}

void toml_reader::wrong_type(std::string_view key, std::string_view wanted) {
  mistake(key, fmt::format("\"{}\"{} must be {}", key, place_.empty() ? "" : " in " + place_, wanted));
}

const toml::node* toml_reader::find(std::string_view key) {
  asked_.emplace(key);
  return table_.get(key);
}

std::optional<std::string> toml_reader::text(std::string_view key) {
  const auto* node = find(key);
  if (!node) return std::nullopt;
  if (const auto* value = node->as_string()) return value->get();
  wrong_type(key, "a text");
  return std::nullopt;
}

std::string toml_reader::required_text(std::string_view key) {
  auto value = text(key);
  if (!value || value->empty()) {
    mistake(key, fmt::format("\"{}\" is missing{}", key, place_.empty() ? "" : " in " + place_));
    return {};
  }
  return *value;
}

std::optional<bool> toml_reader::boolean(std::string_view key) {
  const auto* node = find(key);
  if (!node) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  wrong_type(key, "true or false");
  return std::nullopt;
}

std::optional<int> toml_reader::integer(std::string_view key, int low, int high) {
  const auto* node = find(key);
  if (!node) return std::nullopt;
  const auto* value = node->as_integer();
  if (value && value->get() >= low && value->get() <= high) return static_cast<int>(value->get());
  wrong_type(key, fmt::format("a whole number from {} to {}", low, high));
  return std::nullopt;
}

std::vector<std::string> toml_reader::texts(std::string_view key) {
  std::vector<std::string> values;
  const auto* node = find(key);
  if (!node) return values;
  const auto* array = node->as_array();
  if (!array) return wrong_type(key, "a list of texts"), values;
  for (const auto& item : *array) {
    const auto* value = item.as_string();
    if (!value) return wrong_type(key, "a list of texts"), values;
    values.push_back(value->get());
  }
  return values;
}

std::map<std::string, std::string> toml_reader::text_map(std::string_view key) {
  std::map<std::string, std::string> values;
  const auto* inner = table(key);
  if (!inner) return values;
  for (const auto& [name, item] : *inner) {
    const auto* value = item.as_string();
    if (!value) return wrong_type(key, "a table of texts"), values;
    values.emplace(name.str(), value->get());
  }
  return values;
}

const toml::table* toml_reader::table(std::string_view key) {
  const auto* node = find(key);
  if (!node) return nullptr;
  if (const auto* inner = node->as_table()) return inner;
  wrong_type(key, "a table");
  return nullptr;
}

std::vector<const toml::table*> toml_reader::tables(std::string_view key) {
  std::vector<const toml::table*> values;
  const auto* node = find(key);
  if (!node) return values;
  const auto* array = node->as_array();
  if (!array) return wrong_type(key, fmt::format("written as [[{}]]", key)), values;
  for (const auto& item : *array) {
    if (!item.is_table()) return wrong_type(key, fmt::format("written as [[{}]]", key)), values;
    values.push_back(item.as_table());
  }
  return values;
}

base::status toml_reader::finish() {
  for (const auto& [name, node] : table_) {
    if (asked_.contains(name.str())) continue;
    const auto near = nearest_word(name.str(), {asked_.begin(), asked_.end()});
    auto message = fmt::format("unknown key \"{}\"{}", name.str(), place_.empty() ? "" : " in " + place_);
    if (near.empty())
      message += fmt::format("; the keys here are {}", fmt::join(asked_, ", "));
    else
      message += fmt::format("; did you mean \"{}\"?", near);
    // An unknown key explains a missing one, so it is said first.
    return std::unexpected(
        base::error{fmt::format("{}: {}", where(static_cast<int>(name.source().begin.line)), message)});
  }
  if (mistake_) return std::unexpected(*mistake_);
  return {};
}

}  // namespace kelp::builder
