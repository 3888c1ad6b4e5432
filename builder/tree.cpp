#include "builder/tree.h"

#include <algorithm>

#include "base/file.h"
#include "base/hash.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

base::status add_entry(const fs::directory_entry& found, std::string path, std::vector<tree_entry>& entries) {
  std::error_code code;
  const auto status = found.symlink_status(code);
  tree_entry entry{.path = std::move(path), .link_target = {}};
  if (fs::is_symlink(status)) {
    entry.kind = entry_kind::link;
    entry.link_target = fs::read_symlink(found.path(), code).string();
  } else if (fs::is_directory(status)) {
    entry.kind = entry_kind::folder;
  } else if (fs::is_regular_file(status)) {
    entry.executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
  } else {
    return fail("{} is neither file, folder nor link", found.path().string());
  }
  if (code) return fail("cannot read {}: {}", found.path().string(), code.message());
  entries.push_back(std::move(entry));
  return {};
}

base::status collect(const fs::path& folder, const std::string& prefix,
                     const std::function<bool(const std::string&, bool)>& skip,
                     std::vector<tree_entry>& entries) {
  std::error_code code;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code)) {
    const auto path = prefix + it->path().filename().string();
    const bool is_folder = it->symlink_status().type() == fs::file_type::directory;
    if (skip && skip(path, is_folder)) continue;
    if (auto done = add_entry(*it, path, entries); !done) return done;
    if (!is_folder) continue;
    if (auto done = collect(it->path(), path + "/", skip, entries); !done) return done;
  }
  if (code) return fail("cannot list {}: {}", folder.string(), code.message());
  return {};
}

base::result<std::string> entry_content(const fs::path& root, const tree_entry& entry) {
  if (entry.kind == entry_kind::folder) return std::string();
  if (entry.kind == entry_kind::link) return entry.link_target;
  return base::sha256_file(root / entry.path);
}

base::status copy_entry(const fs::path& from, const fs::path& to, const tree_entry& entry) {
  std::error_code code;
  if (entry.kind == entry_kind::folder) return base::make_dirs(to);
  if (entry.kind == entry_kind::link)
    fs::create_symlink(entry.link_target, to, code);
  else
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, code);
  if (code) return fail("cannot copy {} to {}: {}", from.string(), to.string(), code.message());
  return {};
}

}  // namespace

base::result<std::vector<tree_entry>> list_tree(const fs::path& root,
                                                const std::function<bool(const std::string&, bool)>& skip) {
  std::vector<tree_entry> entries;
  if (auto done = collect(root, "", skip, entries); !done) return std::unexpected(done.error());
  std::ranges::sort(entries, {}, &tree_entry::path);
  return entries;
}

base::result<std::string> hash_tree(const fs::path& root,
                                    const std::function<bool(const std::string&, bool)>& skip) {
  if (fs::is_regular_file(root)) return base::sha256_file(root);
  const auto entries = list_tree(root, skip);
  if (!entries) return std::unexpected(entries.error());
  base::hasher hash;
  for (const auto& entry : *entries) {
    if (entry.kind == entry_kind::folder) continue;
    const auto content = entry_content(root, entry);
    if (!content) return std::unexpected(content.error());
    hash.add_field(entry.path)
        .add_field(entry.kind == entry_kind::link ? "link"
                   : entry.executable             ? "x"
                                                  : "");
    hash.add_field(*content);
  }
  return hash.hex();
}

base::status copy_tree(const fs::path& from, const fs::path& to,
                       const std::function<bool(const std::string&, bool)>& skip) {
  if (auto done = base::make_dirs(fs::is_directory(from) ? to : to.parent_path()); !done) return done;
  if (!fs::is_directory(from)) return copy_entry(from, to, {.path = "", .link_target = {}});
  const auto entries = list_tree(from, skip);
  if (!entries) return std::unexpected(entries.error());
  for (const auto& entry : *entries)
    if (auto done = copy_entry(from / entry.path, to / entry.path, entry); !done) return done;
  return {};
}

}  // namespace kelp::builder
