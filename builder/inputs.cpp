#include "builder/inputs.h"

#include <algorithm>

#include "base/hash.h"
#include "builder/audit.h"
#include "builder/tree.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;

using inputs_map = std::map<std::string, std::string>;

base::status add_recipe_files(const recipe& recipe, inputs_map& inputs) {
  const auto skip = [](const std::string& path, bool) { return !is_recipe_input(path); };
  const auto files = list_tree(recipe.folder, skip);
  if (!files) return std::unexpected(files.error());
  for (const auto& file : *files) {
    if (file.kind == entry_kind::folder) continue;
    const auto hash = base::sha256_file(recipe.folder / file.path);
    if (!hash) return std::unexpected(hash.error());
    inputs["recipe " + file.path] = *hash + (file.executable ? " x" : "");
  }
  return {};
}

base::status add_sources(const recipe& recipe, const fs::path& root, inputs_map& inputs) {
  for (const auto& source : recipe.sources) {
    if (source.origin != source_origin::local) inputs["source " + source.file] = source.sha256;
    for (const auto& path : source.paths) {
      if (!fs::exists(root / path))
        return base::fail("{}:{}: local source \"{}\" is not there", recipe.path().string(), source.line,
                          path);
      const auto hash = hash_tree(root / path, left_out_of(source, path));
      if (!hash) return std::unexpected(hash.error());
      inputs["source " + path] = *hash;
    }
  }
  return {};
}

base::status add_environment(const recipe& recipe, const fs::path& root, const std::string& toolchain,
                             inputs_map& inputs) {
  inputs["builder"] = builder_step_version();
  if (!recipe.needs_sandbox()) return {};
  inputs["toolchain"] = toolchain;
  for (const auto& file : support_files(recipe)) {
    const auto hash = hash_tree(root / "builder/support" / file);
    if (!hash) return std::unexpected(hash.error());
    inputs["support " + file] = *hash;
  }
  return {};
}

std::string hash_of(const inputs_map& inputs) {
  base::hasher hash;
  for (const auto& [label, value] : inputs) hash.add_field(label).add_field(value);
  return hash.hex();
}

}  // namespace

std::string_view builder_step_version() { return "1"; }

std::vector<std::string> support_files(const recipe& recipe) {
  if (recipe.kind == package_kind::tool) return {};
  std::vector<std::string> files{"bin/kelp-c++", "bin/kelp-cc", "toolchain.cmake"};
  if (recipe.is_wheel()) files.insert(files.end(), {"bin/cross-python", "build_wheel.py"});
  return files;
}

bool is_recipe_input(const std::string& path) {
  return path != "test.py" && path != "README.md" && path != "tests" && !path.starts_with("tests/") &&
         path != "__pycache__" && !path.ends_with(".orig") && !path.ends_with("~");
}

bool is_made_or_test(const std::string& path, bool is_folder) {
  const auto name = fs::path(path).filename().string();
  if (name.starts_with('.')) return true;
  if (is_folder) return name == "node_modules" || name == "dist" || name == "__pycache__";
  return name.ends_with(".pyc") || name.ends_with("_test.cpp") || name.ends_with(".test.ts") ||
         name.ends_with(".md");
}

std::function<bool(const std::string&, bool)> left_out_of(const recipe_source& source,
                                                          const std::string& path) {
  return [&source, path](const std::string& inner, bool is_folder) {
    if (is_made_or_test(inner, is_folder)) return true;
    const auto whole = path + "/" + inner;
    return std::ranges::any_of(source.exclude, [&](const auto& glob) { return glob_matches(glob, whole); });
  };
}

base::result<std::map<std::string, build_inputs>> hash_inputs(const recipe_graph& graph, const fs::path& root,
                                                              const std::string& toolchain) {
  std::map<std::string, build_inputs> all;
  for (const auto& name : graph.order()) {
    const auto& recipe = graph.at(name);
    build_inputs made;
    if (auto done = add_recipe_files(recipe, made.inputs); !done) return std::unexpected(done.error());
    if (auto done = add_sources(recipe, root, made.inputs); !done) return std::unexpected(done.error());
    if (auto done = add_environment(recipe, root, toolchain, made.inputs); !done)
      return std::unexpected(done.error());
    for (const auto& needed : build_requirements(recipe))
      made.inputs["requires " + needed] = all.at(needed).hash;
    made.hash = hash_of(made.inputs);
    all.emplace(name, std::move(made));
  }
  return all;
}

}  // namespace kelp::builder
