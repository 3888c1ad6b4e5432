// The program's log. After setup_log any room writes with spdlog::info("…", …) and its kin.
#pragma once

#include <spdlog/spdlog.h>

#include <filesystem>
#include <string>

#include "base/error.h"

namespace kelp::base {

struct log_options {
  spdlog::level::level_enum level = spdlog::level::info;
  std::filesystem::path file;  // also written here (appended), if not empty
  bool json = false;           // one JSON object per line with time, level and message
};

// Replaces spdlog's default logger by one that writes to standard error.
status setup_log(const log_options& options);

}  // namespace kelp::base
