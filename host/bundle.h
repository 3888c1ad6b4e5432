// The page's programs and styles as notebook/ builds them: a folder of files whose names contain their hash,
// and manifest.json that gives the name of each. Built again while the server runs, it is seen at the next
// page.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/error.h"
#include "host/http/static_tree.h"

namespace kelp::host {

struct bundle {
  http::static_tree files;
  std::map<std::string, std::string> names;  // "app.js" → "app-3F2A.js"

  // Address of an entry, or empty when the manifest has none.
  std::string url(const std::string& entry) const;
};

class bundle_folder {
 public:
  explicit bundle_folder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // What the folder holds now. An error says what to build.
  base::result<std::shared_ptr<const bundle>> current();

  // What was last loaded, for files of pages that were sent earlier; null before the first page.
  std::shared_ptr<const bundle> last();

 private:
  base::result<std::shared_ptr<const bundle>> load();

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::shared_ptr<const bundle> loaded_;
  std::filesystem::file_time_type manifest_time_{};
};

}  // namespace kelp::host
