// kelp channel: the finished packages that come with the repository.
#include "builder/channel.h"

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/paths.h"
#include "builder/scheduler.h"
#include "builder/session.h"
#include "builder/verify.h"
#include "cli/command.h"

namespace kelp::cli {
namespace {

namespace fs = std::filesystem;

struct channel_options {
  std::vector<std::string> names;
  int jobs = 0;
};

base::result<builder::build_request> request_for(const channel_options& options) {
  const auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  return builder::build_request{
      .names = options.names, .jobs = options.jobs, .project_root = *root, .cache = base::cache_dir()};
}

base::result<std::vector<std::string>> current_hashes(const fs::path& root) {
  const auto names = builder::list_recipes(root / "recipes");
  if (!names) return std::unexpected(names.error());
  const auto recipes = builder::resolve_recipes(root, *names);
  if (!recipes) return std::unexpected(recipes.error());
  std::vector<std::string> hashes;
  for (const auto& [name, inputs] : recipes->inputs) hashes.push_back(inputs.hash);
  return hashes;
}

base::result<int> list(const channel_options& options) {
  const auto request = request_for(options);
  if (!request) return std::unexpected(request.error());
  const auto entries = builder::read_channel(request->project_root / "channel");
  if (!entries) return std::unexpected(entries.error());
  const auto current = current_hashes(request->project_root);
  if (!current) return std::unexpected(current.error());
  std::uint64_t total = 0;
  for (const auto& entry : *entries) {
    const bool stale = std::ranges::find(*current, entry.hash) == current->end();
    fmt::print("{:24} {:14} {}  {:>8}{}\n", entry.name, entry.version, entry.hash.substr(0, 16),
               base::human_size(entry.size), stale ? "  (its recipe has changed since)" : "");
    total += entry.size;
  }
  fmt::print("{} artefacts, {}\n", entries->size(), base::human_size(total));
  return ok;
}

base::result<int> add(const channel_options& options) {
  auto request = request_for(options);
  if (!request) return std::unexpected(request.error());
  if (request->names.empty()) {
    auto names = builder::list_distributed(request->project_root / "recipes");
    if (!names) return std::unexpected(names.error());
    request->names = std::move(*names);
  }
  const auto recipes = builder::resolve_recipes(request->project_root, request->names);
  if (!recipes) return std::unexpected(recipes.error());
  const base::interrupt_watch interrupt;
  base::progress progress;
  const auto outcome = builder::build_packages(*request, *recipes, progress, interrupt.token());
  if (!outcome) return std::unexpected(outcome.error());
  std::vector<builder::artefact> artefacts;
  for (const auto& name : request->names) artefacts.push_back(outcome->artefacts.at(name));
  const auto channel = request->project_root / "channel";
  if (auto done = builder::add_to_channel(channel, artefacts); !done) return std::unexpected(done.error());
  const auto size = base::disk_usage(channel);
  fmt::print("{} artefacts are in {} ({})\n", artefacts.size(), channel.string(),
             base::human_size(size.value_or(0)));
  return ok;
}

base::result<int> verify(const channel_options& options) {
  const base::interrupt_watch interrupt;
  base::progress progress;
  bool same = true;
  for (const auto& name : options.names) {
    auto request = request_for({{name}, options.jobs});
    if (!request) return std::unexpected(request.error());
    const auto outcome = builder::verify_package(*request, progress, interrupt.token());
    if (!outcome) return std::unexpected(outcome.error());
    const auto& record = outcome->stored.record;
    if (outcome->differences.empty()) {
      fmt::print("{} {}: the same bytes again ({})\n", record.name, record.version,
                 record.main_file().sha256);
      continue;
    }
    same = false;
    fmt::print("{} {}: built anew, these differ:\n", record.name, record.version);
    for (const auto& path : outcome->differences) fmt::print("  {}\n", path);
  }
  return same ? ok : failed;
}

base::result<int> prune(const channel_options& options) {
  const auto request = request_for(options);
  if (!request) return std::unexpected(request.error());
  const auto current = current_hashes(request->project_root);
  if (!current) return std::unexpected(current.error());
  const auto removed = builder::prune_channel(request->project_root / "channel", *current);
  if (!removed) return std::unexpected(removed.error());
  for (const auto& name : *removed) fmt::print("removed {}\n", name);
  if (removed->empty()) fmt::print("nothing to remove\n");
  return ok;
}

using channel_action = base::result<int> (*)(const channel_options&);

CLI::App* add_action(CLI::App& group, context& context, const std::string& name, const std::string& help,
                     const std::shared_ptr<channel_options>& options, channel_action action) {
  auto* command = group.add_subcommand(name, help);
  command->callback(
      [&context, options, action] { context.run([options, action] { return action(*options); }); });
  return command;
}

}  // namespace

void add_channel(CLI::App& app, context& context) {
  auto* group = app.add_subcommand(
      "channel", "Finished packages that come with the repository: list, add, verify, prune");
  group->require_subcommand(1);
  auto options = std::make_shared<channel_options>();
  add_action(*group, context, "list", "What is in the channel, and what of it is out of date", options, list);
  auto* adding =
      add_action(*group, context, "add", "Build packages and put them into the channel", options, add);
  adding->add_option("names", options->names, "Recipes (default: the runtime and all Python packages)")
      ->type_name("NAME");
  adding->add_option("-j,--jobs", options->jobs, "Compilers at once")->check(CLI::Range(1, 1024));
  auto* verifying = add_action(*group, context, "verify",
                               "Build packages again, aside, and compare the bytes", options, verify);
  verifying->add_option("names", options->names, "Recipes")->type_name("NAME")->required();
  verifying->add_option("-j,--jobs", options->jobs, "Compilers at once")->check(CLI::Range(1, 1024));
  add_action(*group, context, "prune", "Remove what no recipe asks for any more", options, prune);
}

}  // namespace kelp::cli
