#include "builder/graph.h"

#include <algorithm>
#include <functional>
#include <set>

#include "builder/toml_reader.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

base::error missing_recipe(const fs::path& folder, const std::string& name, const std::string& asked_by) {
  auto message = asked_by.empty()
                     ? fmt::format("there is no recipe \"{}\"", name)
                     : fmt::format("recipe \"{}\" asks for \"{}\", which has no recipe", asked_by, name);
  if (const auto all = list_recipes(folder)) {
    if (const auto near = nearest_word(name, *all); !near.empty())
      message += fmt::format("; did you mean \"{}\"?", near);
  }
  return {message};
}

// Depth-first visit; the path walked so far is what a cycle is named by.
struct sorter {
  const std::map<std::string, recipe>& recipes;
  std::vector<std::string>& order;
  std::set<std::string> finished;
  std::vector<std::string> path;

  base::status visit(const std::string& name) {
    if (finished.contains(name)) return {};
    if (const auto start = std::ranges::find(path, name); start != path.end()) {
      std::vector<std::string> cycle(start, path.end());
      cycle.push_back(name);
      return fail("recipes need each other in a circle: {}", fmt::join(cycle, " → "));
    }
    path.push_back(name);
    for (const auto& needed : build_requirements(recipes.at(name)))
      if (auto done = visit(needed); !done) return done;
    path.pop_back();
    finished.insert(name);
    order.push_back(name);
    return {};
  }
};

}  // namespace

std::vector<std::string> build_requirements(const recipe& recipe) {
  std::set<std::string> all(recipe.requires_host.begin(), recipe.requires_host.end());
  all.insert(recipe.requires_build.begin(), recipe.requires_build.end());
  return {all.begin(), all.end()};
}

base::result<std::vector<std::string>> list_recipes(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    if (fs::exists(it->path() / "recipe.toml")) names.push_back(it->path().filename().string());
  if (code) return fail("cannot list recipes in {}: {}", folder.string(), code.message());
  std::ranges::sort(names);
  return names;
}

base::status recipe_graph::read_all(const fs::path& folder, const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, std::string>> wanted;  // name, asked for by
  for (const auto& name : names) wanted.emplace_back(name, "");
  while (!wanted.empty()) {
    const auto [name, asked_by] = wanted.back();
    wanted.pop_back();
    if (recipes_.contains(name)) continue;
    if (!fs::exists(folder / name / "recipe.toml"))
      return std::unexpected(missing_recipe(folder, name, asked_by));
    auto loaded = load_recipe(folder / name);
    if (!loaded) return std::unexpected(loaded.error());
    for (const auto& needed : build_requirements(*loaded)) wanted.emplace_back(needed, name);
    for (const auto& needed : loaded->requires_run) wanted.emplace_back(needed, name);
    recipes_.emplace(name, std::move(*loaded));
  }
  return {};
}

base::status recipe_graph::sort() {
  sorter visit_all{recipes_, order_, {}, {}};
  for (const auto& [name, recipe] : recipes_)
    if (auto done = visit_all.visit(name); !done) return done;
  return {};
}

base::result<recipe_graph> recipe_graph::load(const fs::path& folder, const std::vector<std::string>& names) {
  recipe_graph graph;
  if (auto done = graph.read_all(folder, names); !done) return std::unexpected(done.error());
  if (auto done = graph.sort(); !done) return std::unexpected(done.error());
  return graph;
}

std::vector<std::string> recipe_graph::run_closure(const std::vector<std::string>& names) const {
  std::set<std::string> seen;
  auto wanted = names;
  while (!wanted.empty()) {
    const auto name = wanted.back();
    wanted.pop_back();
    if (!seen.insert(name).second) continue;
    const auto& needed = at(name).requires_run;
    wanted.insert(wanted.end(), needed.begin(), needed.end());
  }
  return {seen.begin(), seen.end()};
}

}  // namespace kelp::builder
