#include "host/store/revisions.h"

#include "base/hash.h"
#include "host/store/secret.h"
#include "host/store/store.h"
#include "host/store/text_codec.h"

namespace kelp::host::store {
namespace {

revision revision_of(const rows& row) {
  revision result{.id = row.text(0),
                  .notebook = row.text(1),
                  .parent = {},
                  .number = row.integer(3),
                  .title = row.text(4),
                  .created = row.integer(5),
                  .size = row.integer(6),
                  .sha256 = row.text(7)};
  if (!row.is_null(2)) result.parent = row.text(2);
  return result;
}

base::result<std::optional<revision>> first_of(base::result<rows> rows) {
  if (!rows) return std::unexpected(rows.error());
  auto row = rows->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::optional<revision>();
  return std::optional(revision_of(*rows));
}

base::status insert(database& database, const revision& made, const new_text& text) {
  constexpr auto* sql =
      "INSERT INTO revision (id, notebook, parent, number, title, created, size, sha256, content) "
      "VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?)";
  auto done = database.execute(sql, made.id, made.notebook, made.parent.value_or(""), made.number, made.title,
                               made.created, made.size, made.sha256, blob_view{text.packed});
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace

base::result<new_text> prepare_text(std::string title, std::string_view content) {
  auto packed = pack_text(content);
  if (!packed) return std::unexpected(packed.error());
  return new_text{.title = std::move(title),
                  .sha256 = base::sha256(content),
                  .packed = std::move(*packed),
                  .size = static_cast<std::int64_t>(content.size())};
}

base::result<std::optional<revision>> find_revision(database& database, std::string_view notebook,
                                                    std::string_view id) {
  return first_of(
      database.query("SELECT id, notebook, parent, number, title, created, size, sha256 FROM revision "
                     "WHERE notebook = ? AND id = ?",
                     notebook, id));
}

base::result<std::optional<revision>> find_head(database& database, std::string_view notebook) {
  return first_of(
      database.query("SELECT r.id, r.notebook, r.parent, r.number, r.title, r.created, r.size, r.sha256 "
                     "FROM notebook n JOIN revision r ON r.id = n.head_revision WHERE n.id = ?",
                     notebook));
}

base::result<std::vector<revision>> list_revisions(database& database, std::string_view notebook,
                                                   std::int64_t before, int limit) {
  auto rows = database.query(
      "SELECT id, notebook, parent, number, title, created, size, sha256 FROM revision "
      "WHERE notebook = ? AND number < ? ORDER BY number DESC LIMIT ?",
      notebook, before, std::int64_t{limit});
  if (!rows) return std::unexpected(rows.error());
  std::vector<revision> list;
  for (auto row = rows->step(); !row || *row; row = rows->step()) {
    if (!row) return std::unexpected(row.error());
    list.push_back(revision_of(*rows));
  }
  return list;
}

base::result<std::string> read_text(database& database, const revision& revision) {
  auto rows = database.query("SELECT content FROM revision WHERE id = ?", revision.id);
  if (!rows) return std::unexpected(rows.error());
  auto row = rows->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return base::fail("revision {} is not in the database", revision.id);
  return unpack_text(rows->bytes(0), static_cast<std::size_t>(revision.size));
}

base::result<revision> add_revision(database& database, std::string_view notebook,
                                    const std::optional<revision>& parent, const new_text& text) {
  revision made{.id = random_id(),
                .notebook = std::string(notebook),
                .parent = {},
                .number = 1,
                .title = text.title,
                .created = now(),
                .size = text.size,
                .sha256 = text.sha256};
  if (parent) {
    made.parent = parent->id;
    made.number = parent->number + 1;
  }
  if (auto done = insert(database, made, text); !done) return std::unexpected(done.error());
  auto moved = database.execute("UPDATE notebook SET head_revision = ?, title = ?, updated = ? WHERE id = ?",
                                made.id, made.title, made.created, notebook);
  if (!moved) return std::unexpected(moved.error());
  return made;
}

base::result<std::optional<save_result>> save_text(database& database, std::string_view notebook,
                                                   std::string_view parent_id, const new_text& text) {
  using enum save_result::outcome;
  auto head = find_head(database, notebook);
  if (!head) return std::unexpected(head.error());
  if (!*head) return std::optional<save_result>();
  if ((*head)->sha256 == text.sha256) return std::optional(save_result{unchanged, **head});
  if ((*head)->id != parent_id) return std::optional(save_result{conflict, **head});
  auto made = add_revision(database, notebook, *head, text);
  if (!made) return std::unexpected(made.error());
  return std::optional(save_result{created, std::move(*made)});
}

}  // namespace kelp::host::store
