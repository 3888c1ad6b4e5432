#include "builder/pack_tar.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "builder/tree.h"
#include "builder/utf8_names.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using base::fail;

using writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using entry_holder = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

constexpr time_t fixed_time = 315532800;  // 1980-01-01, the first day a zip file can name

base::status write_entry(archive* out, const fs::path& folder, const tree_entry& entry) {
  std::string content;
  if (entry.kind == entry_kind::file) {
    auto read = base::read_file(folder / entry.path);
    if (!read) return std::unexpected(read.error());
    content = std::move(*read);
  }
  const entry_holder header(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname_utf8(header.get(), entry.path.c_str());
  archive_entry_set_filetype(header.get(), entry.kind == entry_kind::file   ? AE_IFREG
                                           : entry.kind == entry_kind::link ? AE_IFLNK
                                                                            : AE_IFDIR);
  archive_entry_set_perm(header.get(), entry.executable || entry.kind != entry_kind::file ? 0755 : 0644);
  archive_entry_set_mtime(header.get(), fixed_time, 0);
  archive_entry_set_size(header.get(), static_cast<la_int64_t>(content.size()));
  if (entry.kind == entry_kind::link) archive_entry_set_symlink_utf8(header.get(), entry.link_target.c_str());
  if (archive_write_header(out, header.get()) != ARCHIVE_OK)
    return fail("cannot pack {}: {}", entry.path, archive_error_string(out));
  if (archive_write_data(out, content.data(), content.size()) != static_cast<la_ssize_t>(content.size()))
    return fail("cannot pack {}: {}", entry.path, archive_error_string(out));
  return {};
}

bool is_needed(const std::vector<tree_entry>& entries, const tree_entry& entry) {
  if (entry.kind != entry_kind::folder) return true;
  const auto inside = entry.path + "/";
  const auto first = std::ranges::lower_bound(entries, inside, {}, &tree_entry::path);
  return first == entries.end() || !first->path.starts_with(inside);
}

}  // namespace

base::status pack_tar_zst(const fs::path& folder, const fs::path& file) {
  const auto entries = list_tree(folder);
  if (!entries) return std::unexpected(entries.error());
  const utf8_names names;
  const writer out(archive_write_new(), archive_write_free);
  archive_write_set_format_pax_restricted(out.get());
  archive_write_add_filter_zstd(out.get());
  archive_write_set_options(out.get(), "zstd:compression-level=15");
  archive_write_set_bytes_in_last_block(out.get(), 1);
  if (archive_write_open_filename(out.get(), file.c_str()) != ARCHIVE_OK)
    return fail("cannot write {}: {}", file.string(), archive_error_string(out.get()));
  for (const auto& entry : *entries)
    if (is_needed(*entries, entry))
      if (auto done = write_entry(out.get(), folder, entry); !done) return done;
  if (archive_write_close(out.get()) != ARCHIVE_OK)
    return fail("cannot write {}: {}", file.string(), archive_error_string(out.get()));
  return {};
}

}  // namespace kelp::builder
