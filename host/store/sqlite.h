// SQLite with owners for its handles and errors as values. A connection is used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/error.h"

namespace kelp::host::store {

// Bytes for a BLOB column; text goes in as std::string_view.
struct blob_view {
  std::string_view bytes;
};

// One run of a prepared statement. Views of its columns live until the next step() or its end.
class rows {
 public:
  rows(sqlite3* connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
  rows(rows&& other) noexcept
      : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
  ~rows();

  // True when there is a further row.
  base::result<bool> step();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  sqlite3* connection_;
  sqlite3_stmt* statement_;
};

class database {
 public:
  // Opens or creates the file with the settings that every connection of this program has.
  static base::result<database> open(const std::filesystem::path& file);
  database(database&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)), prepared_(std::move(other.prepared_)) {}
  ~database();

  // Several statements without parameters.
  base::status script(const char* sql);

  // One statement with its parameters; the statement is prepared once per connection. sql must be a literal.
  template <class... Args>
  base::result<rows> query(const char* sql, const Args&... args) {
    auto statement = prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    int index = 0;
    (bind(*statement, ++index, args), ...);
    return rows(connection_, *statement);
  }

  // One statement that gives no rows; the number of rows that it changed.
  template <class... Args>
  base::result<int> execute(const char* sql, const Args&... args) {
    auto run = query(sql, args...);
    if (!run) return std::unexpected(run.error());
    if (auto done = run->step(); !done) return std::unexpected(done.error());
    return sqlite3_changes(connection_);
  }

 private:
  explicit database(sqlite3* connection) : connection_(connection) {}
  base::result<sqlite3_stmt*> prepare(const char* sql);
  static void bind(sqlite3_stmt* statement, int index, std::int64_t value);
  static void bind(sqlite3_stmt* statement, int index, std::string_view text);
  static void bind(sqlite3_stmt* statement, int index, const std::string& text) {
    bind(statement, index, std::string_view(text));
  }
  static void bind(sqlite3_stmt* statement, int index, const char* text) {
    bind(statement, index, std::string_view(text));
  }
  static void bind(sqlite3_stmt* statement, int index, blob_view value);
  static void bind(sqlite3_stmt* statement, int index, std::nullptr_t) {
    sqlite3_bind_null(statement, index);
  }

  sqlite3* connection_;
  std::unordered_map<const char*, sqlite3_stmt*> prepared_;
};

// A write transaction; undone at its end unless committed.
class transaction {
 public:
  static base::result<transaction> begin(database& database);
  transaction(transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  ~transaction();
  base::status commit();

 private:
  explicit transaction(database& database) : database_(&database) {}
  database* database_;
};

}  // namespace kelp::host::store
