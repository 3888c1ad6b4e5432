#include "base/log.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/test_support.h"

namespace kelp::base {

class log_test : public in_temp_dir {
 protected:
  ~log_test() override { (void)setup_log({}); }
};

TEST_F(log_test, json_lines_keep_quotes_and_line_ends_inside_one_line) {
  ASSERT_TRUE(ok(setup_log({.file = path("deep/log"), .json = true})));
  spdlog::info("say \"hi\"\nand \\ {}", 42);
  spdlog::debug("not shown");
  auto text = read_file(path("deep/log"));
  ASSERT_TRUE(ok(text));
  EXPECT_THAT(
      *text,
      ::testing::MatchesRegex(
          "\\{\"time\":\"[-0-9T:.+]*\",\"level\":\"info\",\"message\":\"say .\"hi.\".u000aand .. 42\"\\}\n"));
}

TEST_F(log_test, a_log_that_cannot_be_opened_is_an_error) {
  EXPECT_THAT(setup_log({.file = "/proc/no/log"}).error().message, ::testing::HasSubstr("/proc/no"));
}

}  // namespace kelp::base
