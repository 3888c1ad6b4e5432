#include "base/paths.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/test_support.h"

namespace kelp::base {

using ::testing::HasSubstr;

// Sets variables for one test and puts back what was there.
class paths_test : public in_temp_dir {
 protected:
  void set(const char* name, const char* value) {
    const char* now = std::getenv(name);
    before_.emplace_back(name, now == nullptr ? std::nullopt : std::optional<std::string>(now));
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  void TearDown() override {
    for (auto at = before_.rbegin(); at != before_.rend(); ++at)
      at->second ? ::setenv(at->first, at->second->c_str(), 1) : ::unsetenv(at->first);
  }

 private:
  std::vector<std::pair<const char*, std::optional<std::string>>> before_;
};

TEST_F(paths_test, the_cache_is_kelps_own_variable_then_xdgs_then_the_home_folder) {
  set("HOME", "/home/someone");
  set("XDG_CACHE_HOME", nullptr);
  set("KELP_CACHE", nullptr);
  EXPECT_EQ(cache_dir(), "/home/someone/.cache/kelp");
  set("XDG_CACHE_HOME", "relative/is/ignored");
  EXPECT_EQ(cache_dir(), "/home/someone/.cache/kelp");
  set("XDG_CACHE_HOME", "/caches");
  EXPECT_EQ(cache_dir(), "/caches/kelp");
  set("KELP_CACHE", "/own");
  EXPECT_EQ(cache_dir(), "/own");
}

TEST_F(paths_test, notebooks_are_kept_apart_from_the_cache) {
  set("HOME", "/home/someone");
  set("XDG_DATA_HOME", nullptr);
  set("KELP_DATA", nullptr);
  EXPECT_EQ(data_dir(), "/home/someone/.local/share/kelp");
}

TEST_F(paths_test, the_root_must_be_a_checkout) {
  set("KELP_ROOT", nullptr);
  EXPECT_THAT(project_root().error().message, HasSubstr("through the launcher"));
  set("KELP_ROOT", path("").c_str());
  EXPECT_THAT(project_root().error().message, HasSubstr("is not a checkout"));
  ASSERT_TRUE(ok(write_file_atomic(path("CMakeLists.txt"), "")));
  EXPECT_TRUE(ok(project_root()));
}

}  // namespace kelp::base
