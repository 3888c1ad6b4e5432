// One package from its recipe to an artefact in the store: fetch, unpack, patch, compile, audit, pack.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "base/progress.h"
#include "builder/audit.h"
#include "builder/fetch.h"
#include "builder/inputs.h"
#include "builder/recipe.h"
#include "builder/store.h"
#include "builder/toolchain.h"

namespace kelp::builder {

// What all builds of one run share.
struct build_site {
  std::filesystem::path project_root, cache;
  artefact_store store;
  source_cache sources;
  std::optional<toolchain> tools;  // absent when nothing to be built runs in the sandbox
  int jobs = 1;                    // compilers at once in one build
  bool keep_work = false;          // leave the folders of a build, also of one that failed
};

struct package_job {
  const builder::recipe& recipe;
  const build_inputs& inputs;
  const std::map<std::string, artefact>& requirements;  // by name: all of build_requirements(recipe)
  std::filesystem::path
      main_module;  // the main module's .wasm or its runtime artefact; needed if needs_audit(recipe)
};

// Builds unconditionally; the caller holds the artefact's lock. The error is one sentence, followed by the
// log's lines that matter and the log's path.
base::result<artefact> build_package(const build_site& site, const package_job& job,
                                     base::progress_task& task, std::stop_token stop);

// cache/logs/<stem>.log
std::filesystem::path log_path(const build_site& site, const recipe& recipe, const build_inputs& inputs);

}  // namespace kelp::builder
