#include "host/store/sqlite.h"

#include "base/log.h"

namespace kelp::host::store {
namespace {

// FULL flushes the write-ahead log at each commit: what was acknowledged survives a loss of power.
constexpr const char* settings = R"(
PRAGMA busy_timeout = 10000;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
)";

std::unexpected<base::error> failure(sqlite3* connection) {
  int code = sqlite3_errcode(connection);
  if (code == SQLITE_FULL) return base::fail("the disk with the database is full");
  if (code == SQLITE_BUSY) return base::fail("the database is kept busy by another program");
  return base::fail("the database says: {}", sqlite3_errmsg(connection));
}

}  // namespace

rows::~rows() {
  if (!statement_) return;
  sqlite3_reset(statement_);  // its code repeats the error that step() gave
  sqlite3_clear_bindings(statement_);
}

base::result<bool> rows::step() {
  int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(connection_);
}

std::string_view rows::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  auto size = sqlite3_column_bytes(statement_, column);
  return data ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view();
}

base::result<database> database::open(const std::filesystem::path& file) {
  sqlite3* connection = nullptr;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
  database result(connection);
  if (code != SQLITE_OK) {
    auto reason = connection ? sqlite3_errmsg(connection) : "too little memory";
    return base::fail("cannot open the database {}: {}", file.string(), reason);
  }
  if (auto set = result.script(settings); !set)
    return base::fail_because(set.error(), "cannot open the database {}", file.string());
  return result;
}

database::~database() {
  for (auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close(connection_);
}

base::status database::script(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(connection_);
  return {};
}

base::result<sqlite3_stmt*> database::prepare(const char* sql) {
  auto [entry, fresh] = prepared_.try_emplace(sql, nullptr);
  if (!fresh) return entry->second;
  if (sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &entry->second, nullptr) !=
      SQLITE_OK) {
    prepared_.erase(entry);
    return failure(connection_);
  }
  return entry->second;
}

void database::bind(sqlite3_stmt* statement, int index, std::int64_t value) {
  sqlite3_bind_int64(statement, index, value);
}

void database::bind(sqlite3_stmt* statement, int index, std::string_view text) {
  sqlite3_bind_text64(statement, index, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
}

void database::bind(sqlite3_stmt* statement, int index, blob_view value) {
  const char* data = value.bytes.data() ? value.bytes.data() : "";
  sqlite3_bind_blob64(statement, index, data, value.bytes.size(), SQLITE_TRANSIENT);
}

base::result<transaction> transaction::begin(database& database) {
  // IMMEDIATE takes the write lock now, so that nothing that is read before writing can change under us.
  if (auto begun = database.script("BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  return transaction(database);
}

transaction::~transaction() {
  if (!database_) return;
  if (auto undone = database_->script("ROLLBACK"); !undone)
    spdlog::error("a transaction could not be rolled back: {}", undone.error().message);
}

base::status transaction::commit() {
  auto done = database_->script("COMMIT");
  if (done) database_ = nullptr;
  return done;
}

}  // namespace kelp::host::store
