// The files of one folder, listed and hashed when the server starts. A request is looked up in the list, so
// nothing outside the folder can be named.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "host/http/entity.h"

namespace kelp::host::http {

struct static_file {
  std::filesystem::path path;
  std::string sha256;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds
};

class static_tree {
 public:
  static base::result<static_tree> scan(const std::filesystem::path& folder);

  // name: path below the folder with "/" between its parts. Null when there is no such file.
  const static_file* find(std::string_view name) const;
  const std::map<std::string, static_file, std::less<>>& files() const { return files_; }

  // One hash over all names and contents.
  const std::string& digest() const { return digest_; }

 private:
  std::map<std::string, static_file, std::less<>> files_;
  std::string digest_;
};

// Opens the file and serves it. 503 when it is no longer the file that was listed.
response serve_static(const request& request, const static_file& file, std::string_view cache_control,
                      variant_cache& variants);

}  // namespace kelp::host::http
