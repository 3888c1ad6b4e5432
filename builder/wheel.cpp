#include "builder/wheel.h"

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "base/file.h"
#include "base/hash.h"
#include "builder/audit.h"
#include "builder/tree.h"
#include "builder/unpack.h"
#include "builder/zip.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

bool is_module(const std::string& path) { return path.ends_with(".so") || path.ends_with(".wasm"); }

bool is_made_by_python(const std::string& path) {
  return path.ends_with(".pyc") || path.find("__pycache__/") != std::string::npos;
}

bool is_dropped(const recipe& recipe, const std::string& path) {
  return std::ranges::any_of(recipe.drop, [&](const auto& glob) { return glob_matches(glob, path); });
}

std::vector<std::string> split_name(std::string_view stem) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= stem.size();) {
    const auto end = std::min(stem.find('-', start), stem.size());
    parts.emplace_back(stem.substr(start, end - start));
    start = end + 1;
  }
  return parts;
}

// Installers put these into site-packages themselves; the loader only unpacks, so it is done here.
base::status flatten_data(const fs::path& root, const std::string& data) {
  for (const char* scheme : {"purelib", "platlib"})
    if (fs::exists(root / data / scheme))
      if (auto done = copy_tree(root / data / scheme, root); !done) return done;
  return base::remove_tree(root / data);  // scripts, headers and manual pages are of no use in a page
}

base::status write_metadata(const fs::path& root, const std::string& info, const wheel_name& name,
                            bool pure) {
  const auto text = fmt::format("Wheel-Version: 1.0\nGenerator: kelp\nRoot-Is-Purelib: {}\nTag: {}\n",
                                pure ? "true" : "false", name.tag());
  return base::write_file_atomic(root / info / "WHEEL", text);
}

// PEP 376's form of a hash: sha256, URL-safe base64 without padding.
std::string record_hash(std::string_view content) {
  auto text = base::to_base64(base::hasher().add(content).raw());
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// Everything below root as one zip file; with `info`, a RECORD of it comes last.
base::result<std::string> zip_tree(const fs::path& root, const std::vector<tree_entry>& entries,
                                   const std::string& info) {
  zip_writer zip;
  std::string record;
  const auto record_path = info + "/RECORD";
  for (const auto& entry : entries) {
    if (entry.kind == entry_kind::folder || (!info.empty() && entry.path == record_path)) continue;
    if (entry.kind == entry_kind::link) return fail("a wheel cannot hold the link {}", entry.path);
    const auto content = base::read_file(root / entry.path);
    if (!content) return std::unexpected(content.error());
    if (auto done = zip.add(entry.path, *content, entry.executable); !done)
      return std::unexpected(done.error());
    record += fmt::format("{},sha256={},{}\n", csv_field(entry.path), record_hash(*content), content->size());
  }
  record += csv_field(record_path) + ",,\n";
  if (!info.empty())
    if (auto done = zip.add(record_path, record); !done) return std::unexpected(done.error());
  return zip.finish();
}

std::vector<std::string> top_level_names(const std::vector<tree_entry>& entries) {
  std::set<std::string> names;
  for (const auto& entry : entries) {
    if (entry.kind == entry_kind::folder) continue;
    const auto slash = entry.path.find('/');
    const bool python = entry.path.ends_with(".py") || is_module(entry.path);
    if (!python || entry.path.find(".dist-info/") != std::string::npos) continue;
    const auto top = entry.path.substr(0, slash);
    names.insert(top.substr(0, top.find('.')));
  }
  return {names.begin(), names.end()};
}

// The name of the one folder at the top that ends like that, or empty.
std::string find_folder(const fs::path& root, std::string_view suffix) {
  for (const auto& item : fs::directory_iterator(root))
    if (item.is_directory() && item.path().filename().string().ends_with(suffix))
      return item.path().filename().string();
  return {};
}

wheel_name final_name(const recipe& recipe, wheel_name name, bool has_modules) {
  if (recipe.backend == build_backend::wheel || recipe.backend == build_backend::pure) return name;
  const auto parts = split_name(has_modules ? our_wheel_tag : std::string_view("py3-none-any"));
  if (has_modules || name.platform != "any")
    name.python = parts[0], name.abi = parts[1], name.platform = parts[2];
  return name;
}

base::status check_published(const recipe& recipe, const wheel_name& name, bool has_modules) {
  if (recipe.backend == build_backend::pure && (has_modules || name.platform != "any"))
    return fail("{} is no pure Python wheel; use backend \"wheel\" or build it from its sources",
                name.file());
  if (recipe.backend == build_backend::wheel && !platform_tag_accepted(name.platform))
    return fail("{} is for the platform {}, which does not run here", name.file(), name.platform);
  return {};
}

// What is left of the tree, and the tests taken out of it.
struct split_tree {
  std::vector<tree_entry> kept, tests;
  bool changed = false;
};

base::result<split_tree> split_dropped(const recipe& recipe, const fs::path& root) {
  auto all = list_tree(root);
  if (!all) return std::unexpected(all.error());
  split_tree split;
  for (auto& entry : *all) {
    if (entry.kind == entry_kind::folder) continue;
    const bool cached = is_made_by_python(entry.path), dropped = is_dropped(recipe, entry.path);
    const bool kept = !dropped && (!cached || recipe.needs_sandbox());  // then support/build_wheel.py made it
    split.changed |= !kept;
    if (kept)
      split.kept.push_back(std::move(entry));
    else if (dropped && !cached)
      split.tests.push_back(std::move(entry));
  }
  return split;
}

base::status write_tests(const recipe& recipe, const fs::path& root, const split_tree& split,
                         const fs::path& packed, wheel_result& made) {
  if (!recipe.keep_tests || split.tests.empty()) return {};
  const auto zip = zip_tree(root, split.tests, "");
  if (!zip) return std::unexpected(zip.error());
  made.tests = recipe.name + "-tests-" + recipe.version + ".zip";
  return base::write_file_atomic(packed / made.tests, *zip);
}

}  // namespace

base::result<wheel_name> parse_wheel_name(const std::string& file) {
  const auto parts =
      split_name(file.ends_with(".whl") ? std::string_view(file).substr(0, file.size() - 4) : "");
  if (parts.size() != 5 && parts.size() != 6) return fail("\"{}\" is no wheel's name", file);
  const auto end = parts.size();
  return wheel_name{parts[0], parts[1], parts[end - 3], parts[end - 2], parts[end - 1]};
}

base::result<wheel_result> make_wheel(const recipe& recipe, const fs::path& built, const fs::path& work,
                                      const fs::path& packed) {
  auto name = parse_wheel_name(built.filename().string());
  if (!name) return std::unexpected(name.error());
  if (auto done = unpack_archive(built, work); !done) return std::unexpected(done.error());
  const auto info = find_folder(work, ".dist-info"), data = find_folder(work, ".data");
  if (info.empty()) return fail("{} has no .dist-info folder, so it is no wheel", built.filename().string());
  if (!data.empty())
    if (auto done = flatten_data(work, data); !done) return std::unexpected(done.error());

  auto split = split_dropped(recipe, work);
  if (!split) return std::unexpected(split.error());
  const bool has_modules = std::ranges::any_of(split->kept, is_module, &tree_entry::path);
  if (auto sound = check_published(recipe, *name, has_modules); !sound) return std::unexpected(sound.error());
  *name = final_name(recipe, *name, has_modules);
  wheel_result made{name->file(), "", recipe.imports};
  if (made.imports.empty()) made.imports = top_level_names(split->kept);
  if (auto done = write_tests(recipe, work, *split, packed, made); !done)
    return std::unexpected(done.error());

  if (!recipe.needs_sandbox() && !split->changed && data.empty()) {
    if (auto done = copy_tree(built, packed / made.file); !done) return std::unexpected(done.error());
    return made;
  }
  if (auto done = write_metadata(work, info, *name, !has_modules); !done)
    return std::unexpected(done.error());
  const auto zip = zip_tree(work, split->kept, info);
  if (!zip) return std::unexpected(zip.error());
  if (auto done = base::write_file_atomic(packed / made.file, *zip); !done)
    return std::unexpected(done.error());
  return made;
}

}  // namespace kelp::builder
