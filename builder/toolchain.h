// The cross compiler's root: a Debian trixie of its own with emscripten, made once per content of
// builder/toolchain.lock.toml and kept in cache_dir()/toolchain/<digest>/{root,emcache,log}.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "base/progress.h"

namespace kelp::builder {

struct toolchain {
  std::filesystem::path root;                   // an installed system; bound read-only in the sandbox
  std::filesystem::path em_cache;               // emscripten's compiled system libraries, ready
  std::string digest;                           // identity; part of every artefact's hash
  std::map<std::string, std::string> versions;  // Debian package → version, for records
};

// What the lock file asks for.
struct toolchain_lock {
  std::string suite;
  std::map<std::string, std::string> packages;  // asked for by name, with the version that must come
  std::string step;                             // version of the procedure below; raised when it changes
  std::string link_flags;                       // flags with which the system libraries are compiled
  std::string digest;                           // sha256 of all that, whatever the file's comments and order
};

base::result<toolchain_lock> read_toolchain_lock(const std::filesystem::path& file);

// The digest alone: needs neither network nor root, so that artefacts can be looked up without a toolchain.
// file defaults to builder/toolchain.lock.toml of the project.
base::result<std::string> toolchain_digest(const std::filesystem::path& file = {});

// The toolchain, made first if it is not there (2 to 5 minutes, network needed for the packages).
// Two processes at once: the second waits. Killed half-way: nothing is left that looks complete.
// KELP_TOOLCHAIN_ROOT names a root made by hand, for experiments: it is used as it is, with the same digest.
base::result<toolchain> ensure_toolchain(base::progress& progress, std::stop_token stop = {});

// The toolchain if it is there already, otherwise an error that says how to get it.
base::result<toolchain> find_toolchain();

}  // namespace kelp::builder
