// dist/: what a page or Node loads. The runtime's files, the wheels, the list of both, and the loader.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "base/progress.h"
#include "builder/store.h"

namespace kelp::builder {

struct dist_request {
  std::filesystem::path project_root;
  std::filesystem::path target;               // the folder to be
  std::map<std::string, artefact> artefacts;  // the runtime and Python packages; others are ignored
  std::string python;                         // version of the interpreter, "3.14.7"
  bool packed_loader = true;                  // false: without the JavaScript bundles (for tests)
};

enum class dist_outcome { written, unchanged };

// The folder is replaced as a whole, or not at all; when it already is what it would become, nothing is
// written. A folder that holds anything but an earlier distribution is refused.
base::result<dist_outcome> write_dist(const dist_request& request, base::progress& progress,
                                      std::stop_token stop);

// File in a distribution that lists its files and the hash of them all.
inline constexpr std::string_view dist_manifest_name = "kelp-dist.json";

}  // namespace kelp::builder
