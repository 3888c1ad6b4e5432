// Builds a package once more, beside what is there, and compares the bytes.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "builder/session.h"

namespace kelp::builder {

struct verify_outcome {
  artefact stored;  // what was compared with
  std::vector<std::string>
      differences;  // empty: the bytes are the same; otherwise the files inside that differ
};

// `request.names` holds one name. Its artefact is taken from the channel, or from the cache if the channel
// has none; what it is built from comes from the cache and is built when missing, never from the channel.
base::result<verify_outcome> verify_package(const build_request& request, base::progress& progress,
                                            std::stop_token stop);

// Paths that are in one archive only or differ, sorted; empty when only the packing differs.
base::result<std::vector<std::string>> compare_archives(const std::filesystem::path& a,
                                                        const std::filesystem::path& b);

}  // namespace kelp::builder
