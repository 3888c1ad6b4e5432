// channel/: finished artefacts as files side by side, with an index.json that lists them and a record beside
// each. Publishing a channel is copying its files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/record.h"

namespace kelp::builder {

struct artefact;

struct channel_entry {
  std::string name, version, hash, sha256, file;
  std::uint64_t size = 0;
  std::string record;  // the record's file name
};

// The entries of index.json, sorted by name; empty when there is no channel.
base::result<std::vector<channel_entry>> read_channel(const std::filesystem::path& channel);

// The record of the entry with that input hash.
base::result<std::optional<artefact_record>> find_in_channel(const std::filesystem::path& channel,
                                                             const std::string& hash);

// Copies artefacts in; an entry of the same name and version is replaced and its files removed.
base::status add_to_channel(const std::filesystem::path& channel, const std::vector<artefact>& artefacts);

// Removes every entry whose hash is not in `keep`, and files that no entry names. Gives what was removed.
base::result<std::vector<std::string>> prune_channel(const std::filesystem::path& channel,
                                                     const std::vector<std::string>& keep);

}  // namespace kelp::builder
