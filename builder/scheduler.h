// Brings a graph of packages to completion: looks up what is there, builds the rest side by side.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "builder/build_package.h"
#include "builder/graph.h"

namespace kelp::builder {

struct schedule_options {
  int parallel = 1;                   // packages at once
  bool keep_going = false;            // after a failure build on what does not need it
  std::filesystem::path main_module;  // for audits instead of the recipe "runtime" (see below); usually empty
};

// What must be done for `targets`. Packages that are needed only to build something found already do not
// occur. Audits need the main module, so a Python package that must be built waits for the recipe "runtime",
// which the graph then must hold (see with_runtime); its hash does not depend on it.
struct build_plan {
  std::map<std::string, artefact> found;
  std::vector<std::string> to_build;  // in a possible order
};
base::result<build_plan> plan_build(const recipe_graph& graph,
                                    const std::map<std::string, build_inputs>& inputs,
                                    const std::vector<std::string>& targets, const artefact_store& store,
                                    const schedule_options& options);

// The artefacts of all that was found or built. Fails with the errors of all failed packages, one after
// another.
base::result<std::map<std::string, artefact>> run_plan(const build_site& site, const recipe_graph& graph,
                                                       const std::map<std::string, build_inputs>& inputs,
                                                       build_plan plan, const schedule_options& options,
                                                       base::progress& progress, std::stop_token stop);

// The recipe whose artefact is the main module.
inline constexpr std::string_view runtime_recipe = "runtime";

// What must be finished before `recipe` can be built.
std::vector<std::string> prerequisites(const recipe& recipe, const schedule_options& options);

}  // namespace kelp::builder
