// Reading builder/toolchain.lock.toml.
#include <toml++/toml.h>

#include <set>

#include "base/file.h"
#include "base/hash.h"
#include "base/paths.h"
#include "builder/toolchain.h"

namespace kelp::builder {

using base::fail;

namespace {

base::result<std::map<std::string, std::string>> read_versions(const toml::table& document,
                                                               std::string_view key,
                                                               const std::string& file) {
  const toml::table* table = document[key].as_table();
  if (table == nullptr) return fail("{}: the table [{}] is missing", file, key);
  std::map<std::string, std::string> versions;
  for (const auto& [name, value] : *table) {
    auto version = value.value<std::string>();
    if (!version) return fail("{}: the version of {} must be text", file, name.str());
    versions.emplace(name.str(), *version);
  }
  return versions;
}

base::status refuse_unknown_keys(const toml::table& document, const std::string& file) {
  static const std::set<std::string_view> known{"suite", "step", "exact", "seen", "emscripten"};
  for (const auto& [name, value] : document)
    if (!known.contains(name.str())) return fail("{}: unknown key \"{}\"", file, name.str());
  return {};
}

}  // namespace

base::result<toolchain_lock> read_toolchain_lock(const std::filesystem::path& path) {
  auto text = base::read_file(path, 1 << 20);
  if (!text) return std::unexpected(text.error());
  std::string file = path.string();
  toml::table document;
  try {
    document = toml::parse(*text);
  } catch (const toml::parse_error& mistake) {
    return fail("{}:{}: {}", file, mistake.source().begin.line, mistake.description());
  }
  if (auto known = refuse_unknown_keys(document, file); !known) return std::unexpected(known.error());
  toolchain_lock lock;
  auto suite = document["suite"].value<std::string>();
  auto step = document["step"].value<std::int64_t>();
  const toml::array* libraries = document["emscripten"]["libraries"].as_array();
  if (!suite || !step || libraries == nullptr)
    return fail("{}: suite, step and emscripten.libraries are required", file);
  lock.suite = *suite;
  auto exact = read_versions(document, "exact", file);
  if (!exact) return std::unexpected(exact.error());
  auto seen = read_versions(document, "seen", file);
  if (!seen) return std::unexpected(seen.error());
  lock.exact = std::move(*exact);
  lock.seen = std::move(*seen);
  std::set<std::string> sorted;
  for (const auto& library : *libraries) {
    auto name = library.value<std::string>();
    if (!name) return fail("{}: emscripten.libraries must hold names", file);
    sorted.insert(*name);
  }
  lock.libraries.assign(sorted.begin(), sorted.end());

  base::hasher hash;
  hash.add_field("toolchain").add_field(lock.suite).add_field(std::to_string(*step));
  for (const auto& [name, version] : lock.exact) hash.add_field(name).add_field(version);
  hash.add_field("seen");
  for (const auto& [name, version] : lock.seen) hash.add_field(name);
  hash.add_field("libraries");
  for (const auto& library : lock.libraries) hash.add_field(library);
  lock.digest = hash.hex();
  return lock;
}

base::result<std::string> toolchain_digest() {
  auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  auto lock = read_toolchain_lock(*root / "builder/toolchain.lock.toml");
  if (!lock) return std::unexpected(lock.error());
  return lock->digest;
}

}  // namespace kelp::builder
