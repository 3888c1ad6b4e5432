#include "builder/fetch.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/lock.h"

namespace kelp::builder {

namespace fs = std::filesystem;
using base::fail;

base::result<std::vector<source_address>> find_addresses(const recipe_source& source,
                                                         const http_options& options) {
  switch (source.origin) {
    case source_origin::pypi:
      return find_pypi(source, options);
    case source_origin::debian:
      return find_debian(source, options);
    case source_origin::npm:
      return find_npm(source, options);
    case source_origin::local:
      break;
  }
  return fail("a local source is not fetched");
}

base::result<fs::path> source_cache::get(const recipe_source& source, const http_options& options) const {
  const auto target = path_of(source);
  std::error_code code;
  if (fs::is_regular_file(target, code)) {
    const auto found = base::sha256_file(target);
    if (found && *found == source.sha256) return target;
    if (auto removed = base::remove_tree(target); !removed) return std::unexpected(removed.error());
  }
  if (auto made = base::make_dirs(target.parent_path()); !made) return std::unexpected(made.error());
  const auto lock = base::file_lock::acquire(target.parent_path() / ".lock");
  if (!lock) return std::unexpected(lock.error());
  if (fs::is_regular_file(target, code)) return target;  // another one fetched it while we waited
  if (auto done = fetch(source, target, options); !done)
    return base::fail_because(done.error(), "cannot fetch {} ({} \"{}\")", source.file,
                              to_string(source.origin), source.package);
  return target;
}

base::status source_cache::fetch(const recipe_source& source, const fs::path& target,
                                 const http_options& options) const {
  const auto addresses = find_(source, options);
  if (!addresses) return std::unexpected(addresses.error());
  base::status last = fail("no mirror is configured");
  for (const auto& address : *addresses) {
    auto with_proxy = options;
    with_proxy.proxy = address.proxy;
    last = http_download(address.url, target, source.sha256, with_proxy);
    if (last || options.stop.stop_requested()) break;
  }
  return last;
}

}  // namespace kelp::builder
