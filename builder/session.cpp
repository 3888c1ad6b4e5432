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

artefact_store store_of(const build_request& request, base::progress& progress) {
  return artefact_store(request.cache, request.use_channel ? request.project_root / "channel" : fs::path(),
                        [&](const std::string& warning) { progress.line("warning: " + warning); });
}

base::result<build_site> open_site(const build_request& request, const artefact_store& store,
                                   bool needs_sandbox, base::progress& progress, std::stop_token stop) {
  build_site site{
      request.project_root,    request.cache,    store, source_cache(request.cache / "sources"), std::nullopt,
      job_count(request.jobs), request.keep_work};
  if (!needs_sandbox) return site;
  auto tools = ensure_toolchain(progress, stop);
  if (!tools) return std::unexpected(tools.error());
  site.tools = std::move(*tools);
  return site;
}

}  // namespace

base::result<std::vector<std::string>> list_distributed(const fs::path& recipes) {
  const auto all = list_recipes(recipes);
  if (!all) return std::unexpected(all.error());
  std::vector<std::string> names;
  for (const auto& name : *all) {
    const auto recipe = load_recipe(recipes / name);
    if (!recipe) return std::unexpected(recipe.error());
    if (recipe->is_wheel()) names.push_back(name);
  }
  names.emplace_back(runtime_recipe);
  return names;
}

base::result<resolved_recipes> resolve_recipes(const fs::path& project_root,
                                               const std::vector<std::string>& names) {
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
  const auto digest = toolchain_digest();
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
  const auto store = store_of(request, progress);
  const auto options = schedule_for(request);
  auto plan = plan_build(recipes.graph, recipes.inputs, recipes.targets, store, options);
  if (!plan) return std::unexpected(plan.error());
  if (plan->to_build.empty()) return build_outcome{std::move(plan->found), {}};
  if (!request.keep_work)
    if (auto swept = sweep_workplaces(request.cache); !swept) return std::unexpected(swept.error());
  const auto site =
      open_site(request, store, any_needs_sandbox(recipes.graph, plan->to_build), progress, stop);
  if (!site) return std::unexpected(site.error());
  auto built = plan->to_build;
  auto artefacts = run_plan(*site, recipes.graph, recipes.inputs, std::move(*plan), options, progress, stop);
  if (!artefacts) return std::unexpected(artefacts.error());
  return build_outcome{std::move(*artefacts), std::move(built)};
}

base::result<artefact> rebuild_package(const build_request& request, const resolved_recipes& recipes,
                                       const std::string& name, const fs::path& into,
                                       base::progress& progress, std::stop_token stop) {
  const auto options = schedule_for(request);
  auto needed = request;
  needed.use_channel = false;
  const resolved_recipes for_needed{recipes.graph, recipes.inputs,
                                    prerequisites(recipes.graph.at(name), options)};
  auto found = build_packages(needed, for_needed, progress, stop);
  if (!found) return std::unexpected(found.error());
  const artefact_store store(into, "",
                             [&](const std::string& warning) { progress.line("warning: " + warning); });
  auto site = open_site(request, store, recipes.graph.at(name).needs_sandbox(), progress, stop);
  if (!site) return std::unexpected(site.error());
  site->cache = into;
  auto artefacts = run_plan(*site, recipes.graph, recipes.inputs, {std::move(found->artefacts), {name}},
                            options, progress, stop);
  if (!artefacts) return std::unexpected(artefacts.error());
  return artefacts->at(name);
}

}  // namespace kelp::builder
