// Finished artefacts by the hash of their inputs: in the local cache, one folder each, and in the
// repository's channel/, all files side by side. What is found has been checked; what is damaged is never
// used.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/lock.h"
#include "builder/channel.h"
#include "builder/record.h"

namespace kelp::builder {

struct artefact {
  artefact_record record;
  std::filesystem::path folder;  // holds the record's files
  bool from_channel = false;
  std::filesystem::path path() const { return folder / record.main_file().name; }
};

class artefact_store {
 public:
  using warning = std::function<void(const std::string&)>;
  // `cache` is cache_dir(); an empty `channel` means that none is looked at.
  artefact_store(std::filesystem::path cache, std::filesystem::path channel, warning warn);

  // The artefact with that hash: local cache first, then channel. A damaged one in the cache is removed, one
  // in the channel passed over, each with a warning.
  base::result<std::optional<artefact>> find(const std::string& hash) const;
  // Moves the finished files of `folder` (those that the record names) into the cache; seen whole or not at
  // all.
  base::result<artefact> install(const artefact_record& record, const std::filesystem::path& folder) const;
  // Whoever holds it builds that artefact; others wait, and find it finished.
  base::result<base::file_lock> lock(const std::string& hash,
                                     const std::function<void(const std::string& holder)>& on_wait) const;

 private:
  base::result<std::optional<artefact>> find_in_cache(const std::string& hash) const;
  std::filesystem::path folder_of(const std::string& hash) const { return cache_ / "artefacts" / hash; }

  std::filesystem::path cache_, channel_;
  warning warn_;
};

// Size and sha256 of each file against the record; the error names the file that differs.
base::status check_files(const artefact_record& record, const std::filesystem::path& folder);

}  // namespace kelp::builder
