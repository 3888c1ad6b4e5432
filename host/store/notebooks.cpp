#include "host/store/notebooks.h"

#include <limits>

#include "host/store/secret.h"
#include "host/store/store.h"

namespace kelp::host::store {
namespace {

notebook notebook_of(const rows& row) {
  return {.id = row.text(0),
          .label = row.text(1),
          .title = row.text(2),
          .head_revision = row.text(3),
          .created = row.integer(4),
          .updated = row.integer(5)};
}

base::result<std::optional<notebook>> first_of(base::result<rows> rows) {
  if (!rows) return std::unexpected(rows.error());
  auto row = rows->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<notebook>();
  return std::optional(notebook_of(*rows));
}

}  // namespace

base::result<std::optional<notebook>> find_notebook(database& database, std::string_view id) {
  return first_of(database.query(
      "SELECT id, label, title, head_revision, created, updated FROM notebook WHERE id = ?", id));
}

base::result<std::optional<notebook>> find_notebook_by_label(database& database, std::string_view label) {
  return first_of(database.query(
      "SELECT id, label, title, head_revision, created, updated FROM notebook WHERE label = ?", label));
}

base::result<std::vector<notebook>> list_notebooks(database& database,
                                                   const std::optional<list_cursor>& after, int limit) {
  auto place = after.value_or(list_cursor{std::numeric_limits<std::int64_t>::max(), ""});
  auto rows = database.query(
      "SELECT id, label, title, head_revision, created, updated FROM notebook "
      "WHERE (updated, id) < (?, ?) ORDER BY updated DESC, id DESC LIMIT ?",
      place.updated, place.id, std::int64_t{limit});
  if (!rows) return std::unexpected(rows.error());
  std::vector<notebook> list;
  for (auto row = rows->step(); !row || *row; row = rows->step()) {
    if (!row) return std::unexpected(row.error());
    list.push_back(notebook_of(*rows));
  }
  return list;
}

base::result<notebook> create_notebook(database& database, const std::string& secret, const new_text& text) {
  auto id = random_id(), label = frame_label(secret, id);
  // The head is set by add_revision; until then the deferred foreign key is open.
  auto made = database.execute(
      "INSERT INTO notebook (id, label, title, head_revision, created, updated) "
      "VALUES (?, ?, ?, '', ?, 0)",
      id, label, text.title, now());
  if (!made) return std::unexpected(made.error());
  if (auto first = add_revision(database, id, {}, text); !first) return std::unexpected(first.error());
  auto found = find_notebook(database, id);
  if (!found) return std::unexpected(found.error());
  if (!*found) return base::fail("notebook {} vanished while it was made", id);
  return **found;
}

}  // namespace kelp::host::store
