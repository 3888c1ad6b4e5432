// Cache and channel: store.h, channel.h, record.h.
#include "builder/store.h"

#include <gmock/gmock.h>

#include "builder/test_support.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;

class StoreTest : public ::testing::Test {
 protected:
  artefact_store store(bool with_channel = true) {
    return artefact_store(folder_.path() / "cache", with_channel ? channel_ : fs::path(),
                          [this](const std::string& text) { warnings_.push_back(text); });
  }
  artefact_record record(const std::string& name, const std::string& version, const std::string& content) {
    const auto file = name + "-" + version + ".whl";
    return {.name = name,
            .version = version,
            .kind = "python",
            .license = "MIT",
            .hash = base::sha256(name + version + content),
            .files = {{file, base::sha256(content), content.size()}},
            .inputs = {{"recipe.toml", "1"}},
            .imports = {name},
            .depends = {},
            .shared = false,
            .audit = nullptr};
  }
  artefact install(const std::string& name, const std::string& version = "1",
                   const std::string& content = "bytes") {
    const auto made = record(name, version, content);
    folder_.write("packed/" + made.files[0].name, content);
    return must(store().install(made, folder_.path() / "packed"));
  }
  std::vector<std::string> channel_files() {
    std::vector<std::string> names;
    for (const auto& item : fs::directory_iterator(channel_)) names.push_back(item.path().filename());
    std::ranges::sort(names);
    return names;
  }

  testing::temporary_folder folder_;
  fs::path channel_ = folder_.path() / "channel";
  std::vector<std::string> warnings_;
};

TEST_F(StoreTest, RecordSurvivesWritingAndReading) {
  const auto made = record("a", "1", "x");
  const auto back = must(parse_record(to_json(made), "x"));
  EXPECT_EQ(to_json(back), to_json(made));
  EXPECT_EQ(back.files, made.files);
}

TEST_F(StoreTest, RecordThatNamesAPathIsRefused) {
  auto made = record("a", "1", "x");
  made.files[0].name = "../../etc/passwd";
  EXPECT_FALSE(parse_record(to_json(made), "x"));
  EXPECT_THAT(parse_record("{", "x.json").error().message, HasSubstr("the record x.json is damaged"));
}

TEST_F(StoreTest, FindsWhatWasInstalled) {
  const auto made = install("a");
  const auto found = must(store().find(made.record.hash));
  ASSERT_TRUE(found);
  EXPECT_EQ(must(base::read_file(found->path())), "bytes");
  EXPECT_FALSE(must(store().find(base::sha256("else"))));
}

TEST_F(StoreTest, DamagedArtefactIsRemovedWithAWarning) {
  const auto made = install("a");
  must(base::write_file_atomic(made.path(), "byte!"));
  EXPECT_FALSE(must(store().find(made.record.hash)));
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0], HasSubstr("is damaged"));
  EXPECT_FALSE(fs::exists(made.folder));
}

TEST_F(StoreTest, ArtefactWithoutRecordOrFileIsRemoved) {
  const auto a = install("a"), b = install("b");
  fs::remove(a.folder / "record.json");
  fs::remove(b.path());
  EXPECT_FALSE(must(store().find(a.record.hash)));
  EXPECT_FALSE(must(store().find(b.record.hash)));
  EXPECT_EQ(warnings_.size(), 2u);
}

TEST_F(StoreTest, ChannelIsLookedIntoAfterTheCache) {
  const auto made = install("a");
  must(add_to_channel(channel_, {made}));
  must(base::remove_tree(folder_.path() / "cache"));
  const auto found = must(store().find(made.record.hash));
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->from_channel);
  EXPECT_EQ(must(base::read_file(found->path())), "bytes");
  EXPECT_FALSE(must(store(false).find(made.record.hash)));
}

TEST_F(StoreTest, DamagedChannelFileIsPassedOver) {
  const auto made = install("a");
  must(add_to_channel(channel_, {made}));
  must(base::remove_tree(folder_.path() / "cache"));
  folder_.write("channel/a-1.whl", "broken");
  EXPECT_FALSE(must(store().find(made.record.hash)));
  EXPECT_THAT(warnings_.at(0), HasSubstr("passed over"));
}

TEST_F(StoreTest, DamagedIndexIsPassedOver) {
  folder_.write("channel/index.json", "{\"artefacts\": [{\"name\":");
  EXPECT_FALSE(must(store().find(base::sha256("x"))));
  EXPECT_THAT(warnings_.at(0), HasSubstr("index.json is damaged"));
}

TEST_F(StoreTest, ChannelReplacesAnEntryOfTheSameVersion) {
  must(add_to_channel(channel_, {install("a", "1", "old"), install("b")}));
  const auto fresh = install("a", "1", "new");
  must(add_to_channel(channel_, {fresh}));
  const auto entries = must(read_channel(channel_));
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].hash, fresh.record.hash);
  EXPECT_EQ(channel_files().size(), 5u);  // two wheels, two records, the index
  EXPECT_EQ(must(base::read_file(channel_ / "a-1.whl")), "new");
}

TEST_F(StoreTest, PruneKeepsOnlyWhatIsWanted) {
  const auto a = install("a"), b = install("b");
  must(add_to_channel(channel_, {a, b}));
  folder_.write("channel/stray", "x");
  const auto removed = must(prune_channel(channel_, {a.record.hash}));
  EXPECT_THAT(removed, ElementsAre(b.record.stem() + ".json", "b-1.whl", "stray"));
  EXPECT_THAT(channel_files(), ElementsAre(a.record.stem() + ".json", "a-1.whl", "index.json"));
}

TEST_F(StoreTest, ChannelIsTheSameWhateverTheOrder) {
  const auto a = install("a"), b = install("b");
  must(add_to_channel(channel_, {a, b}));
  const auto index = must(base::read_file(channel_ / "index.json"));
  must(base::remove_tree(channel_));
  must(add_to_channel(channel_, {b}));
  must(add_to_channel(channel_, {a}));
  EXPECT_EQ(must(base::read_file(channel_ / "index.json")), index);
}

}  // namespace
}  // namespace kelp::builder
