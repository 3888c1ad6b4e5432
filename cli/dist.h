// What kelp dist and kelp serve share: making the folder that a page or Node loads from.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/dist.h"

namespace kelp::cli {

struct dist_options {
  std::string folder = "dist";
  std::vector<std::string> names;
  bool from_source = false;
  int jobs = 0;
};

struct made_dist {
  std::filesystem::path folder;
  builder::dist_outcome outcome;
};

// Builds what is missing and writes the folder, if it is not up to date. Progress goes to standard error.
base::result<made_dist> make_dist(const dist_options& options);

}  // namespace kelp::cli
