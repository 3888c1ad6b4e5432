// Which recipes a build concerns, and in which order. Recipes are read only as they are asked for, so that a
// mistake in one does not stop work on another.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/recipe.h"

namespace kelp::builder {

class recipe_graph {
 public:
  // The named recipes of `folder` and, transitively, all that they require to be built and to run. Fails on a
  // name without a recipe (saying who asks for it) and on a cycle of host and build requirements (saying its
  // path).
  static base::result<recipe_graph> load(const std::filesystem::path& folder,
                                         const std::vector<std::string>& names);

  const recipe& at(const std::string& name) const { return recipes_.at(name); }
  const std::map<std::string, recipe>& recipes() const { return recipes_; }
  // Every recipe after those it is built from; among free choices alphabetical.
  const std::vector<std::string>& order() const { return order_; }
  // What the given packages need at run time, themselves included; sorted.
  std::vector<std::string> run_closure(const std::vector<std::string>& names) const;

 private:
  base::status read_all(const std::filesystem::path& folder, const std::vector<std::string>& names);
  base::status sort();

  std::map<std::string, recipe> recipes_;
  std::vector<std::string> order_;
};

// Host and build requirements, sorted, each once.
std::vector<std::string> build_requirements(const recipe& recipe);

// The names of all folders that hold a recipe.toml, sorted.
base::result<std::vector<std::string>> list_recipes(const std::filesystem::path& folder);

}  // namespace kelp::builder
