#include "builder/store.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

constexpr auto record_name = "record.json";

base::result<artefact> open_artefact(const fs::path& folder, const std::string& hash) {
  const auto path = folder / record_name;
  const auto text = base::read_file(path, 16 << 20);
  if (!text) return std::unexpected(text.error());
  auto record = parse_record(*text, path.string());
  if (!record) return std::unexpected(record.error());
  if (record->hash != hash) return fail("{} is the record of another artefact", path.string());
  if (auto sound = check_files(*record, folder); !sound) return std::unexpected(sound.error());
  return artefact{std::move(*record), folder};
}

}  // namespace

base::status check_files(const artefact_record& record, const fs::path& folder) {
  for (const auto& file : record.files) {
    const auto path = folder / file.name;
    std::error_code code;
    if (!fs::is_regular_file(path, code)) return fail("{} is missing", path.string());
    const auto found = base::sha256_file(path);
    if (!found) return std::unexpected(found.error());
    if (*found != file.sha256)
      return fail("{} is damaged (sha256 {}, recorded {})", path.string(), *found, file.sha256);
  }
  return {};
}

artefact_store::artefact_store(fs::path cache, fs::path channel, warning warn)
    : cache_(std::move(cache)), channel_(std::move(channel)), warn_(std::move(warn)) {}

base::result<std::optional<artefact>> artefact_store::find_in_cache(const std::string& hash) const {
  const auto folder = folder_of(hash);
  if (!fs::exists(folder)) return std::nullopt;
  auto found = open_artefact(folder, hash);
  if (found) return std::optional(std::move(*found));
  warn_(found.error().message + "; it is made again");
  if (auto removed = base::remove_tree(folder); !removed) return std::unexpected(removed.error());
  return std::nullopt;
}

base::result<std::optional<artefact>> artefact_store::find(const std::string& hash) const {
  auto cached = find_in_cache(hash);
  if (!cached || *cached || channel_.empty()) return cached;
  const auto listed = find_in_channel(channel_, hash);
  if (!listed) {
    warn_(listed.error().message + "; the channel is passed over");
    return std::nullopt;
  }
  if (!*listed) return std::nullopt;
  if (auto sound = check_files(**listed, channel_); !sound) {
    warn_(sound.error().message + "; it is passed over");
    return std::nullopt;
  }
  return std::optional(artefact{**listed, channel_, true});
}

base::result<artefact> artefact_store::install(const artefact_record& record, const fs::path& folder) const {
  const auto target = folder_of(record.hash);
  auto staging = base::make_temp_dir(target.parent_path(), ".new-");
  if (!staging) return std::unexpected(staging.error());
  for (const auto& file : record.files)
    if (auto moved = base::rename_path(folder / file.name, staging->path() / file.name); !moved)
      return std::unexpected(moved.error());
  if (auto written = base::write_file_atomic(staging->path() / record_name, to_json(record)); !written)
    return std::unexpected(written.error());
  if (auto removed = base::remove_tree(target); !removed) return std::unexpected(removed.error());
  ::chmod(staging->path().c_str(), 0755);
  if (auto moved = base::rename_path(staging->path(), target); !moved) return std::unexpected(moved.error());
  staging->keep();
  return artefact{record, target};
}

base::result<base::file_lock> artefact_store::lock(
    const std::string& hash, const std::function<void(const std::string& holder)>& on_wait) const {
  if (auto made = base::make_dirs(cache_ / "locks"); !made) return std::unexpected(made.error());
  return base::file_lock::acquire(cache_ / "locks" / (hash.substr(0, 16) + ".lock"), on_wait);
}

}  // namespace kelp::builder
