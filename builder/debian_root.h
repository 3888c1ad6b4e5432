// Making a Debian system in a folder (mmdebstrap) and reading which packages one holds. Signatures are
// checked against the host's Debian keyring by apt itself.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"

namespace kelp::builder {

struct debian_root_request {
  std::string suite;
  std::vector<std::string> packages;
  std::filesystem::path root;  // must not exist; left incomplete on failure
  std::filesystem::path log_file;
  std::stop_token stop;
};

base::status make_debian_root(const debian_root_request& request, base::progress_task& task);

// Installed packages and their versions, virtual packages of installed ones included with their provider's
// version.
base::result<std::map<std::string, std::string>> installed_packages(const std::filesystem::path& root);

}  // namespace kelp::builder
