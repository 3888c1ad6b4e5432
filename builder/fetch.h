// Brings a recipe's sources into the cache: cache_dir()/sources/<sha256>/<file>. Where a symbolic source is
// to be had is asked from the machine's own clients (pip, apt, npm), so no address is written down here.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "builder/http.h"
#include "builder/recipe.h"

namespace kelp::builder {

// An address to try, and the proxy its client is told to use.
struct source_address {
  std::string url;
  std::string proxy;
};

// Where `source` may be had, best first; fails when the client or its registry does not know it.
using address_finder =
    std::function<base::result<std::vector<source_address>>(const recipe_source&, const http_options&)>;

// By the source's origin: one of the finders below. Not for local sources.
base::result<std::vector<source_address>> find_addresses(const recipe_source& source,
                                                         const http_options& options);

// pip's index, by the JSON form of the simple API (or its HTML form where the index has no other).
base::result<std::vector<source_address>> find_pypi(const recipe_source& source, const http_options& options);
// The pool of each Debian mirror that apt is configured with.
base::result<std::vector<source_address>> find_debian(const recipe_source& source,
                                                      const http_options& options);
// `npm view`.
base::result<std::vector<source_address>> find_npm(const recipe_source& source, const http_options& options);

// "pool/main/p/python3.14/python3.14_3.14.7.orig.tar.xz"; '+' and the like %-encoded.
std::string debian_pool_path(const std::string& package, const std::string& file);

class source_cache {
 public:
  explicit source_cache(std::filesystem::path folder, address_finder find = find_addresses)
      : folder_(std::move(folder)), find_(std::move(find)) {}

  // The path of the file, fetched first if it is not here; safe in several threads and processes at once.
  base::result<std::filesystem::path> get(const recipe_source& source, const http_options& options) const;
  std::filesystem::path path_of(const recipe_source& source) const {
    return folder_ / source.sha256 / source.file;
  }

 private:
  base::status fetch(const recipe_source& source, const std::filesystem::path& target,
                     const http_options& options) const;

  std::filesystem::path folder_;
  address_finder find_;
};

}  // namespace kelp::builder
