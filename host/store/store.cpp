#include "host/store/store.h"

#include <chrono>

#include "base/file.h"
#include "base/hash.h"
#include "host/store/migrations.h"
#include "host/store/secret.h"

namespace kelp::host::store {
namespace {

base::result<std::vector<std::string>> notebook_ids(database& database) {
  auto rows = database.query("SELECT id FROM notebook");
  if (!rows) return std::unexpected(rows.error());
  std::vector<std::string> ids;
  for (auto row = rows->step(); !row || *row; row = rows->step()) {
    if (!row) return std::unexpected(row.error());
    ids.push_back(rows->text(0));
  }
  return ids;
}

base::result<bool> has_mark(database& database, const std::string& mark) {
  auto rows = database.query("SELECT 1 FROM meta WHERE key = 'secret' AND value = ?", mark);
  if (!rows) return std::unexpected(rows.error());
  return rows->step();
}

}  // namespace

store::store(std::filesystem::path root, std::string secret, database writer)
    : root_(std::move(root)),
      secret_(std::move(secret)),
      writer_(std::make_unique<database>(std::move(writer))) {}

base::result<std::unique_ptr<store>> store::open(const std::filesystem::path& root) {
  if (auto made = base::make_dirs(root); !made) return std::unexpected(made.error());
  auto file = root / "kelp.db";
  auto writer = database::open(file);
  if (!writer) return std::unexpected(writer.error());
  if (auto ready = migrate(*writer, file); !ready) return std::unexpected(ready.error());
  auto secret = load_secret(root / "secret.key");
  if (!secret) return std::unexpected(secret.error());
  std::unique_ptr<store> result(new store(root, std::move(*secret), std::move(*writer)));
  if (auto kept = result->keep_labels(); !kept) return std::unexpected(kept.error());
  return result;
}

// Labels are kept in the database to be looked up; with another secret (the file was lost) they are made
// anew.
base::status store::keep_labels() {
  auto mark = base::sha256("mark of " + secret_);
  return write([&](database& database) -> base::status {
    auto known = has_mark(database, mark);
    if (!known) return std::unexpected(known.error());
    if (*known) return {};
    auto ids = notebook_ids(database);
    if (!ids) return std::unexpected(ids.error());
    for (const auto& id : *ids) {
      auto set = database.execute("UPDATE notebook SET label = ? WHERE id = ?", frame_label(secret_, id), id);
      if (!set) return std::unexpected(set.error());
    }
    auto set = database.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('secret', ?)", mark);
    if (!set) return std::unexpected(set.error());
    return {};
  });
}

base::result<std::unique_ptr<database>> store::borrow() {
  {
    std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  auto opened = database::open(root_ / "kelp.db");
  if (!opened) return std::unexpected(opened.error());
  return std::make_unique<database>(std::move(*opened));
}

void store::give_back(std::unique_ptr<database> reader) {
  std::lock_guard lock(readers_mutex_);
  readers_.push_back(std::move(reader));
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace kelp::host::store
