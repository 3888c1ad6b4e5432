// kelp dist: what a page or Node loads.
#include "builder/dist.h"

#include <algorithm>
#include <memory>

#include "base/interrupt.h"
#include "base/paths.h"
#include "builder/scheduler.h"
#include "builder/session.h"
#include "cli/command.h"
#include "cli/dist.h"

namespace kelp::cli {
namespace {

// Every Python package that has a recipe, unless told otherwise; the runtime always.
base::result<std::vector<std::string>> packages_of(const dist_options& options,
                                                   const std::filesystem::path& recipes) {
  if (options.names.empty()) return builder::list_distributed(recipes);
  auto names = options.names;
  names.emplace_back(builder::runtime_recipe);
  return names;
}

}  // namespace

base::result<made_dist> make_dist(const dist_options& options) {
  const auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  const auto names = packages_of(options, *root / "recipes");
  if (!names) return std::unexpected(names.error());
  const auto recipes = builder::resolve_recipes(*root, *names);
  if (!recipes) return std::unexpected(recipes.error());
  const base::interrupt_watch interrupt;
  base::progress progress;
  auto outcome = builder::build_packages({.names = *names,
                                          .use_channel = !options.from_source,
                                          .jobs = options.jobs,
                                          .project_root = *root,
                                          .cache = base::cache_dir()},
                                         *recipes, progress, interrupt.token());
  if (!outcome) return std::unexpected(outcome.error());
  std::erase_if(outcome->artefacts, [&](const auto& item) {
    return std::ranges::find(recipes->targets, item.first) == recipes->targets.end();
  });
  const auto target = std::filesystem::path(options.folder).is_absolute() || options.folder != "dist"
                          ? std::filesystem::path(options.folder)
                          : *root / "dist";
  const auto written = builder::write_dist({.project_root = *root,
                                            .target = target,
                                            .artefacts = std::move(outcome->artefacts),
                                            .python = recipes->graph.at("cpython").version},
                                           progress, interrupt.token());
  if (!written) return std::unexpected(written.error());
  return made_dist{target, *written};
}

namespace {

base::result<int> dist(const dist_options& options) {
  const auto made = make_dist(options);
  if (!made) return std::unexpected(made.error());
  if (made->outcome == builder::dist_outcome::unchanged)
    fmt::print("{} is up to date\n", made->folder.string());
  return ok;
}

}  // namespace

void add_dist(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("dist", "Write what a page or Node loads: runtime, packages, loader");
  auto options = std::make_shared<dist_options>();
  command->add_option("folder", options->folder, "Where to (default: dist/ of the repository)")
      ->type_name("DIR");
  command->add_option("--package", options->names, "Only this package and what it needs (may be repeated)")
      ->type_name("NAME");
  command->add_flag("--from-source", options->from_source, "Use nothing of channel/");
  command->add_option("-j,--jobs", options->jobs, "Compilers at once (default: one per processor)")
      ->check(CLI::Range(1, 1024));
  command->callback([&context, options] { context.run([options] { return dist(*options); }); });
}

}  // namespace kelp::cli
