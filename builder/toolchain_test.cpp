#include "builder/toolchain.h"

#include <gmock/gmock.h>

#include "base/test_support.h"
#include "builder/debian_root.h"

namespace kelp::builder {

using base::ok;
using ::testing::HasSubstr;
using ::testing::Pair;

class toolchain_lock_test : public base::in_temp_dir {
 protected:
  base::result<toolchain_lock> read(const std::string& text) {
    EXPECT_TRUE(ok(base::write_file_atomic(path("lock.toml"), text)));
    return read_toolchain_lock(path("lock.toml"));
  }
  const std::string good_ =
      "suite = 'trixie'\nstep = 1\n[exact]\nemscripten = '3'\nclang-19 = '19'\n[seen]\nmake = '4'\n"
      "[emscripten]\nlibraries = ['libc', 'crt1']\n";
};

TEST_F(toolchain_lock_test, is_read) {
  auto lock = read(good_);
  ASSERT_TRUE(ok(lock));
  EXPECT_EQ(lock->suite, "trixie");
  EXPECT_THAT(lock->exact, ::testing::ElementsAre(Pair("clang-19", "19"), Pair("emscripten", "3")));
  EXPECT_THAT(lock->libraries, ::testing::ElementsAre("crt1", "libc"));
}

TEST_F(toolchain_lock_test, comments_order_and_helpers_versions_do_not_change_the_digest) {
  auto digest = read(good_)->digest;
  auto other = read(
      "# a comment\nstep = 1\nsuite = 'trixie'\n[emscripten]\nlibraries = ['crt1', 'libc']\n[seen]\nmake = "
      "'5'\n"
      "[exact]\nclang-19 = '19'\nemscripten = '3'\n");
  ASSERT_TRUE(ok(other));
  EXPECT_EQ(other->digest, digest);
}

TEST_F(toolchain_lock_test, whatever_shapes_the_output_changes_the_digest) {
  auto digest = read(good_)->digest;
  for (auto [what, with] : {std::pair{"'19'", "'20'"},
                            {"step = 1", "step = 2"},
                            {"trixie", "forky"},
                            {"'crt1'", "'crt2'"},
                            {"make =", "cmake ="}}) {
    auto text = good_;
    text.replace(text.find(what), std::string_view(what).size(), with);
    EXPECT_NE(read(text)->digest, digest) << what;
  }
}

TEST_F(toolchain_lock_test, mistakes_are_named_with_their_file) {
  EXPECT_THAT(read("suite = ").error().message, HasSubstr("lock.toml:1: "));
  EXPECT_THAT(read("sweet = 'x'").error().message, HasSubstr("unknown key \"sweet\""));
  EXPECT_THAT(read("suite = 'x'").error().message, HasSubstr("are required"));
  auto text = good_;
  text.replace(text.find("'19'"), 4, "19");
  EXPECT_THAT(read(text).error().message, HasSubstr("the version of clang-19 must be text"));
  EXPECT_THAT(read_toolchain_lock(path("none")).error().message, HasSubstr("No such file"));
}

class debian_root_test : public base::in_temp_dir {};

TEST_F(debian_root_test, lists_what_is_installed_and_what_that_provides) {
  ASSERT_TRUE(ok(base::write_file_atomic(
      path("var/lib/dpkg/status"),
      "Package: tcl\nStatus: install ok installed\nProvides: tclsh, wish (= 1)\n"
      "Version: 8.6\n\nPackage: gone\nStatus: deinstall ok config-files\n"
      "Version: 1\n\nPackage: half\nStatus: install ok half-installed\nVersion: 2\n")));
  auto installed = installed_packages(path(""));
  ASSERT_TRUE(ok(installed));
  EXPECT_THAT(*installed,
              ::testing::ElementsAre(Pair("tcl", "8.6"), Pair("tclsh", "8.6"), Pair("wish", "8.6")));
}

TEST_F(debian_root_test, a_folder_that_is_no_system_is_named) {
  EXPECT_THAT(installed_packages(path("none")).error().message, HasSubstr("a Debian system?"));
}

}  // namespace kelp::builder
