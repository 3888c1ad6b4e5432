// Files below a folder as a sorted list: what is hashed, copied and packed always has this one order.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"

namespace kelp::builder {

enum class entry_kind { file, link, folder };

struct tree_entry {
  std::string path;  // relative, '/' between components
  entry_kind kind = entry_kind::file;
  bool executable = false;
  std::string link_target;
};

// Everything below `root`, sorted by path. `skip` (relative path, is folder) leaves out a file or a whole
// folder. Sockets, devices and the like are an error.
base::result<std::vector<tree_entry>> list_tree(
    const std::filesystem::path& root, const std::function<bool(const std::string&, bool)>& skip = {});

// One hash of names, execute bits, link targets and contents of a file or tree.
base::result<std::string> hash_tree(const std::filesystem::path& root,
                                    const std::function<bool(const std::string&, bool)>& skip = {});

// Copies contents and execute bits; on one file system files are shared copy-on-write where it can.
base::status copy_tree(const std::filesystem::path& from, const std::filesystem::path& to,
                       const std::function<bool(const std::string&, bool)>& skip = {});

}  // namespace kelp::builder
