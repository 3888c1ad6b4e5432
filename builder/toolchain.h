// The cross compiler: a Debian root of its own with emscripten, made once per content of
// builder/toolchain.lock.toml and kept in cache_dir()/toolchain/<digest>/{root,emcache,log,record.json}.
#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"

namespace kelp::builder {

struct toolchain {
  std::filesystem::path root;                   // an installed system; read-only in the sandbox
  std::filesystem::path em_cache;               // emscripten's compiled system libraries
  std::string digest;                           // identity; part of every artefact's hash
  std::map<std::string, std::string> versions;  // Debian package → installed version, for records
};

// What the lock file asks for.
struct toolchain_lock {
  std::string suite;                         // of Debian
  std::map<std::string, std::string> exact;  // package → version that must come
  std::map<std::string, std::string> seen;   // package → version that was seen
  std::vector<std::string> libraries;        // emscripten's, to be compiled
  std::string digest;                        // of all that but the versions in seen
};

base::result<toolchain_lock> read_toolchain_lock(const std::filesystem::path& file);

// The digest alone: needs neither network nor root, so that artefacts can be looked up without a toolchain.
base::result<std::string> toolchain_digest();

// The toolchain, made first if it is not there (about four minutes; network needed for the packages).
// Two processes at once: the second waits. Killed half-way: nothing is left that looks complete.
// KELP_TOOLCHAIN_ROOT names a root made by hand, for experiments: taken as it is, without comparing versions.
base::result<toolchain> ensure_toolchain(base::progress& progress, std::stop_token stop = {});

// The toolchain if it is there already, otherwise an error that says how to get it.
base::result<toolchain> find_toolchain();

}  // namespace kelp::builder
