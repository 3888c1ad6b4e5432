// Running a build step inside the toolchain's root (bubblewrap): no network, only the named folders, a fresh
// /tmp, its own process tree that dies with us. Works as an ordinary user through user namespaces.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/process.h"
#include "builder/toolchain.h"

namespace kelp::builder {

struct bind {
  std::filesystem::path outside;
  std::filesystem::path inside;  // absolute; made when missing
};

struct sandbox_spec {
  std::vector<bind> read_only;
  std::vector<bind> writable;
  std::map<std::string, std::string> env;  // the whole environment but for PATH, HOME=/tmp, LC_ALL=C.UTF-8,
                                           // TZ=UTC, EM_CACHE, EM_FROZEN_CACHE, which are set unless given
  std::filesystem::path cwd = "/";         // inside
  std::vector<std::string> argv;
  std::filesystem::path log_file;                      // outside; appended
  std::function<void(std::string_view line)> on_line;  // each line of output
  std::chrono::milliseconds timeout{0};
  std::stop_token stop;
  bool em_cache_writable = false;  // otherwise the prepared system libraries are bound read-only
};

base::result<base::process_result> run_in_sandbox(const toolchain& toolchain, const sandbox_spec& spec);

// Whether bubblewrap can make user namespaces here; the error says what to do.
base::status check_sandbox();

}  // namespace kelp::builder
