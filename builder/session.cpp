#include "builder/session.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "base/file.h"
#include "builder/audit_step.h"
#include "builder/scheduler.h"
#include "builder/toolchain.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;

bool any_needs_audit(const recipe_graph& graph) {
  return std::ranges::any_of(graph.recipes(), [](const auto& item) { return needs_audit(item.second); });
}

int job_count(int asked) {
  if (asked > 0) return asked;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

// configure scripts keep one processor busy and compilers all: a few packages side by side fill the machine.
constexpr int most_packages_at_once = 4;

schedule_options schedule_for(const build_request& request) {
  schedule_options options;
  options.parallel = std::min(job_count(request.jobs), most_packages_at_once);
  options.keep_going = request.keep_going;
  if (const char* main = std::getenv("KELP_AUDIT_MAIN"); main && *main) options.main_module = main;
  return options;
}

bool any_needs_sandbox(const recipe_graph& graph, const std::vector<std::string>& names) {
  return std::ranges::any_of(names, [&](const auto& name) { return graph.at(name).needs_sandbox(); });
}

}  // namespace

base::result<resolved_recipes> resolve_recipes(const fs::path& project_root, const std::vector<std::string>& names) {
  const auto folder = project_root / "recipes";
  auto graph = recipe_graph::load(folder, names);
  if (!graph) return std::unexpected(graph.error());
  const auto targets = graph->run_closure(names);
  if (any_needs_audit(*graph) && fs::exists(folder / runtime_recipe)) {
    auto with_runtime = names;
    with_runtime.emplace_back(runtime_recipe);
    graph = recipe_graph::load(folder, with_runtime);
    if (!graph) return std::unexpected(graph.error());
  }
  const auto digest = toolchain_digest(project_root / "builder/toolchain.lock.toml");
  if (!digest) return std::unexpected(digest.error());
  auto inputs = hash_inputs(*graph, project_root, *digest);
  if (!inputs) return std::unexpected(inputs.error());
  return resolved_recipes{std::move(*graph), std::move(*inputs), targets};
}

base::status sweep_workplaces(const fs::path& cache) {
  std::error_code code;
  for (fs::directory_iterator it(cache / "work", code), end; !code && it != end; it.increment(code)) {
    const auto stem = it->path().filename().string();
    const auto lock_file = cache / "locks" / (stem.substr(stem.rfind('-') + 1) + ".lock");
    if (!fs::exists(lock_file)) continue;
    auto lock = base::file_lock::try_acquire(lock_file);
    if (!lock) return std::unexpected(lock.error());
    if (!*lock) continue;
    if (auto removed = base::remove_tree(it->path()); !removed) return removed;
  }
  return {};
}

base::result<build_outcome> build_packages(const build_request& request, const resolved_recipes& recipes,
                                           base::progress& progress, std::stop_token stop) {
  artefact_store store(request.cache, request.use_channel ? request.project_root / "channel" : fs::path(),
                       [&](const std::string& warning) { progress.line("warning: " + warning); });
  const auto options = schedule_for(request);
  auto plan = plan_build(recipes.graph, recipes.inputs, recipes.targets, store, options);
  if (!plan) return std::unexpected(plan.error());
  build_outcome outcome;
  outcome.built = plan->to_build;
  if (plan->to_build.empty()) {
    outcome.artefacts = std::move(plan->found);
    return outcome;
  }
  if (!request.keep_work)
    if (auto swept = sweep_workplaces(request.cache); !swept) return std::unexpected(swept.error());
  build_site site{request.project_root, request.cache, std::move(store), source_cache(request.cache / "sources"),
                  std::nullopt, job_count(request.jobs), request.keep_work};
  if (any_needs_sandbox(recipes.graph, plan->to_build)) {
    auto tools = ensure_toolchain(progress, stop);
    if (!tools) return std::unexpected(tools.error());
    site.tools = std::move(*tools);
  }
  auto artefacts = run_plan(site, recipes.graph, recipes.inputs, std::move(*plan), options, progress, stop);
  if (!artefacts) return std::unexpected(artefacts.error());
  outcome.artefacts = std::move(*artefacts);
  return outcome;
}

}  // namespace kelp::builder
