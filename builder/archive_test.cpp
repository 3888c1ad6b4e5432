// Archives in and out: unpack.h, pack_tar.h, zip.h.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "builder/pack_tar.h"
#include "builder/test_support.h"
#include "builder/tree.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using testing::archive_member;
using ::testing::HasSubstr;
using testing::must;

class UnpackTest : public ::testing::Test {
 protected:
  base::status unpack(const std::vector<archive_member>& members, unpack_options options = {}) {
    testing::write_tar(folder_.path() / "a.tar.gz", members);
    return unpack_archive(folder_.path() / "a.tar.gz", target_, options);
  }
  std::string refusal(const std::vector<archive_member>& members, unpack_options options = {}) {
    const auto done = unpack(members, options);
    return done ? "unpacked" : done.error().message;
  }
  // Files outside of the target, besides the archive.
  std::size_t strays() const {
    std::size_t count = 0;
    for (const auto& item : fs::directory_iterator(folder_.path()))
      count += item.path() != target_ && item.path().filename() != "a.tar.gz";
    return count;
  }
  testing::temporary_folder folder_;
  fs::path target_ = folder_.path() / "target";
};

TEST_F(UnpackTest, StripsLeadingFoldersAndKeepsExecuteBits) {
  ASSERT_TRUE(unpack({{.path = "top/", .type = AE_IFDIR, .mode = 0755},
                      {.path = "top/run", .content = "x", .mode = 0755},
                      {.path = "top/a/b", .content = "y"},
                      {.path = "top/link", .link = "a/b"}},
                     {.strip = 1}));
  EXPECT_EQ(must(base::read_file(target_ / "a/b")), "y");
  EXPECT_EQ(must(base::read_file(target_ / "link")), "y");
  EXPECT_EQ(fs::status(target_ / "run").permissions() & fs::perms::owner_exec, fs::perms::owner_exec);
  EXPECT_EQ(fs::status(target_ / "a/b").permissions() & fs::perms::owner_exec, fs::perms::none);
}

TEST_F(UnpackTest, RefusesPathsThatLeadOutside) {
  EXPECT_THAT(refusal({{.path = "../evil", .content = "x"}}), HasSubstr("\"../evil\", which leads outside"));
  EXPECT_THAT(refusal({{.path = "a/../../evil", .content = "x"}}), HasSubstr("leads outside"));
  EXPECT_THAT(refusal({{.path = "/tmp/evil", .content = "x"}}), HasSubstr("absolute path"));
  EXPECT_EQ(strays(), 0u);
}

TEST_F(UnpackTest, RefusesLinksThatLeadOutside) {
  EXPECT_THAT(refusal({{.path = "l", .link = "/etc"}}),
              HasSubstr("the link \"l\" in it leads outside, to \"/etc\""));
  EXPECT_THAT(refusal({{.path = "a/l", .link = "../../x"}}), HasSubstr("leads outside"));
  EXPECT_THAT(refusal({{.path = "h", .hard_link = "../x"}}), HasSubstr("leads outside"));
  EXPECT_TRUE(unpack({{.path = "a/x", .content = "1"}, {.path = "a/b/l", .link = "../x"}}));
}

TEST_F(UnpackTest, DoesNotWriteThroughALink) {
  must(base::make_dirs(folder_.path() / "target/inner"));
  EXPECT_THAT(refusal({{.path = "l", .link = "inner"}, {.path = "l/x", .content = "x"}}),
              HasSubstr("used as a folder but is a link"));
  // A file in a link's place replaces the link, not what it points to.
  EXPECT_TRUE(
      unpack({{.path = "f", .content = "old"}, {.path = "g", .link = "f"}, {.path = "g", .content = "new"}}));
  EXPECT_EQ(must(base::read_file(target_ / "f")), "old");
}

TEST_F(UnpackTest, HardLinkBecomesACopy) {
  ASSERT_TRUE(unpack({{.path = "a", .content = "x"}, {.path = "b", .hard_link = "a"}}));
  EXPECT_EQ(must(base::read_file(target_ / "b")), "x");
  EXPECT_EQ(fs::hard_link_count(target_ / "a"), 1u);
}

TEST_F(UnpackTest, RefusesDevicesAndPipes) {
  EXPECT_THAT(refusal({{.path = "pipe", .type = AE_IFIFO}}), HasSubstr("is a device, pipe or socket"));
}

TEST_F(UnpackTest, RefusesWhatIsTooLarge) {
  const std::string zeros(1 << 20, '\0');
  EXPECT_THAT(refusal({{.path = "zeros", .content = zeros}}, {.max_bytes = 1 << 19}),
              HasSubstr("unpacks to more than"));
  EXPECT_THAT(refusal({{.path = "a"}, {.path = "b"}, {.path = "c"}}, {.max_entries = 2}),
              HasSubstr("more than 2 entries"));
}

TEST_F(UnpackTest, TruncatedArchiveIsAnError) {
  std::string noise;
  for (int i = 0; i < 50'000; ++i) noise += static_cast<char>(i * 7919 % 251);
  testing::write_tar(folder_.path() / "a.tar.gz", {{.path = "x", .content = noise}});
  const auto whole = must(base::read_file(folder_.path() / "a.tar.gz"));
  folder_.write("a.tar.gz", whole.substr(0, whole.size() / 2));
  const auto done = unpack_archive(folder_.path() / "a.tar.gz", target_);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("cannot unpack a.tar.gz: "));
}

TEST_F(UnpackTest, NotAnArchiveIsAnError) {
  folder_.write("a.tar.gz", "this is no archive, but it is long enough to be looked at as one by mistake");
  EXPECT_FALSE(unpack_archive(folder_.path() / "a.tar.gz", target_));
}

class PackTest : public ::testing::Test {
 protected:
  // The same tree, written in another order and at another time.
  void fill(const std::string& name, bool backwards) {
    std::vector<std::string> files{"b/two", "a", "b-c", "b/one"};
    if (backwards) std::ranges::reverse(files);
    for (const auto& file : files) folder_.write(name + "/" + file, "content of " + file);
    fs::create_directories(folder_.path() / name / "empty");
    fs::create_symlink("a", folder_.path() / name / "link");
    ::chmod((folder_.path() / name / "a").c_str(), backwards ? 0700 : 0755);
    fs::last_write_time(folder_.path() / name / "a",
                        fs::file_time_type::clock::now() - std::chrono::hours(backwards ? 5 : 1));
  }
  testing::temporary_folder folder_;
};

TEST_F(PackTest, SameTreeGivesSameBytes) {
  fill("x", false);
  fill("y", true);
  must(pack_tar_zst(folder_.path() / "x", folder_.path() / "x.tar.zst"));
  must(pack_tar_zst(folder_.path() / "y", folder_.path() / "y.tar.zst"));
  EXPECT_EQ(must(base::read_file(folder_.path() / "x.tar.zst")),
            must(base::read_file(folder_.path() / "y.tar.zst")));
}

TEST_F(PackTest, RoundTripKeepsTheTree) {
  fill("x", false);
  must(pack_tar_zst(folder_.path() / "x", folder_.path() / "x.tar.zst"));
  must(unpack_archive(folder_.path() / "x.tar.zst", folder_.path() / "back"));
  EXPECT_EQ(must(hash_tree(folder_.path() / "x")), must(hash_tree(folder_.path() / "back")));
  EXPECT_TRUE(fs::is_directory(folder_.path() / "back/empty"));
}

TEST(ZipTest, RoundTripThroughAnotherReader) {
  const testing::temporary_folder folder;
  zip_writer zip;
  must(zip.add("pkg/plain.txt", std::string(10'000, 'z')));
  must(zip.add("pkg/\xC3\xA9.py", "x"));
  must(zip.add("run.sh", "#!/bin/sh\n", true));
  must(zip.add("empty", ""));
  folder.write("a.zip", must(zip.finish()));
  must(unpack_archive(folder.path() / "a.zip", folder.path() / "out"));
  EXPECT_EQ(must(base::read_file(folder.path() / "out/pkg/plain.txt")), std::string(10'000, 'z'));
  EXPECT_EQ(must(base::read_file(folder.path() / "out/pkg/\xC3\xA9.py")), "x");
  EXPECT_EQ(must(base::read_file(folder.path() / "out/empty")), "");
  EXPECT_NE(fs::status(folder.path() / "out/run.sh").permissions() & fs::perms::owner_exec, fs::perms::none);
}

}  // namespace
}  // namespace kelp::builder
