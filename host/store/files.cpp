#include "host/store/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"

namespace kelp::host::store {
namespace {

attached_file file_of(const rows& row) {
  return {.name = row.text(0), .sha256 = row.text(1), .size = row.integer(2), .updated = row.integer(3)};
}

base::status insert_blob(store& store, const blob_info& blob, const std::string* content) {
  return store.write([&](database& database) -> base::status {
    constexpr auto* in_file = "INSERT OR IGNORE INTO blob (sha256, size) VALUES (?, ?)";
    constexpr auto* in_row = "INSERT OR IGNORE INTO blob (sha256, size, content) VALUES (?, ?, ?)";
    auto done = content ? database.execute(in_row, blob.sha256, blob.size, blob_view{*content})
                        : database.execute(in_file, blob.sha256, blob.size);
    if (!done) return std::unexpected(done.error());
    return {};
  });
}

base::result<blob_info> keep_small(store& store, const base::fs::path& file) {
  auto content = base::read_file(file, largest_inline_blob);
  if (!content) return std::unexpected(content.error());
  blob_info blob{base::sha256(*content), static_cast<std::int64_t>(content->size())};
  if (auto kept = insert_blob(store, blob, &*content); !kept) return std::unexpected(kept.error());
  return blob;
}

// Copies while hashing what is copied, so that a file that is being written cannot get a wrong name.
base::result<blob_info> copy_and_hash(int from, base::atomic_file& to, const base::fs::path& file) {
  base::hasher hasher;
  std::string part(256 << 10, '\0');
  std::int64_t size = 0;
  while (auto got = read(from, part.data(), part.size())) {
    if (got < 0) return base::fail_errno(errno, "cannot read {}", file.string());
    auto bytes = std::string_view(part).substr(0, static_cast<std::size_t>(got));
    hasher.add(bytes);
    if (auto written = to.write(bytes); !written) return std::unexpected(written.error());
    size += got;
  }
  return blob_info{hasher.hex(), size};
}

base::result<blob_info> keep_large(store& store, const base::fs::path& file) {
  base::unique_fd from(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!from) return base::fail_errno(errno, "cannot read {}", file.string());
  auto expected = base::sha256_file(file);
  if (!expected) return std::unexpected(expected.error());
  auto target = blob_path(store, *expected);
  std::error_code absent;
  if (auto size = base::fs::file_size(target, absent); !absent) {
    blob_info known{*expected, static_cast<std::int64_t>(size)};
    if (auto kept = insert_blob(store, known, nullptr); !kept) return std::unexpected(kept.error());
    return known;
  }
  auto to = base::atomic_file::create(target);
  if (!to) return std::unexpected(to.error());
  auto blob = copy_and_hash(from.get(), *to, file);
  if (!blob) return blob;
  if (blob->sha256 != *expected) return base::fail("{} changed while it was read; try again", file.string());
  if (auto done = to->commit(); !done) return std::unexpected(done.error());
  if (auto kept = insert_blob(store, *blob, nullptr); !kept) return std::unexpected(kept.error());
  return blob;
}

}  // namespace

base::result<blob_info> keep_blob(store& store, const base::fs::path& file) {
  std::error_code error;
  auto size = base::fs::file_size(file, error);
  if (error) return base::fail("cannot read {}: {}", file.string(), error.message());
  return size <= largest_inline_blob ? keep_small(store, file) : keep_large(store, file);
}

base::status attach_file(database& database, std::string_view notebook, std::string_view name,
                         const blob_info& blob) {
  auto done =
      database.execute("INSERT OR REPLACE INTO file (notebook, name, sha256, updated) VALUES (?, ?, ?, ?)",
                       notebook, name, blob.sha256, now());
  if (!done) return std::unexpected(done.error());
  return {};
}

base::status detach_file(database& database, std::string_view notebook, std::string_view name) {
  auto done = database.execute("DELETE FROM file WHERE notebook = ? AND name = ?", notebook, name);
  if (!done) return std::unexpected(done.error());
  return {};
}

base::result<std::vector<attached_file>> list_files(database& database, std::string_view notebook) {
  auto rows = database.query(
      "SELECT f.name, f.sha256, b.size, f.updated FROM file f JOIN blob b USING (sha256) "
      "WHERE f.notebook = ? ORDER BY f.name",
      notebook);
  if (!rows) return std::unexpected(rows.error());
  std::vector<attached_file> list;
  for (auto row = rows->step(); !row || *row; row = rows->step()) {
    if (!row) return std::unexpected(row.error());
    list.push_back(file_of(*rows));
  }
  return list;
}

base::result<std::optional<attached_file>> find_file(database& database, std::string_view notebook,
                                                     std::string_view name) {
  auto rows = database.query(
      "SELECT f.name, f.sha256, b.size, f.updated FROM file f JOIN blob b USING (sha256) "
      "WHERE f.notebook = ? AND f.name = ?",
      notebook, name);
  if (!rows) return std::unexpected(rows.error());
  auto row = rows->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<attached_file>();
  return std::optional(file_of(*rows));
}

base::result<std::optional<std::string>> inline_blob(database& database, std::string_view sha256) {
  auto rows = database.query("SELECT content FROM blob WHERE sha256 = ?", sha256);
  if (!rows) return std::unexpected(rows.error());
  auto row = rows->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return base::fail("blob {} is not in the database", sha256);
  if (rows->is_null(0)) return std::optional<std::string>();
  return std::optional(rows->text(0));
}

base::fs::path blob_path(const store& store, std::string_view sha256) {
  return store.root() / "blobs" / sha256.substr(0, 2) / sha256.substr(2, 2) / sha256;
}

}  // namespace kelp::host::store
