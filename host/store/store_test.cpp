// The data folder: migrations, saves, conflicts, blobs, several threads.
#include "host/store/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "host/store/files.h"
#include "host/store/migrations.h"
#include "host/store/notebooks.h"
#include "host/store/revisions.h"
#include "host/store/secret.h"
#include "host/store/sources.h"
#include "host/store/text_codec.h"

namespace kelp::host::store {
namespace {

using outcome = save_result::outcome;

class data_folder : public ::testing::Test {
 protected:
  notebook create(const std::string& content) {
    auto text = prepare_text("T", content).value();
    return store_->write([&](database& db) { return create_notebook(db, store_->secret(), text); }).value();
  }
  std::optional<save_result> save(const std::string& id, const std::string& parent,
                                  const std::string& content) {
    auto text = prepare_text("T", content).value();
    return store_->write([&](database& db) { return save_text(db, id, parent, text); }).value();
  }
  std::string head_text(const std::string& id) {
    return store_
        ->read([&](database& db) -> base::result<std::string> { return read_text(db, **find_head(db, id)); })
        .value();
  }
  void reopen() {
    store_.reset();
    store_ = store::open(folder_.path() / "data").value();
  }
  void sql(const char* text) {
    auto db = database::open(folder_.path() / "data" / "kelp.db").value();
    ASSERT_TRUE(db.script(text));
  }

  base::temp_dir folder_ = base::temp_dir::make().value();
  std::unique_ptr<store> store_ = store::open(folder_.path() / "data").value();
};

TEST_F(data_folder, keeps_a_notebook_with_its_first_revision) {
  auto made = create("%% md\n# Hello");
  EXPECT_TRUE(is_id(made.id));
  EXPECT_EQ(made.label.size(), 26u);
  reopen();
  EXPECT_EQ(head_text(made.id), "%% md\n# Hello");
  auto found = store_->read([&](database& db) { return find_notebook_by_label(db, made.label); }).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, made.id);
}

TEST_F(data_folder, a_save_on_the_head_becomes_the_head) {
  auto made = create("one");
  auto saved = save(made.id, made.head_revision, "two");
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->what, outcome::created);
  EXPECT_EQ(saved->head.parent, made.head_revision);
  EXPECT_EQ(saved->head.number, 2);
  EXPECT_EQ(head_text(made.id), "two");
}

TEST_F(data_folder, a_save_on_an_older_revision_is_a_conflict_and_changes_nothing) {
  auto made = create("one");
  auto second = save(made.id, made.head_revision, "two");
  auto late = save(made.id, made.head_revision, "other two");
  EXPECT_EQ(late->what, outcome::conflict);
  EXPECT_EQ(late->head.id, second->head.id);
  EXPECT_EQ(head_text(made.id), "two");
}

TEST_F(data_folder, an_unchanged_text_makes_no_revision) {
  auto made = create("one");
  EXPECT_EQ(save(made.id, made.head_revision, "one")->what, outcome::unchanged);
  EXPECT_EQ(save(made.id, "gone", "one")->what, outcome::unchanged)
      << "a repeated request is answered like the first";
}

TEST_F(data_folder, a_save_to_nothing_is_a_miss) { EXPECT_FALSE(save("aaaaaaaaaaaa", "x", "text")); }

TEST_F(data_folder, lists_newest_first_in_pages) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(create("n" + std::to_string(i)).id);
  std::vector<std::string> seen;
  std::optional<list_cursor> place;
  for (;;) {
    auto part = store_->read([&](database& db) { return list_notebooks(db, place, 2); }).value();
    if (part.empty()) break;
    for (const auto& row : part) seen.push_back(row.id);
    place = list_cursor{part.back().updated, part.back().id};
  }
  std::ranges::sort(ids);
  std::ranges::sort(seen);
  EXPECT_EQ(seen, ids);
}

TEST_F(data_folder, revisions_are_listed_and_read_back) {
  auto made = create("v1");
  auto parent = made.head_revision;
  for (int i = 2; i <= 5; ++i) parent = save(made.id, parent, "v" + std::to_string(i))->head.id;
  auto list = store_->read([&](database& db) { return list_revisions(db, made.id, 5, 2); }).value();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].number, 4);
  EXPECT_EQ(list[1].number, 3);
  EXPECT_EQ(store_->read([&](database& db) { return read_text(db, list[1]); }), "v3");
  auto foreign = store_->read([&](database& db) { return find_revision(db, "other", list[1].id); }).value();
  EXPECT_FALSE(foreign) << "a revision belongs to one notebook";
}

TEST_F(data_folder, a_failed_transaction_leaves_nothing) {
  auto made = create("one");
  auto text = prepare_text("T", "two").value();
  auto failed = store_->write([&](database& db) -> base::status {
    if (auto saved = save_text(db, made.id, made.head_revision, text); !saved)
      return std::unexpected(saved.error());
    return base::fail("changed my mind");
  });
  EXPECT_FALSE(failed);
  EXPECT_EQ(head_text(made.id), "one");
}

TEST_F(data_folder, eight_threads_saving_at_once_lose_nothing) {
  auto made = create("0");
  std::atomic<int> created = 0, conflicts = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        auto parent = made.head_revision;
        for (int done = 0; done < 10;) {
          auto result = save(made.id, parent, std::to_string(t) + "/" + std::to_string(done));
          parent = result->head.id;
          if (result->what == outcome::created) ++done, ++created;
          if (result->what == outcome::conflict) ++conflicts;
        }
      });
  }
  EXPECT_EQ(created, 80);
  auto list = store_->read([&](database& db) { return list_revisions(db, made.id, 1000, 1000); }).value();
  ASSERT_EQ(list.size(), 81u);
  for (std::size_t i = 0; i + 1 < list.size(); ++i)
    EXPECT_EQ(list[i].parent, list[i + 1].id) << "one chain, no branch";
}

TEST_F(data_folder, of_a_newer_version_is_refused_in_one_sentence) {
  store_.reset();
  sql("PRAGMA user_version = 99");
  auto opened = store::open(folder_.path() / "data");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("newer Kelp"), std::string::npos);
  EXPECT_NE(opened.error().message.find("99"), std::string::npos);
}

TEST_F(data_folder, with_a_database_of_another_program_is_refused_and_not_touched) {
  auto other = folder_.path() / "other";
  ASSERT_TRUE(base::make_dirs(other));
  {
    auto db = database::open(other / "kelp.db").value();
    ASSERT_TRUE(db.script("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)"));
  }
  auto before = base::sha256_file(other / "kelp.db").value();
  EXPECT_FALSE(store::open(other));
  EXPECT_EQ(base::sha256_file(other / "kelp.db").value(), before);
}

TEST_F(data_folder, with_a_file_that_is_no_database_is_refused) {
  auto other = folder_.path() / "other";
  ASSERT_TRUE(base::write_file_atomic(other / "kelp.db", std::string(5000, 'x')));
  EXPECT_FALSE(store::open(other));
}

TEST_F(data_folder, the_secret_is_made_once_for_the_owner_alone) {
  auto file = folder_.path() / "data" / "secret.key";
  struct stat status {};
  ASSERT_EQ(stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  auto secret = store_->secret();
  reopen();
  EXPECT_EQ(store_->secret(), secret);
}

TEST_F(data_folder, a_lost_secret_gives_new_labels) {
  auto made = create("one");
  store_.reset();
  std::filesystem::remove(folder_.path() / "data" / "secret.key");
  reopen();
  auto found = store_->read([&](database& db) { return find_notebook(db, made.id); }).value();
  EXPECT_NE(found->label, made.label);
  EXPECT_EQ(found->label, frame_label(store_->secret(), made.id));
}

TEST_F(data_folder, a_damaged_secret_is_told) {
  store_.reset();
  ASSERT_TRUE(base::write_file_atomic(folder_.path() / "data" / "secret.key", "short"));
  EXPECT_FALSE(store::open(folder_.path() / "data"));
}

TEST_F(data_folder, small_and_large_files_are_kept_by_content) {
  auto made = create("one");
  for (std::size_t size : {0ul, 10ul, 100'000ul, 100'001ul, 3'000'000ul}) {
    auto path = folder_.path() / "file.bin";
    std::string content(size, static_cast<char>('a' + size % 26));
    ASSERT_TRUE(base::write_file_atomic(path, content));
    for (int twice = 0; twice < 2; ++twice) {
      auto blob = keep_blob(*store_, path).value();
      EXPECT_EQ(blob.sha256, base::sha256(content));
      auto inside = store_->read([&](database& db) { return inline_blob(db, blob.sha256); }).value();
      if (size <= largest_inline_blob) {
        EXPECT_EQ(inside, content);
      } else {
        EXPECT_FALSE(inside);
        EXPECT_EQ(base::read_file(blob_path(*store_, blob.sha256)).value(), content);
      }
      ASSERT_TRUE(store_->write([&](database& db) { return attach_file(db, made.id, "file.bin", blob); }));
    }
    auto files = store_->read([&](database& db) { return list_files(db, made.id); }).value();
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(files[0].size, static_cast<std::int64_t>(size));
  }
}

TEST_F(data_folder, knows_the_source_of_a_notebook) {
  auto made = create("one");
  ASSERT_TRUE(store_->write([&](database& db) { return put_source(db, {"/x/a.iomd", made.id, "h1"}); }));
  ASSERT_TRUE(store_->write([&](database& db) { return put_source(db, {"/x/a.iomd", made.id, "h2"}); }));
  EXPECT_EQ(store_->read([&](database& db) { return find_source(db, "/x/a.iomd"); }).value()->sha256, "h2");
  EXPECT_EQ(store_->read([&](database& db) { return source_of(db, made.id); }).value()->path, "/x/a.iomd");
}

TEST(text_codec, gives_back_what_it_took) {
  for (auto text : {std::string(), std::string("short"), std::string(5'000'000, 'x')}) {
    auto packed = pack_text(text).value();
    EXPECT_EQ(unpack_text(packed, text.size()), text);
    EXPECT_FALSE(unpack_text(packed, text.size() + 1));
  }
  EXPECT_FALSE(unpack_text("garbage", 10));
}

}  // namespace
}  // namespace kelp::host::store
