#include "builder/channel.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/file.h"
#include "builder/store.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::fail;

constexpr auto index_name = "index.json";

channel_entry read_entry(const json::object& object) {
  const auto text = [&](std::string_view key) { return std::string(object.at(key).as_string()); };
  channel_entry made{text("name"),   text("version"), text("hash"),
                     text("sha256"), text("file"),    object.at("size").to_number<std::uint64_t>(),
                     text("record")};
  if (made.record.find('/') != std::string::npos) throw std::invalid_argument("a record's name has folders");
  return made;
}

base::status write_index(const fs::path& channel, std::vector<channel_entry> entries) {
  std::ranges::sort(entries, {},
                    [](const auto& entry) { return std::tie(entry.name, entry.version, entry.hash); });
  json::array list;
  for (const auto& entry : entries)
    list.push_back({{"name", entry.name},
                    {"version", entry.version},
                    {"hash", entry.hash},
                    {"sha256", entry.sha256},
                    {"file", entry.file},
                    {"size", entry.size},
                    {"record", entry.record}});
  return base::write_file_atomic(channel / index_name, pretty_json({{"format", 1}, {"artefacts", list}}));
}

base::result<artefact_record> read_record_of(const fs::path& channel, const channel_entry& entry) {
  const auto text = base::read_file(channel / entry.record, 16 << 20);
  if (!text) return std::unexpected(text.error());
  return parse_record(*text, (channel / entry.record).string());
}

// The file names that entries hold on to.
base::result<std::set<std::string>> files_of(const fs::path& channel,
                                             const std::vector<channel_entry>& entries) {
  std::set<std::string> names{index_name, "README.md"};
  for (const auto& entry : entries) {
    const auto record = read_record_of(channel, entry);
    if (!record) return std::unexpected(record.error());
    names.insert(entry.record);
    for (const auto& file : record->files) names.insert(file.name);
  }
  return names;
}

base::result<std::vector<std::string>> remove_unlisted(const fs::path& channel,
                                                       const std::vector<channel_entry>& entries) {
  const auto kept = files_of(channel, entries);
  if (!kept) return std::unexpected(kept.error());
  std::vector<std::string> removed;
  for (const auto& file : fs::directory_iterator(channel)) {
    const auto name = file.path().filename().string();
    if (kept->contains(name)) continue;
    if (auto done = base::remove_tree(file.path()); !done) return std::unexpected(done.error());
    removed.push_back(name);
  }
  std::ranges::sort(removed);
  return removed;
}

base::result<channel_entry> copy_in(const fs::path& channel, const artefact& made) {
  const auto& record = made.record;
  for (const auto& file : record.files) {
    if (made.folder == channel) continue;
    const auto content = base::read_file(made.folder / file.name);
    if (!content) return std::unexpected(content.error());
    if (auto done = base::write_file_atomic(channel / file.name, *content); !done)
      return std::unexpected(done.error());
  }
  const auto record_name = record.stem() + ".json";
  if (auto done = base::write_file_atomic(channel / record_name, to_json(record)); !done)
    return std::unexpected(done.error());
  const auto& main = record.main_file();
  return channel_entry{record.name, record.version, record.hash, main.sha256,
                       main.name,   main.size,      record_name};
}

}  // namespace

base::result<std::vector<channel_entry>> read_channel(const fs::path& channel) {
  const auto path = channel / index_name;
  if (!fs::exists(path)) return std::vector<channel_entry>();
  const auto text = base::read_file(path, 64 << 20);
  if (!text) return std::unexpected(text.error());
  try {
    std::vector<channel_entry> entries;
    const auto index = json::parse(*text);
    for (const auto& item : index.at("artefacts").as_array()) entries.push_back(read_entry(item.as_object()));
    return entries;
  } catch (const std::exception& problem) {
    return fail("{} is damaged ({})", path.string(), problem.what());
  }
}

base::result<std::optional<artefact_record>> find_in_channel(const fs::path& channel,
                                                             const std::string& hash) {
  const auto entries = read_channel(channel);
  if (!entries) return std::unexpected(entries.error());
  const auto found = std::ranges::find(*entries, hash, &channel_entry::hash);
  if (found == entries->end()) return std::nullopt;
  auto record = read_record_of(channel, *found);
  if (!record) return std::unexpected(record.error());
  if (record->hash != hash)
    return fail("{} is the record of another artefact", (channel / found->record).string());
  return std::optional(std::move(*record));
}

base::status add_to_channel(const fs::path& channel, const std::vector<artefact>& artefacts) {
  auto entries = read_channel(channel);
  if (!entries) return std::unexpected(entries.error());
  for (const auto& made : artefacts) {
    auto entry = copy_in(channel, made);
    if (!entry) return std::unexpected(entry.error());
    std::erase_if(*entries,
                  [&](const auto& old) { return old.name == entry->name && old.version == entry->version; });
    entries->push_back(std::move(*entry));
  }
  // The index names only what is there already; what it no longer names goes last.
  if (auto done = write_index(channel, *entries); !done) return done;
  const auto removed = remove_unlisted(channel, *entries);
  if (!removed) return std::unexpected(removed.error());
  return {};
}

base::result<std::vector<std::string>> prune_channel(const fs::path& channel,
                                                     const std::vector<std::string>& keep) {
  auto entries = read_channel(channel);
  if (!entries) return std::unexpected(entries.error());
  if (!fs::exists(channel)) return std::vector<std::string>();
  std::erase_if(*entries,
                [&](const auto& entry) { return std::ranges::find(keep, entry.hash) == keep.end(); });
  if (auto done = write_index(channel, *entries); !done) return std::unexpected(done.error());
  return remove_unlisted(channel, *entries);
}

}  // namespace kelp::builder
