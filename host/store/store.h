// The data folder of a host: the database, the secret, the blobs. Safe to use from several threads.
//
//   kelp.db       notebooks, revisions, small blobs
//   secret.key    what frame labels are made with
//   blobs/ab/cd/  larger blobs by SHA-256
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "host/store/sqlite.h"

namespace kelp::host::store {

class store {
 public:
  // Makes the folder and an empty database when there is none.
  static base::result<std::unique_ptr<store>> open(const std::filesystem::path& root);

  const std::filesystem::path& root() const { return root_; }
  const std::string& secret() const { return secret_; }

  // Runs work(database&), which returns a base::result, on a connection of its own and sees one state of the
  // database.
  template <class Work>
  auto read(Work work) -> std::invoke_result_t<Work, database&> {
    auto borrowed = borrow();
    if (!borrowed) return std::unexpected(borrowed.error());
    if (auto begun = (*borrowed)->script("BEGIN"); !begun) return std::unexpected(begun.error());
    auto answer = work(**borrowed);
    if (auto ended = (*borrowed)->script("ROLLBACK"); !ended) return std::unexpected(ended.error());
    give_back(std::move(*borrowed));
    return answer;
  }

  // Runs work(database&) alone in a transaction. What it did is on the disk when this returns a value, and
  // undone when this returns an error.
  template <class Work>
  auto write(Work work) -> std::invoke_result_t<Work, database&> {
    std::lock_guard turn(writing_);
    auto all = transaction::begin(*writer_);
    if (!all) return std::unexpected(all.error());
    auto answer = work(*writer_);
    if (!answer) return answer;
    if (auto done = all->commit(); !done) return std::unexpected(done.error());
    return answer;
  }

 private:
  store(std::filesystem::path root, std::string secret, database writer);
  base::result<std::unique_ptr<database>> borrow();
  void give_back(std::unique_ptr<database> reader);
  base::status keep_labels();

  std::filesystem::path root_;
  std::string secret_;
  std::mutex writing_;
  std::unique_ptr<database> writer_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<database>> readers_;
};

// Milliseconds since 1970.
std::int64_t now();

}  // namespace kelp::host::store
