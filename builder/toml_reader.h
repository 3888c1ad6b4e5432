// Reads a TOML table key by key, with the place of every mistake. The first mistake sticks and later reads
// give empty values, so that a parser can read all it wants and ask once at the end.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

// The word of `known` that `word` was most likely meant to be; empty when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& known);

class toml_reader {
 public:
  // `place` names the table in messages ("[build]"; empty for the whole file). Both outlive the reader.
  toml_reader(const toml::table& table, std::string file, std::string place);

  std::string required_text(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<int> integer(std::string_view key, int low, int high);
  std::vector<std::string> texts(std::string_view key);
  std::map<std::string, std::string> text_map(std::string_view key);
  const toml::table* table(std::string_view key);
  std::vector<const toml::table*> tables(std::string_view key);

  bool has(std::string_view key) const { return table_.contains(key); }
  // Records a mistake at the key (or at the table, when the key is not there).
  void mistake(std::string_view key, std::string message);
  // The first mistake, a key nobody asked for included. To be called after all reads.
  base::status finish();
  int line() const { return static_cast<int>(table_.source().begin.line); }

 private:
  const toml::node* find(std::string_view key);
  void wrong_type(std::string_view key, std::string_view wanted);
  std::string where(int line) const;

  const toml::table& table_;
  std::string file_, place_;
  std::set<std::string, std::less<>> asked_;
  std::optional<base::error> mistake_;
};

}  // namespace kelp::builder
