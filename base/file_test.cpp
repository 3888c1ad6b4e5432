#include "base/file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/process.h"
#include "base/test_support.h"

namespace kelp::base {

using ::testing::HasSubstr;

class file_test : public in_temp_dir {};

TEST_F(file_test, reads_back_what_was_written) {
  std::string content("a\0b\n\xff", 5);
  ASSERT_TRUE(ok(write_file_atomic(path("deep/er/file"), content)));
  EXPECT_EQ(*read_file(path("deep/er/file")), content);
}

TEST_F(file_test, reads_empty_files_and_files_whose_size_is_unknown) {
  ASSERT_TRUE(ok(write_file_atomic(path("empty"), "")));
  EXPECT_EQ(*read_file(path("empty")), "");
  auto status = read_file("/proc/self/status");
  ASSERT_TRUE(ok(status));
  EXPECT_THAT(*status, HasSubstr("Pid:"));
}

TEST_F(file_test, names_a_missing_file_and_refuses_a_folder) {
  EXPECT_THAT(read_file(path("none")).error().message, HasSubstr("none: No such file or directory"));
  EXPECT_THAT(read_file(path(".")).error().message, HasSubstr("it is a folder"));
}

TEST_F(file_test, refuses_a_huge_file_before_reading_it) {
  std::ofstream(path("huge")).close();
  ASSERT_EQ(::truncate(path("huge").c_str(), 3ll << 30), 0);
  EXPECT_THAT(read_file(path("huge")).error().message, HasSubstr("larger than 1.1 GB"));
  EXPECT_THAT(read_file(path("huge"), 10).error().message, HasSubstr("larger than 10 bytes"));
  // A device has no size; reading must still end.
  EXPECT_THAT(read_file("/dev/zero", 1000).error().message, HasSubstr("larger than 1 kB"));
}

TEST_F(file_test, a_file_of_exactly_the_limit_is_read) {
  ASSERT_TRUE(ok(write_file_atomic(path("ten"), "0123456789")));
  EXPECT_TRUE(ok(read_file(path("ten"), 10)));
  EXPECT_FALSE(read_file(path("ten"), 9));
}

TEST_F(file_test, an_unfinished_write_leaves_the_earlier_file_and_nothing_else) {
  ASSERT_TRUE(ok(write_file_atomic(path("file"), "before")));
  {
    auto file = atomic_file::create(path("file"));
    ASSERT_TRUE(ok(file));
    ASSERT_TRUE(ok(file->write("half")));
    EXPECT_EQ(*read_file(path("file")), "before");
  }
  EXPECT_EQ(*read_file(path("file")), "before");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(file_test, a_write_respects_mode_and_umask) {
  mode_t before = ::umask(027);
  auto written = write_file_atomic(path("file"), "x", 0755);
  ::umask(before);
  ASSERT_TRUE(ok(written));
  struct stat info {};
  ASSERT_EQ(::stat(path("file").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0750u);
}

TEST_F(file_test, a_write_onto_a_folder_fails_and_leaves_nothing) {
  ASSERT_TRUE(ok(make_dirs(path("folder/inside"))));
  EXPECT_FALSE(write_file_atomic(path("folder"), "x"));
  EXPECT_EQ(entries(), 1u);
}

// Writing on a file system of 64 kB, made in a namespace of its own by running this test program again.
TEST_F(file_test, a_full_disk_is_reported_and_leaves_the_earlier_file) {
  if (const char* disk = std::getenv("KELP_TEST_SMALL_DISK")) {
    fs::path folder = disk;
    ASSERT_TRUE(ok(write_file_atomic(folder / "file", "before")));
    auto written = write_file_atomic(folder / "file", std::string(1 << 20, 'x'));
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr("file: No space left on device"));
    EXPECT_EQ(*read_file(folder / "file"), "before");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
    return;
  }
  ASSERT_TRUE(ok(make_dirs(path("disk"))));
  process_options options;
  options.set_env = {{"KELP_TEST_SMALL_DISK", path("disk").string()}};
  auto inner = run({"unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o size=64k none \"$0\" && exec \"$@\"",
                    path("disk").string(), fs::read_symlink("/proc/self/exe").string(),
                    "--gtest_filter=file_test.a_full_disk_is_reported_and_leaves_the_earlier_file"},
                   options);
  ASSERT_TRUE(ok(inner));
  EXPECT_EQ(inner->code, 0) << inner->output << inner->error_output;
  EXPECT_THAT(inner->output, HasSubstr("[  PASSED  ] 1 test"));
}

TEST_F(file_test, temporary_folders_go_away_with_what_they_hold) {
  fs::path place;
  {
    auto folder = temp_dir::make(path("parent"), "try-");
    ASSERT_TRUE(ok(folder));
    place = folder->path();
    ASSERT_TRUE(ok(write_file_atomic(place / "a/b/c", "x")));
    EXPECT_THAT(place.filename().string(), ::testing::StartsWith("try-"));
  }
  EXPECT_FALSE(fs::exists(place));
}

TEST_F(file_test, a_kept_folder_stays) {
  fs::path place = temp_dir::make(path("parent"))->keep();
  EXPECT_TRUE(fs::exists(place));
}

TEST_F(file_test, removes_trees_with_folders_that_forbid_writing) {
  ASSERT_TRUE(ok(write_file_atomic(path("tree/locked/file"), "x")));
  fs::permissions(path("tree/locked"), fs::perms::owner_read);
  EXPECT_TRUE(ok(remove_tree(path("tree"))));
  EXPECT_FALSE(fs::exists(path("tree")));
  EXPECT_TRUE(ok(remove_tree(path("never-there"))));
}

TEST_F(file_test, removing_a_link_leaves_its_target) {
  ASSERT_TRUE(ok(write_file_atomic(path("target/file"), "x")));
  fs::create_symlink(path("target"), path("link"));
  EXPECT_TRUE(ok(remove_tree(path("link"))));
  EXPECT_TRUE(fs::exists(path("target/file")));
}

TEST_F(file_test, refuses_to_remove_a_tree_with_a_mounted_file_system) {
  if (const char* tree = std::getenv("KELP_TEST_MOUNTED")) {
    EXPECT_THAT(remove_tree(tree).error().message, HasSubstr("a file system is mounted inside"));
    return;
  }
  ASSERT_TRUE(ok(make_dirs(path("tree/proc"))));
  process_options options;
  options.set_env = {{"KELP_TEST_MOUNTED", path("tree").string()}};
  auto inner = run({"unshare", "-Urm", "sh", "-c", "mount -t tmpfs none \"$0\" && exec \"$@\"",
                    path("tree/proc").string(), fs::read_symlink("/proc/self/exe").string(),
                    "--gtest_filter=file_test.refuses_to_remove_a_tree_with_a_mounted_file_system"},
                   options);
  ASSERT_TRUE(ok(inner));
  EXPECT_EQ(inner->code, 0) << inner->output << inner->error_output;
  EXPECT_THAT(inner->output, HasSubstr("[  PASSED  ] 1 test"));
}

TEST_F(file_test, disk_usage_counts_hard_links_once) {
  ASSERT_TRUE(ok(write_file_atomic(path("tree/file"), std::string(100'000, 'x'))));
  auto before = disk_usage(path("tree"));
  fs::create_hard_link(path("tree/file"), path("tree/again"));
  auto after = disk_usage(path("tree"));
  ASSERT_TRUE(ok(before));
  EXPECT_GE(*before, 100'000u);
  EXPECT_EQ(*after, *before);
  EXPECT_EQ(*disk_usage(path("none")), 0u);
}

TEST_F(file_test, free_space_is_known_for_paths_that_do_not_exist_yet) {
  auto free = free_space(path("not/yet/there"));
  ASSERT_TRUE(ok(free));
  EXPECT_GT(*free, 0u);
}

TEST(human_size, uses_units_that_people_read) {
  EXPECT_EQ(human_size(0), "0 bytes");
  EXPECT_EQ(human_size(999), "999 bytes");
  EXPECT_EQ(human_size(1500), "2 kB");
  EXPECT_EQ(human_size(3'400'000), "3.4 MB");
  EXPECT_EQ(human_size(34'400'000), "34 MB");
  EXPECT_EQ(human_size(2'700'000'000), "2.7 GB");
}

}  // namespace kelp::base
