// kelp build: packages from their recipes.
#include <memory>

#include "base/interrupt.h"
#include "base/paths.h"
#include "builder/session.h"
#include "cli/command.h"

namespace kelp::cli {
namespace {

struct build_options {
  std::vector<std::string> names;
  bool from_source = false, no_channel = false, keep_going = false, keep_work = false;
  int jobs = 0;
};

void print_outcome(const builder::resolved_recipes& recipes, const builder::build_outcome& outcome) {
  for (const auto& name : recipes.targets) {
    const auto& made = outcome.artefacts.at(name);
    fmt::print("{} {}  {}\n", name, made.record.version, made.path().string());
  }
}

base::result<int> build(const build_options& options) {
  const auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  auto names = options.names;
  if (names.empty()) {
    auto all = builder::list_recipes(*root / "recipes");
    if (!all) return std::unexpected(all.error());
    names = std::move(*all);
  }
  const auto recipes = builder::resolve_recipes(*root, names);
  if (!recipes) return std::unexpected(recipes.error());
  const base::interrupt_watch interrupt;
  base::progress progress;
  const builder::build_request request{.names = names,
                                       .use_channel = !options.from_source && !options.no_channel,
                                       .keep_going = options.keep_going,
                                       .keep_work = options.keep_work,
                                       .jobs = options.jobs,
                                       .project_root = *root,
                                       .cache = base::cache_dir()};
  const auto outcome = builder::build_packages(request, *recipes, progress, interrupt.token());
  if (!outcome) return std::unexpected(outcome.error());
  print_outcome(*recipes, *outcome);
  return ok;
}

}  // namespace

void add_build(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("build", "Build packages from their recipes");
  auto options = std::make_shared<build_options>();
  command->add_option("names", options->names, "Recipes to build (default: all)")->type_name("NAME");
  command->add_flag("--from-source", options->from_source,
                    "Use nothing of channel/, build all that is not built yet");
  command->add_flag("--no-channel", options->no_channel, "The same");
  command->add_flag("--keep-going", options->keep_going, "After a failure build on what does not need it");
  command->add_flag("--keep-work", options->keep_work, "Leave the folders of builds, to look into them");
  command->add_option("-j,--jobs", options->jobs, "Compilers at once (default: one per processor)")
      ->check(CLI::Range(1, 1024));
  command->callback([&context, options] { context.run([options] { return build(*options); }); });
}

}  // namespace kelp::cli
