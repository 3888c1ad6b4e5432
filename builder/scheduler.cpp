#include "builder/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "builder/audit_step.h"

namespace kelp::builder {
namespace {

using base::fail;

// The state that the worker threads share; every member is guarded by the mutex.
class build_run {
 public:
  build_run(const build_site& site, const recipe_graph& graph,
            const std::map<std::string, build_inputs>& inputs, build_plan plan,
            const schedule_options& options, base::progress& progress, std::stop_token stop)
      : site_(site),
        graph_(graph),
        inputs_(inputs),
        options_(options),
        progress_(progress),
        outer_stop_(stop),
        finished_(std::move(plan.found)),
        waiting_(std::move(plan.to_build)) {
    most_awaited_first();
  }

  base::result<std::map<std::string, artefact>> run() {
    // Ctrl-C, or the first failure, stops what is running.
    std::stop_callback forward(outer_stop_, [this] {
      stop_.request_stop();
      changed_.notify_all();
    });
    {
      std::vector<std::jthread> workers;
      const auto count = std::min<std::size_t>(static_cast<std::size_t>(options_.parallel), waiting_.size());
      for (std::size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
    }
    if (outer_stop_.stop_requested()) return fail("stopped; what was finished is kept, start again to go on");
    if (failures_.empty()) return std::move(finished_);
    return std::unexpected(base::error{summary()});
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto name = take();
      if (!name) {
        if (waiting_.empty() || stop_.stop_requested() || running_ == 0) return;
        changed_.wait(lock);
        continue;
      }
      ++running_;
      const auto requirements = finished_;
      lock.unlock();
      auto made = build(*name, requirements);
      lock.lock();
      --running_;
      note(*name, std::move(made));
      changed_.notify_all();
    }
  }

  // The next package whose prerequisites are finished, out of those that wait; those that never can be are
  // dropped.
  std::optional<std::string> take() {
    if (stop_.stop_requested()) return std::nullopt;
    std::erase_if(waiting_, [this](const std::string& name) { return is_blocked(name); });
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
      const auto needed = prerequisites(graph_.at(*it), options_);
      if (!std::ranges::all_of(needed, [this](const auto& other) { return finished_.contains(other); }))
        continue;
      auto name = *it;
      waiting_.erase(it);
      return name;
    }
    return std::nullopt;
  }

  // Among packages that could be built now, the one that most others wait for comes first.
  void most_awaited_first() {
    std::map<std::string, std::set<std::string>> waiting_for;
    for (auto it = waiting_.rbegin(); it != waiting_.rend();
         ++it) {  // those that need it were seen before it
      for (const auto& needed : prerequisites(graph_.at(*it), options_)) {
        waiting_for[needed].insert(*it);
        waiting_for[needed].insert(waiting_for[*it].begin(), waiting_for[*it].end());
      }
    }
    std::ranges::stable_sort(waiting_, std::ranges::greater(),
                             [&](const auto& name) { return waiting_for[name].size(); });
  }

  bool is_blocked(const std::string& name) {
    for (const auto& needed : prerequisites(graph_.at(name), options_)) {
      if (!failed_.contains(needed)) continue;
      failed_.insert(name);
      skipped_.push_back(fmt::format("{} was not built because {} failed", name, needed));
      return true;
    }
    return false;
  }

  base::result<artefact> build(const std::string& name, const std::map<std::string, artefact>& requirements) {
    const auto& recipe = graph_.at(name);
    auto task = progress_.start(name + " " + recipe.version);
    auto made = build_locked(recipe, requirements, task);
    if (made)
      task.done("built");
    else if (stop_.stop_requested())
      task.fail("stopped");
    else
      task.fail("failed");
    return made;
  }

  base::result<artefact> build_locked(const recipe& recipe,
                                      const std::map<std::string, artefact>& requirements,
                                      base::progress_task& task) {
    const auto& inputs = inputs_.at(recipe.name);
    const auto lock = site_.store.lock(inputs.hash, [&](const std::string& holder) {
      task.note("waits for another build of it, process " + holder);
    });
    if (!lock) return std::unexpected(lock.error());
    // Another process may have finished it since the plan was made.
    auto found = site_.store.find(inputs.hash);
    if (!found) return std::unexpected(found.error());
    if (*found) return std::move(**found);
    std::filesystem::path main = options_.main_module;
    if (main.empty() && needs_audit(recipe)) main = requirements.at(std::string(runtime_recipe)).path();
    return build_package(site_, {recipe, inputs, requirements, main}, task, stop_.get_token());
  }

  void note(const std::string& name, base::result<artefact> made) {
    if (made) {
      finished_.insert_or_assign(name, std::move(*made));
      return;
    }
    failed_.insert(name);
    // Builds that were stopped because of another's failure have nothing to say.
    if (!stop_.stop_requested()) failures_.push_back(made.error().message);
    if (!options_.keep_going) stop_.request_stop();
  }

  std::string summary() const {
    auto text = fmt::format("{}", fmt::join(failures_, "\n\n"));
    for (const auto& line : skipped_) text += "\n" + line;
    return text;
  }

  const build_site& site_;
  const recipe_graph& graph_;
  const std::map<std::string, build_inputs>& inputs_;
  const schedule_options& options_;
  base::progress& progress_;
  std::stop_token outer_stop_;
  std::stop_source stop_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, artefact> finished_;
  std::vector<std::string> waiting_;
  std::set<std::string> failed_;
  std::vector<std::string> failures_, skipped_;
  int running_ = 0;
};

// Depth first from the targets; stops at what is found.
struct planner {
  const recipe_graph& graph;
  const std::map<std::string, build_inputs>& inputs;
  const artefact_store& store;
  const schedule_options& options;
  build_plan plan;
  std::set<std::string> seen;

  base::status visit(const std::string& name) {
    if (!seen.insert(name).second) return {};
    auto found = store.find(inputs.at(name).hash);
    if (!found) return std::unexpected(found.error());
    if (*found) {
      plan.found.emplace(name, std::move(**found));
      return {};
    }
    for (const auto& needed : prerequisites(graph.at(name), options))
      if (auto done = visit(needed); !done) return done;
    plan.to_build.push_back(name);
    return {};
  }
};

}  // namespace

std::vector<std::string> prerequisites(const recipe& recipe, const schedule_options& options) {
  auto needed = build_requirements(recipe);
  if (options.main_module.empty() && needs_audit(recipe)) needed.emplace_back(runtime_recipe);
  return needed;
}

base::result<build_plan> plan_build(const recipe_graph& graph,
                                    const std::map<std::string, build_inputs>& inputs,
                                    const std::vector<std::string>& targets, const artefact_store& store,
                                    const schedule_options& options) {
  planner visit_all{graph, inputs, store, options, {}, {}};
  for (const auto& name : targets)
    if (auto done = visit_all.visit(name); !done) return std::unexpected(done.error());
  return std::move(visit_all.plan);
}

base::result<std::map<std::string, artefact>> run_plan(const build_site& site, const recipe_graph& graph,
                                                       const std::map<std::string, build_inputs>& inputs,
                                                       build_plan plan, const schedule_options& options,
                                                       base::progress& progress, std::stop_token stop) {
  return build_run(site, graph, inputs, std::move(plan), options, progress, stop).run();
}

}  // namespace kelp::builder
