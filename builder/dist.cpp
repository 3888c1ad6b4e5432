#include "builder/dist.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"
#include "builder/inputs.h"
#include "builder/lock_file.h"
#include "builder/record.h"
#include "builder/scheduler.h"
#include "builder/tree.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::fail;

// What the loader's bundles are made from.
constexpr const char* loader_sources[] = {"runtime/loader", "runtime/js", "runtime/bridge",
                                          "package-lock.json", "tsconfig.base.json"};

base::result<std::string> hash_of_request(const dist_request& request, const std::string& lock) {
  base::hasher hash;
  hash.add_field("dist 1").add_field(lock);
  for (const auto& [name, made] : request.artefacts)
    for (const auto& file : made.record.files) hash.add_field(file.name).add_field(file.sha256);
  if (!request.packed_loader) return hash.hex();
  for (const auto* path : loader_sources) {
    if (!fs::exists(request.project_root / path)) continue;
    const auto content = hash_tree(request.project_root / path, is_made_or_test);
    if (!content) return std::unexpected(content.error());
    hash.add_field(path).add_field(*content);
  }
  return hash.hex();
}

struct manifest {
  std::string inputs;  // hash of the request
  std::map<std::string, std::uint64_t> sizes;
};

std::optional<manifest> read_manifest(const fs::path& folder) {
  const auto text = base::read_file(folder / dist_manifest_name, 16 << 20);
  if (!text) return std::nullopt;
  try {
    const auto value = json::parse(*text);
    manifest made{std::string(value.at("inputs").as_string()), {}};
    for (const auto& [name, file] : value.at("files").as_object())
      made.sizes.emplace(name, file.at("size").to_number<std::uint64_t>());
    return made;
  } catch (const std::exception&) {
    return std::nullopt;  // a damaged list is as good as none: the folder is written again
  }
}

bool is_whole(const fs::path& folder, const manifest& listed) {
  return std::ranges::all_of(listed.sizes, [&](const auto& item) {
    std::error_code code;
    return fs::file_size(folder / item.first, code) == item.second && !code;
  });
}

base::status write_manifest(const fs::path& folder, const std::string& inputs) {
  const auto entries = list_tree(folder);
  if (!entries) return std::unexpected(entries.error());
  json::object files;
  base::hasher whole;
  for (const auto& entry : *entries) {
    if (entry.kind != entry_kind::file) continue;
    const auto hash = base::sha256_file(folder / entry.path);
    if (!hash) return std::unexpected(hash.error());
    files[entry.path] = {{"sha256", *hash}, {"size", fs::file_size(folder / entry.path)}};
    whole.add_field(entry.path).add_field(*hash);
  }
  return base::write_file_atomic(folder / dist_manifest_name,
                                 pretty_json({{"hash", whole.hex()}, {"inputs", inputs}, {"files", files}}));
}

base::status place_packages(const dist_request& request, const fs::path& folder) {
  for (const auto& [name, made] : request.artefacts) {
    if (made.record.kind == "runtime")
      if (auto done = unpack_archive(made.path(), folder); !done) return done;
    if (made.record.kind != "python") continue;
    for (const auto& file : made.record.files)
      if (auto done = copy_tree(made.folder / file.name, folder / file.name); !done) return done;
  }
  return {};
}

base::status bundle_loader(const dist_request& request, const fs::path& folder, std::stop_token stop) {
  if (!fs::exists(request.project_root / "node_modules"))
    return fail("the loader's tools are missing: run 'npm ci' in {}", request.project_root.string());
  base::process_options options;
  options.cwd = request.project_root;
  options.stop = stop;
  const auto ended =
      base::run({"npm", "run", "--silent", "build", "-w", "runtime/loader", "--", folder.string()}, options);
  if (!ended) return std::unexpected(ended.error());
  if (!ended->ok())
    return fail("bundling the loader failed ({}):\n{}{}", ended->reason(), ended->output,
                ended->error_output);
  return {};
}

base::status check_target(const fs::path& target) {
  std::error_code code;
  if (!fs::exists(target, code)) return {};
  if (!fs::is_directory(target, code)) return fail("{} is not a folder", target.string());
  if (fs::is_empty(target, code) || fs::exists(target / dist_manifest_name)) return {};
  return fail("{} holds other files than a distribution; give an empty folder or remove it", target.string());
}

// Both names stand for a whole folder at every moment.
base::status exchange(const fs::path& fresh, const fs::path& target) {
  if (!fs::exists(target)) return base::rename_path(fresh, target);
  if (::syscall(SYS_renameat2, AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0)
    return {};
  if (errno != ENOSYS && errno != EINVAL)
    return base::fail_errno(errno, "cannot replace {}", target.string());
  if (auto removed = base::remove_tree(target); !removed)
    return removed;  // a file system that cannot exchange
  return base::rename_path(fresh, target);
}

}  // namespace

base::result<dist_outcome> write_dist(const dist_request& request, base::progress& progress,
                                      std::stop_token stop) {
  const auto target = fs::weakly_canonical(fs::absolute(request.target));
  if (auto sound = check_target(target); !sound) return std::unexpected(sound.error());
  const auto lock = lock_file(request.artefacts, request.python);
  const auto inputs = hash_of_request(request, lock);
  if (!inputs) return std::unexpected(inputs.error());
  const auto standing = read_manifest(target);
  if (standing && standing->inputs == *inputs && is_whole(target, *standing)) return dist_outcome::unchanged;

  auto task = progress.start("distribution");
  if (auto made = base::make_dirs(target.parent_path()); !made) return std::unexpected(made.error());
  auto fresh = base::make_temp_dir(target.parent_path(), ".kelp-dist-");
  if (!fresh) return std::unexpected(fresh.error());
  ::chmod(fresh->path().c_str(), 0755);
  task.note("packages");
  if (auto done = place_packages(request, fresh->path()); !done) return std::unexpected(done.error());
  if (auto done = base::write_file_atomic(fresh->path() / "pyodide-lock.json", lock); !done)
    return std::unexpected(done.error());
  task.note("loader");
  if (request.packed_loader)
    if (auto done = bundle_loader(request, fresh->path(), stop); !done) return std::unexpected(done.error());
  if (auto done = write_manifest(fresh->path(), *inputs); !done) return std::unexpected(done.error());
  // After the exchange the temporary folder is the earlier distribution, and goes away with its owner.
  if (auto done = exchange(fresh->path(), target); !done) return std::unexpected(done.error());
  task.done("written to " + target.string());
  return dist_outcome::written;
}

}  // namespace kelp::builder
