#include "host/store/sources.h"

namespace kelp::host::store {
namespace {

base::result<std::optional<source>> first_of(base::result<rows> rows) {
  if (!rows) return std::unexpected(rows.error());
  auto row = rows->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<source>();
  return std::optional(source{.path = rows->text(0), .notebook = rows->text(1), .sha256 = rows->text(2)});
}

}  // namespace

base::result<std::optional<source>> find_source(database& database, std::string_view path) {
  return first_of(database.query("SELECT path, notebook, sha256 FROM source WHERE path = ?", path));
}

base::result<std::optional<source>> source_of(database& database, std::string_view notebook) {
  return first_of(database.query("SELECT path, notebook, sha256 FROM source WHERE notebook = ?", notebook));
}

base::status put_source(database& database, const source& source) {
  auto done = database.execute("INSERT OR REPLACE INTO source (path, notebook, sha256) VALUES (?, ?, ?)",
                               source.path, source.notebook, source.sha256);
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace kelp::host::store
