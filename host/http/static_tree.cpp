#include "host/http/static_tree.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/log.h"
#include "host/http/media_type.h"
#include "host/http/problem.h"

namespace kelp::host::http {
namespace {

namespace fs = std::filesystem;

std::int64_t modified_at(const struct stat& status) {
  return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

base::result<static_file> describe(const fs::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return base::fail_errno(errno, "cannot read {}", path.string());
  auto sha256 = base::sha256_file(path);
  if (!sha256) return std::unexpected(sha256.error());
  return static_file{path, *sha256, static_cast<std::uint64_t>(status.st_size), modified_at(status)};
}

}  // namespace

base::result<static_tree> static_tree::scan(const fs::path& folder) {
  static_tree tree;
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, error);
  for (; !error && entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    std::error_code gone;  // a file that vanishes while we look is simply not there
    if (!entries->is_regular_file(gone)) continue;
    auto file = describe(entries->path());
    if (!file) return std::unexpected(file.error());
    tree.files_.emplace(entries->path().lexically_relative(folder).generic_string(), std::move(*file));
  }
  if (error) return base::fail("cannot list the folder {}: {}", folder.string(), error.message());
  base::hasher digest;
  for (const auto& [name, file] : tree.files_) digest.add_field(name).add_field(file.sha256);
  tree.digest_ = digest.hex();
  return tree;
}

const static_file* static_tree::find(std::string_view name) const {
  auto found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

response serve_static(const request& request, const static_file& file, std::string_view cache_control,
                      variant_cache& variants) {
  base::unique_fd fd(open(file.path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!fd || fstat(fd.get(), &status) != 0 || static_cast<std::uint64_t>(status.st_size) != file.size ||
      modified_at(status) != file.modified) {
    spdlog::warn("{} changed since the server started", file.path.string());
    return problem(503, fmt::format("The file {} was replaced while the server ran; restart the server.",
                                    file.path.filename().string()));
  }
  auto type = media_type_of(file.path.filename().string());
  file_entity entity;
  entity.path = file.path;
  entity.content = {std::make_shared<const base::unique_fd>(std::move(fd)), 0, file.size};
  entity.sha256 = file.sha256;
  entity.type = std::string(type.name);
  entity.cache_control = std::string(cache_control);
  entity.compressible = type.compressible;
  return serve(request, entity, variants);
}

}  // namespace kelp::host::http
