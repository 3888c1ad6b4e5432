// The page's program in notebook/dist, built when it is missing or older than its sources.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace kelp::cli {

// root: the repository. The folder of the bundle.
base::result<std::filesystem::path> ready_notebook_bundle(const std::filesystem::path& root);

}  // namespace kelp::cli
