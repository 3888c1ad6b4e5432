#include "host/store/migrations.h"

#include <iterator>

namespace kelp::host::store {
namespace {

constexpr std::int64_t application_id = 0x4b656c70;  // "Kelp", in the file's header

// Step n leads from version n to n + 1. Steps that were released are never changed: add another.
constexpr const char* steps[] = {
    R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE notebook (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL UNIQUE,              -- host name of its frame
  title TEXT NOT NULL,
  head_revision TEXT NOT NULL REFERENCES revision (id) DEFERRABLE INITIALLY DEFERRED,
  created INTEGER NOT NULL,                -- milliseconds since 1970, here and below
  updated INTEGER NOT NULL
) STRICT;
CREATE INDEX notebook_by_time ON notebook (updated DESC, id DESC);

CREATE TABLE revision (
  id TEXT PRIMARY KEY,
  notebook TEXT NOT NULL REFERENCES notebook (id) ON DELETE CASCADE,
  parent TEXT REFERENCES revision (id),
  number INTEGER NOT NULL,                 -- 1, 2, … within the notebook
  title TEXT NOT NULL,
  created INTEGER NOT NULL,
  size INTEGER NOT NULL,                   -- bytes of the text
  sha256 TEXT NOT NULL,                    -- of the text
  content BLOB NOT NULL,                   -- the text in zstd's format
  UNIQUE (notebook, number)
) STRICT;

CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  content BLOB                             -- null: in the blobs folder
) STRICT;

CREATE TABLE file (
  notebook TEXT NOT NULL REFERENCES notebook (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob (sha256),
  updated INTEGER NOT NULL,
  PRIMARY KEY (notebook, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
  path TEXT PRIMARY KEY,                   -- absolute path of the .iomd file
  notebook TEXT NOT NULL UNIQUE REFERENCES notebook (id) ON DELETE CASCADE,
  sha256 TEXT NOT NULL                     -- of the file when it was last read or written
) STRICT, WITHOUT ROWID;
)",
};

base::result<std::int64_t> pragma(database& database, const char* sql) {
  auto answer = database.query(sql);
  if (!answer) return std::unexpected(answer.error());
  if (auto row = answer->step(); !row) return std::unexpected(row.error());
  return answer->integer(0);
}

base::status set_pragmas(database& database, std::int64_t version) {
  auto sql = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, version);
  return database.script(sql.c_str());
}

base::status check_owner(database& database, const std::filesystem::path& file) {
  auto version = pragma(database, "PRAGMA user_version");
  auto owner = pragma(database, "PRAGMA application_id");
  auto tables = pragma(database, "SELECT count(*) FROM sqlite_schema");
  if (!version) return std::unexpected(version.error());
  if (!owner) return std::unexpected(owner.error());
  if (!tables) return std::unexpected(tables.error());
  if (*owner != application_id && (*owner != 0 || *version != 0 || *tables != 0))
    return base::fail("{} is a database of another program; choose another folder with --root",
                      file.string());
  if (*version > newest_version())
    return base::fail(
        "the database {} was written by a newer Kelp (its version is {}, this one knows up to {}); update "
        "Kelp or "
        "choose another folder with --root",
        file.string(), *version, newest_version());
  return {};
}

}  // namespace

int newest_version() { return static_cast<int>(std::size(steps)); }

base::status migrate(database& database, const std::filesystem::path& file) {
  // Nothing is written, not even the journal mode, before we know whose database it is.
  if (auto ours = check_owner(database, file); !ours) return ours;
  if (auto mode = database.script("PRAGMA journal_mode = WAL"); !mode) return mode;
  auto all = transaction::begin(database);  // two programs that start at once take turns
  if (!all) return std::unexpected(all.error());
  auto version = pragma(database, "PRAGMA user_version");
  if (!version) return std::unexpected(version.error());
  for (auto step = *version; step < newest_version(); ++step)
    if (auto done = database.script(steps[step]); !done)
      return base::fail_because(done.error(), "cannot bring the database {} to version {}", file.string(),
                                step + 1);
  if (auto set = set_pragmas(database, newest_version()); !set) return set;
  return all->commit();
}

}  // namespace kelp::host::store
