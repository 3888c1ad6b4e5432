#include "base/progress.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "base/test_support.h"

namespace kelp::base {

using ::testing::HasSubstr;
using ::testing::Not;

// What a progress writes into a file.
class progress_test : public ::testing::Test {
 protected:
  progress_test() : file_(std::tmpfile()) {}
  ~progress_test() override { std::fclose(file_); }
  std::string written() {
    std::fflush(file_);
    std::rewind(file_);
    std::string text(100'000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    return text;
  }
  std::FILE* file_;
};

TEST_F(progress_test, plain_lines_tell_of_start_and_end_only) {
  {
    progress progress(progress::mode::plain, file_);
    auto task = progress.start("zlib");
    task.update(1, 10);
    task.note("compiling adler32.c");
    task.done("built");
    progress.start("numpy").fail("exit code 1");
  }
  EXPECT_THAT(written(), ::testing::MatchesRegex("start  zlib\nok     zlib: built \\(.*\\)\n"
                                                 "start  numpy\nfailed numpy: exit code 1 \\(.*\\)\n"));
}

TEST_F(progress_test, a_file_gets_plain_lines_by_itself_and_no_colours) {
  {
    progress progress(progress::mode::automatic, file_);
    progress.start("zlib").done();
  }
  EXPECT_THAT(written(), Not(HasSubstr("\033")));
}

TEST_F(progress_test, live_lines_show_amounts_and_are_wiped_at_the_end) {
  {
    progress progress(progress::mode::live, file_);
    auto task = progress.start("download");
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    task.update(5'000'000, 10'000'000, true);
  }
  auto text = written();
  EXPECT_THAT(text, HasSubstr("[##########..........] 5.0 MB of 10 MB"));
  EXPECT_THAT(text, ::testing::EndsWith("\033[J"));
}

TEST_F(progress_test, lasting_lines_stand_above_the_live_ones) {
  {
    progress progress(progress::mode::live, file_);
    auto task = progress.start("work");
    progress.line("a line that stays");
  }
  auto text = written();
  auto line = text.find("a line that stays");
  ASSERT_NE(line, std::string::npos);
  EXPECT_NE(text.rfind("\033[J", line), std::string::npos);
  EXPECT_NE(text.find("work", line), std::string::npos);
}

TEST_F(progress_test, control_characters_of_a_log_do_not_reach_the_terminal) {
  {
    progress progress(progress::mode::live, file_);
    auto task = progress.start("work");
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    task.note("bell\a and\033[2J clear");
  }
  EXPECT_THAT(written(), HasSubstr("bell  and [2J clear"));
}

TEST_F(progress_test, quiet_tells_failures_only) {
  {
    progress progress(progress::mode::quiet, file_);
    progress.line("hello");
    progress.start("good").done();
    progress.start("bad").fail("broken");
  }
  EXPECT_THAT(written(), ::testing::MatchesRegex("failed bad: broken \\(.*\\)\n"));
}

TEST_F(progress_test, many_threads_may_report) {
  {
    progress progress(progress::mode::plain, file_);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&progress, i] {
        auto task = progress.start("task " + std::to_string(i));
        for (int n = 0; n < 100; ++n) task.update(n, 100);
        task.done();
      });
    for (auto& thread : threads) thread.join();
  }
  auto text = written();
  for (int i = 0; i < 8; ++i) EXPECT_THAT(text, HasSubstr("ok     task " + std::to_string(i) + ": done"));
}

}  // namespace kelp::base
