// One run of the builder, from package names to finished artefacts: what the commands build, dist and channel
// share.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "builder/build_package.h"
#include "builder/graph.h"
#include "builder/inputs.h"

namespace kelp::builder {

struct build_request {
  std::vector<std::string> names;  // recipes; their run-time requirements are built too
  bool use_channel = true;         // look into channel/
  bool keep_going = false;
  bool keep_work = false;
  int jobs = 0;                        // compilers at once; 0: as many as there are processors
  std::filesystem::path project_root;  // the repository
  std::filesystem::path cache;         // cache_dir()
};

// Recipes with their hashes, and nothing built yet.
struct resolved_recipes {
  recipe_graph graph;
  std::map<std::string, build_inputs> inputs;
  std::vector<std::string> targets;  // the names asked for and what they need at run time
};
base::result<resolved_recipes> resolve_recipes(const std::filesystem::path& project_root,
                                               const std::vector<std::string>& names);

// The recipes in a folder that a distribution is made of: every Python package, and the runtime.
base::result<std::vector<std::string>> list_distributed(const std::filesystem::path& recipes);

struct build_outcome {
  std::map<std::string, artefact> artefacts;  // by name; every target is among them
  std::vector<std::string> built;             // those that were not found but built
};
base::result<build_outcome> build_packages(const build_request& request, const resolved_recipes& recipes,
                                           base::progress& progress, std::stop_token stop);

// Builds one package again into another cache, out of requirements that are found or built in the ordinary
// one.
base::result<artefact> rebuild_package(const build_request& request, const resolved_recipes& recipes,
                                       const std::string& name, const std::filesystem::path& into,
                                       base::progress& progress, std::stop_token stop);

// Folders of builds that were killed: removed unless their artefact's lock is held.
base::status sweep_workplaces(const std::filesystem::path& cache);

}  // namespace kelp::builder
