// What an artefact is made from, and the hash of all that: two builds with one hash must give the same bytes.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/graph.h"
#include "builder/recipe.h"

namespace kelp::builder {

struct build_inputs {
  std::string hash;                           // sha256 of the labelled inputs below
  std::map<std::string, std::string> inputs;  // "recipe.toml" → sha256, "source zlib…tar.gz" → sha256, …
  std::string short_hash() const { return hash.substr(0, 16); }
};

// Raised whenever the steps themselves (unpack, compile, pack …) change what they make.
std::string_view builder_step_version();

// Files of a recipe's folder that a build sees as /recipe; its tests and notes are none of it.
bool is_recipe_input(const std::string& path);

// The files below builder/support that a build of the recipe sees, and that its hash covers: none for tools,
// the compiler wrapper and CMake's toolchain file for what is linked statically, all for Python packages.
std::vector<std::string> support_files(const recipe& recipe);

// Parts of this repository's folders that are made, not written, or only tests.
bool is_made_or_test(const std::string& path, bool is_folder);

// What a local source leaves out of its folder `path`: the above, and what its `exclude` names.
std::function<bool(const std::string&, bool)> left_out_of(const recipe_source& source,
                                                          const std::string& path);

// For every recipe of the graph. `root` is the repository (for local sources and the builder's support
// files); `toolchain` is the toolchain's digest.
base::result<std::map<std::string, build_inputs>> hash_inputs(const recipe_graph& graph,
                                                              const std::filesystem::path& root,
                                                              const std::string& toolchain);

}  // namespace kelp::builder
