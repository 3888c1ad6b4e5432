#include "builder/wheel.h"

#include <gmock/gmock.h>

#include "builder/test_support.h"
#include "builder/tree.h"
#include "builder/unpack.h"

namespace kelp::builder {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;

class WheelTest : public ::testing::Test {
 protected:
  WheelTest() {
    recipe_.name = "thing";
    recipe_.version = "1.0";
    recipe_.kind = package_kind::python;
    recipe_.backend = build_backend::pep517;
    fs::create_directories(packed());
  }
  // A wheel as a back end would leave it, of these files and a .dist-info.
  fs::path wheel(const std::string& name, const std::vector<std::string>& files) {
    zip_writer zip;
    for (const auto& file : files) must(zip.add(file, "content of " + file));
    for (const char* file : {"METADATA", "WHEEL", "RECORD"})
      must(zip.add(std::string("thing-1.0.dist-info/") + file, "as built\n"));
    return folder_.write("built/" + name, must(zip.finish()));
  }
  wheel_result make(const fs::path& built) {
    must(base::remove_tree(work()));
    return must(make_wheel(recipe_, built, work(), packed()));
  }
  std::vector<std::string> files_in(const std::string& name) {
    must(base::remove_tree(folder_.path() / "look"));
    must(unpack_archive(packed() / name, folder_.path() / "look"));
    std::vector<std::string> paths;
    for (const auto& entry : must(list_tree(folder_.path() / "look")))
      if (entry.kind == entry_kind::file) paths.push_back(entry.path);
    return paths;
  }
  std::string text_of(const std::string& path) {
    return must(base::read_file(folder_.path() / "look" / path));
  }
  fs::path packed() const { return folder_.path() / "packed"; }
  fs::path work() const { return folder_.path() / "work"; }

  recipe recipe_;
  testing::temporary_folder folder_;
};

TEST_F(WheelTest, ModulesGetOurTagAndAFreshRecord) {
  const auto made =
      make(wheel("thing-1.0-cp314-cp314-linux_x86_64.whl", {"thing/__init__.py", "thing/_x.so"}));
  EXPECT_EQ(made.file, "thing-1.0-cp314-cp314-emscripten_3_1_69_wasm32.whl");
  EXPECT_THAT(made.imports, ElementsAre("thing"));
  files_in(made.file);
  EXPECT_THAT(text_of("thing-1.0.dist-info/WHEEL"), HasSubstr("Tag: cp314-cp314-emscripten_3_1_69_wasm32\n"));
  EXPECT_THAT(text_of("thing-1.0.dist-info/WHEEL"), HasSubstr("Root-Is-Purelib: false\n"));
  // sha256 of "content of thing/_x.so", computed by `printf … | openssl dgst -sha256 -binary | basenc
  // --base64url`, without "="
  EXPECT_THAT(text_of("thing-1.0.dist-info/RECORD"),
              HasSubstr("thing/_x.so,sha256=PAlZ1EXlPVsvXBvq4O0eODj3c9ktmWM5pY-EiyNq1lg,22\n"));
  EXPECT_THAT(text_of("thing-1.0.dist-info/RECORD"), HasSubstr("thing-1.0.dist-info/RECORD,,\n"));
}

TEST_F(WheelTest, KeepsTheBytecodeThatTheBuildMade) {
  recipe_.drop = {"**/tests/**"};
  recipe_.keep_tests = true;
  const auto made = make(wheel("thing-1.0-py3-none-any.whl",
                               {"thing/a.py", "thing/__pycache__/a.cpython-314.pyc", "thing/tests/test_a.py",
                                "thing/tests/__pycache__/test_a.cpython-314.pyc"}));
  EXPECT_THAT(files_in(made.file),
              ElementsAre("thing-1.0.dist-info/METADATA", "thing-1.0.dist-info/RECORD",
                          "thing-1.0.dist-info/WHEEL", "thing/__pycache__/a.cpython-314.pyc", "thing/a.py"));
  EXPECT_THAT(files_in(made.tests), ElementsAre("thing/tests/test_a.py"));
}

TEST_F(WheelTest, DropsWhatTheRecipeSaysAndForeignCompiledCaches) {
  recipe_.backend = build_backend::pure;
  recipe_.drop = {"**/tests/**"};
  const auto made = make(wheel("thing-1.0-py3-none-any.whl", {"thing/a.py", "thing/tests/test_a.py",
                                                              "thing/__pycache__/a.cpython-314.pyc"}));
  EXPECT_THAT(files_in(made.file), ElementsAre("thing-1.0.dist-info/METADATA", "thing-1.0.dist-info/RECORD",
                                               "thing-1.0.dist-info/WHEEL", "thing/a.py"));
  EXPECT_THAT(text_of("thing-1.0.dist-info/RECORD"), Not(HasSubstr("tests")));
  EXPECT_EQ(made.tests, "");
}

TEST_F(WheelTest, KeepsDroppedTestsAsideWhenAsked) {
  recipe_.drop = {"**/tests/**"};
  recipe_.keep_tests = true;
  const auto made = make(wheel("thing-1.0-py3-none-any.whl", {"thing/a.py", "thing/tests/test_a.py"}));
  EXPECT_EQ(made.tests, "thing-tests-1.0.zip");
  EXPECT_THAT(files_in(made.tests), ElementsAre("thing/tests/test_a.py"));
}

TEST_F(WheelTest, SameContentGivesSameBytes) {
  const auto first = make(wheel("thing-1.0-py3-none-any.whl", {"thing/b.py", "thing/a.py"}));
  const auto bytes = must(base::read_file(packed() / first.file));
  const auto second = make(wheel("thing-1.0-py3-none-any.whl", {"thing/a.py", "thing/b.py"}));
  EXPECT_EQ(must(base::read_file(packed() / second.file)), bytes);
}

TEST_F(WheelTest, PublishedWheelIsTakenByteForByte) {
  recipe_.backend = build_backend::wheel;
  const auto built = wheel("thing-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl", {"thing/_x.so"});
  const auto made = make(built);
  EXPECT_EQ(made.file, built.filename());
  EXPECT_EQ(must(base::read_file(packed() / made.file)), must(base::read_file(built)));
}

TEST_F(WheelTest, PublishedWheelForAnotherPlatformIsRefused) {
  recipe_.backend = build_backend::wheel;
  const auto made =
      make_wheel(recipe_, wheel("thing-1.0-cp314-cp314-win_amd64.whl", {"thing/_x.so"}), work(), packed());
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("win_amd64, which does not run here"));
}

TEST_F(WheelTest, PureBackendRefusesModules) {
  recipe_.backend = build_backend::pure;
  const auto made =
      make_wheel(recipe_, wheel("thing-1.0-py3-none-any.whl", {"thing/_x.so"}), work(), packed());
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("is no pure Python wheel"));
}

TEST_F(WheelTest, DataFoldersAreMergedOrLeftOut) {
  const auto made = make(wheel("thing-1.0-py3-none-any.whl", {"thing-1.0.data/purelib/thing/a.py",
                                                              "thing-1.0.data/scripts/run", "thing/b.py"}));
  EXPECT_THAT(files_in(made.file), ElementsAre("thing-1.0.dist-info/METADATA", "thing-1.0.dist-info/RECORD",
                                               "thing-1.0.dist-info/WHEEL", "thing/a.py", "thing/b.py"));
}

TEST_F(WheelTest, ImportsAreTheTopLevelNames) {
  const auto made = make(
      wheel("thing-1.0-py3-none-any.whl", {"one.py", "two/__init__.py", "three/deep/x.py", "data/x.txt"}));
  EXPECT_THAT(made.imports, ElementsAre("one", "three", "two"));
}

TEST(WheelNameTest, ReadsNamesWithAndWithoutBuildNumber) {
  EXPECT_EQ(must(parse_wheel_name("a-1-py3-none-any.whl")).tag(), "py3-none-any");
  EXPECT_EQ(must(parse_wheel_name("a-1-7-py3-none-any.whl")).file(), "a-1-py3-none-any.whl");
  EXPECT_FALSE(parse_wheel_name("a-1.whl"));
  EXPECT_FALSE(parse_wheel_name("a-1-py3-none-any.zip"));
}

}  // namespace
}  // namespace kelp::builder
