// kelp recipe: looking at recipes, checking them, fetching their sources, starting a new one.
#include "builder/recipe.h"

#include <algorithm>
#include <memory>
#include <set>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/paths.h"
#include "base/progress.h"
#include "builder/fetch.h"
#include "builder/session.h"
#include "builder/template.h"
#include "cli/command.h"

namespace kelp::cli {
namespace {

namespace fs = std::filesystem;

struct recipe_options {
  std::vector<std::string> names;
  std::string name;
  builder::template_request fresh;
  std::string pypi, debian, npm;
};

base::result<fs::path> recipes_folder() {
  const auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  return *root / "recipes";
}

base::result<int> list(const recipe_options&) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  const auto names = builder::list_recipes(*folder);
  if (!names) return std::unexpected(names.error());
  for (const auto& name : *names) {
    const auto recipe = builder::load_recipe(*folder / name);
    if (recipe)
      fmt::print("{:20} {:14} {:12} {}\n", recipe->name, recipe->version, to_string(recipe->kind),
                 recipe->summary);
    else
      fmt::print("{:20} {}\n", name, recipe.error().message);
  }
  return ok;
}

void print_list(const char* label, const std::vector<std::string>& items) {
  if (!items.empty()) fmt::print("{:10} {}\n", label, fmt::join(items, ", "));
}

base::result<int> show(const recipe_options& options) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  const auto graph = builder::recipe_graph::load(*folder, {options.name});
  if (!graph) return std::unexpected(graph.error());
  const auto& recipe = graph->at(options.name);
  fmt::print("{} {} ({}, built by {})\n{}\n", recipe.name, recipe.version, to_string(recipe.kind),
             to_string(recipe.backend), recipe.summary);
  fmt::print("{:10} {}\n", "license", recipe.license);
  for (const auto& source : recipe.sources)
    fmt::print("{:10} {} {} {}\n", "source", to_string(source.origin), source.package,
               source.file.empty() ? fmt::format("{}", fmt::join(source.paths, " ")) : source.file);
  print_list("patches", recipe.patches);
  print_list("host", recipe.requires_host);
  print_list("build", recipe.requires_build);
  print_list("run", recipe.requires_run);
  return ok;
}

// Every mistake of every recipe, not only the first.
base::result<int> check(const recipe_options& options) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  auto names = options.names;
  if (names.empty()) {
    auto all = builder::list_recipes(*folder);
    if (!all) return std::unexpected(all.error());
    names = std::move(*all);
  }
  std::set<std::string> mistakes;
  for (const auto& name : names)
    if (auto recipes = builder::resolve_recipes(folder->parent_path(), {name}); !recipes)
      mistakes.insert(recipes.error().message);
  for (const auto& mistake : mistakes) fmt::print(stderr, "{}\n", mistake);
  if (mistakes.empty()) fmt::print("{} recipes are all right\n", names.size());
  return mistakes.empty() ? ok : failed;
}

base::result<int> hash(const recipe_options& options) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  const auto recipes = builder::resolve_recipes(folder->parent_path(), {options.name});
  if (!recipes) return std::unexpected(recipes.error());
  const auto& inputs = recipes->inputs.at(options.name);
  fmt::print("{}\n", inputs.hash);
  for (const auto& [label, value] : inputs.inputs) fmt::print("  {:64} {}\n", value, label);
  return ok;
}

// One line per requirement, indented; what was shown in full already is only named again.
void print_tree(const builder::recipe_graph& graph, const std::string& name, const std::string& indent,
                std::set<std::string>& shown) {
  const auto& recipe = graph.at(name);
  const bool again = !shown.insert(name).second;
  const auto needed = builder::build_requirements(recipe);
  fmt::print("{}{} {}{}\n", indent, name, recipe.version, again && !needed.empty() ? " (see above)" : "");
  if (again) return;
  for (const auto& other : needed) print_tree(graph, other, indent + "  ", shown);
  for (const auto& other : recipe.requires_run) fmt::print("{}  at run time: {}\n", indent, other);
}

base::result<int> graph(const recipe_options& options) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  const auto loaded = builder::recipe_graph::load(*folder, {options.name});
  if (!loaded) return std::unexpected(loaded.error());
  std::set<std::string> shown;
  print_tree(*loaded, options.name, "", shown);
  return ok;
}

// Sources into the cache, so that a build needs no network, or to look into them. The paths go to stdout.
base::result<int> fetch(const recipe_options& options) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  const builder::source_cache sources(base::cache_dir() / "sources");
  const base::interrupt_watch interrupt;
  base::progress progress;
  for (const auto& name : options.names) {
    const auto recipe = builder::load_recipe(*folder / name);
    if (!recipe) return std::unexpected(recipe.error());
    for (const auto& source : recipe->sources) {
      if (source.origin == builder::source_origin::local) continue;
      auto task = progress.start("fetch " + source.file);
      const auto path = sources.get(source, {.headers = {},
                                             .proxy = "",
                                             .stop = interrupt.token(),
                                             .on_progress = [&](std::uint64_t done, std::uint64_t total) {
                                               task.update(done, total, true);
                                             }});
      if (!path) {
        task.fail("failed");
        return std::unexpected(path.error());
      }
      task.done("in the cache");
      fmt::print("{}\n", path->string());
    }
  }
  return ok;
}

base::result<int> fresh(const recipe_options& options) {
  const auto folder = recipes_folder();
  if (!folder) return std::unexpected(folder.error());
  const auto path = *folder / options.fresh.name / "recipe.toml";
  if (fs::exists(path)) return base::fail("{} is there already", path.string());
  auto request = options.fresh;
  if (!options.pypi.empty()) request.package = options.pypi;
  if (!options.debian.empty())
    request.origin = builder::source_origin::debian, request.package = options.debian;
  if (!options.npm.empty()) request.origin = builder::source_origin::npm, request.package = options.npm;
  if (request.package.empty()) request.package = request.name;
  const auto text = builder::recipe_template(request);
  if (!text) return std::unexpected(text.error());
  if (auto sound = builder::parse_recipe(*text, path.string()); !sound) return std::unexpected(sound.error());
  if (auto done = base::write_file_atomic(path, *text); !done) return std::unexpected(done.error());
  fmt::print("wrote {}; fill in summary and license, then run 'kelp build {}'\n", path.string(),
             request.name);
  return ok;
}

using recipe_action = base::result<int> (*)(const recipe_options&);

CLI::App* add_action(CLI::App& group, context& context, const std::string& name, const std::string& help,
                     const std::shared_ptr<recipe_options>& options, recipe_action action) {
  auto* command = group.add_subcommand(name, help);
  command->callback(
      [&context, options, action] { context.run([options, action] { return action(*options); }); });
  return command;
}

void add_new(CLI::App& group, context& context, const std::shared_ptr<recipe_options>& options) {
  auto* command = add_action(group, context, "new",
                             "Start a recipe: fetches the source once to learn its hash", options, fresh);
  command->add_option("name", options->fresh.name, "The recipe's name")->type_name("NAME")->required();
  command->add_option("--version", options->fresh.version, "The package's version")->required();
  command->add_option("--file", options->fresh.file, "Name of the source file in its registry")->required();
  auto* origin = command->add_option_group("origin", "Where the file is (default: --pypi NAME)");
  origin->add_option("--pypi", options->pypi, "Project in the Python package index")->type_name("PROJECT");
  origin->add_option("--debian", options->debian, "Debian source package")->type_name("SOURCE");
  origin->add_option("--npm", options->npm, "npm package with its version")->type_name("NAME@VERSION");
  origin->require_option(0, 1);
}

}  // namespace

void add_recipe(CLI::App& app, context& context) {
  auto* group =
      app.add_subcommand("recipe", "Recipes of packages: list, show, check, hash, graph, fetch, new");
  group->require_subcommand(1);
  auto options = std::make_shared<recipe_options>();
  add_action(*group, context, "list", "All recipes", options, list);
  const auto add_named = [&](const char* name, const char* help, recipe_action action) {
    auto* command = add_action(*group, context, name, help, options, action);
    command->add_option("name", options->name, "The recipe's name")->type_name("NAME")->required();
  };
  add_named("show", "One recipe in short", show);
  add_named("hash", "The hash of all inputs, and the inputs", hash);
  add_named("graph", "What a recipe is built from", graph);
  auto* checking = add_action(*group, context, "check", "Find mistakes in recipes", options, check);
  checking->add_option("names", options->names, "Recipes (default: all)")->type_name("NAME");
  auto* fetching = add_action(*group, context, "fetch", "Bring sources into the cache", options, fetch);
  fetching->add_option("names", options->names, "Recipes")->type_name("NAME")->required();
  add_new(*group, context, options);
}

}  // namespace kelp::cli
