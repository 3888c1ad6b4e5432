#include "base/process.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "base/test_support.h"

namespace kelp::base {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using clock = std::chrono::steady_clock;

class process_test : public in_temp_dir {
 protected:
  static std::vector<std::string> shell(std::string script) { return {"sh", "-c", std::move(script)}; }
};

bool alive(const std::string& pid) {
  // A killed process whose new parent has not looked yet is a zombie, not alive.
  auto state = read_file("/proc/" + pid + "/stat");
  return state && state->find(") Z") == std::string::npos;
}

// A kill is delivered some time after it was sent.
bool ends(const std::string& pid) {
  for (auto limit = clock::now() + 10s; clock::now() < limit; std::this_thread::sleep_for(10ms))
    if (!alive(pid)) return true;
  return false;
}

TEST_F(process_test, captures_both_outputs_and_the_exit_code) {
  auto ended = run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(ok(ended));
  EXPECT_EQ(ended->code, 3);
  EXPECT_EQ(ended->output, "out\n");
  EXPECT_EQ(ended->error_output, "err\n");
  EXPECT_EQ(ended->reason(), "exit code 3");
}

TEST_F(process_test, arguments_are_passed_as_they_are) {
  EXPECT_EQ(run({"printf", "%s|", "a b", "$HOME", "'", ""})->output, "a b|$HOME|'||");
}

TEST_F(process_test, a_missing_program_or_folder_is_named) {
  EXPECT_THAT(run({"no-such-program"}).error().message,
              HasSubstr("no-such-program: no such program in PATH"));
  EXPECT_THAT(run({"/no/such/program"}).error().message, HasSubstr("/no/such/program: No such file"));
  process_options options;
  options.cwd = "/no/such/folder";
  EXPECT_THAT(run({"true"}, options).error().message, HasSubstr("/no/such/folder"));
  EXPECT_FALSE(run({}));
}

TEST_F(process_test, the_environment_is_added_to_or_replaced) {
  process_options options;
  options.set_env = {{"KELP_TEST", "yes"}};
  EXPECT_EQ(run(shell("echo $KELP_TEST ${PATH:+path}"), options)->output, "yes path\n");
  options.env = std::map<std::string, std::string>{{"ONLY", "this"}};
  options.set_env = {{"PATH", "/usr/bin:/bin"}};
  EXPECT_EQ(run({"env"}, options)->output, "ONLY=this\nPATH=/usr/bin:/bin\n");
}

TEST_F(process_test, the_working_folder_and_standard_input_are_given) {
  process_options options;
  options.cwd = path(".");
  options.stdin_text = std::string(3'000'000, 'x') + "end";
  auto ended = run(shell("cat > copy; pwd"), options);
  ASSERT_TRUE(ok(ended));
  EXPECT_EQ(ended->output, fs::canonical(path(".")).string() + "\n");
  EXPECT_EQ(*read_file(path("copy")), options.stdin_text);
}

TEST_F(process_test, without_text_standard_input_is_empty) { EXPECT_EQ(run({"cat"})->output, ""); }

TEST_F(process_test, a_reader_that_goes_away_early_does_no_harm) {
  process_options options;
  options.stdin_text = std::string(3'000'000, 'x');
  EXPECT_EQ(run({"head", "-c", "2"}, options)->output, "xx");
}

TEST_F(process_test, lines_arrive_whole_and_the_last_one_without_its_end) {
  std::vector<std::string> lines;
  process_options options;
  options.on_line = [&](std::string_view line) { lines.emplace_back(line); };
  ASSERT_TRUE(ok(run(shell("printf 'one\\ntw'; sleep 0.05; printf 'o\\r\\nthree'"), options)));
  EXPECT_THAT(lines, ElementsAre("one", "two", "three"));
}

TEST_F(process_test, the_log_is_appended_to) {
  process_options options;
  options.log_file = path("log");
  ASSERT_TRUE(ok(run(shell("echo 1; echo 2 >&2"), options)));
  ASSERT_TRUE(ok(run(shell("echo 3"), options)));
  EXPECT_EQ(*read_file(path("log")), "1\n2\n3\n");
}

TEST_F(process_test, a_full_disk_under_the_log_is_an_error_and_ends_the_child) {
  process_options options;
  options.log_file = "/dev/full";
  auto start = clock::now();
  auto ended = run(shell("echo text; sleep 60"), options);
  ASSERT_FALSE(ended);
  EXPECT_THAT(ended.error().message, HasSubstr("/dev/full: No space left on device"));
  EXPECT_LT(clock::now() - start, 30s);
}

TEST_F(process_test, a_time_limit_ends_the_whole_group) {
  process_options options;
  options.timeout = 300ms;
  auto start = clock::now();
  auto ended = run(shell("sleep 60 & echo $!; wait"), options);
  ASSERT_TRUE(ok(ended));
  EXPECT_TRUE(ended->timed_out);
  EXPECT_FALSE(ended->ok());
  EXPECT_EQ(ended->reason(), "time limit reached");
  EXPECT_LT(clock::now() - start, 30s);
  ended->output.pop_back();
  EXPECT_TRUE(ends(ended->output));
}

TEST_F(process_test, a_child_that_ignores_the_request_to_end_is_killed) {
  process_options options;
  options.timeout = 100ms;
  auto ended = run(shell("trap '' TERM; while :; do sleep 1; done"), options);
  ASSERT_TRUE(ok(ended));
  EXPECT_TRUE(ended->timed_out);
  EXPECT_EQ(ended->signal, SIGKILL);
}

TEST_F(process_test, a_child_that_ends_well_when_told_to_end_has_still_failed) {
  process_options options;
  options.timeout = 100ms;
  auto ended = run(shell("trap 'exit 0' TERM; while :; do sleep 0.05; done"), options);
  ASSERT_TRUE(ok(ended));
  EXPECT_FALSE(ended->ok());
}

TEST_F(process_test, a_stop_request_ends_it) {
  std::stop_source source;
  process_options options;
  options.stop = source.get_token();
  std::thread later([&] {
    std::this_thread::sleep_for(200ms);
    source.request_stop();
  });
  auto ended = run({"sleep", "60"}, options);
  later.join();
  ASSERT_TRUE(ok(ended));
  EXPECT_TRUE(ended->stopped);
  EXPECT_EQ(ended->reason(), "stopped");
}

TEST_F(process_test, a_stop_request_made_before_ends_it_at_once) {
  std::stop_source source;
  source.request_stop();
  process_options options;
  options.stop = source.get_token();
  EXPECT_TRUE(run({"sleep", "60"}, options)->stopped);
}

TEST_F(process_test, a_killed_child_is_reported_with_its_signal) {
  auto ended = run(shell("kill -9 $$"));
  ASSERT_TRUE(ok(ended));
  EXPECT_EQ(ended->signal, SIGKILL);
  EXPECT_EQ(ended->code, 137);
  EXPECT_EQ(ended->reason(), "signal 9 (Killed)");
}

TEST_F(process_test, what_the_leader_leaves_running_is_ended_and_does_not_hold_us) {
  auto start = clock::now();
  auto ended = run(shell("sleep 60 & echo $!"));
  ASSERT_TRUE(ok(ended));
  EXPECT_LT(clock::now() - start, 30s);
  ended->output.pop_back();
  EXPECT_TRUE(ends(ended->output));
}

TEST_F(process_test, only_the_end_of_an_endless_output_is_kept) {
  process_options options;
  options.capture_limit = 1000;
  auto ended = run(shell("yes | head -n 1000000; echo end"), options);
  ASSERT_TRUE(ok(ended));
  EXPECT_LE(ended->output.size(), 2000u + 65536u);
  EXPECT_THAT(ended->output, ::testing::EndsWith("y\nend\n"));
}

TEST_F(process_test, several_run_at_once) {
  std::vector<std::thread> threads;
  std::vector<std::string> outputs(8);
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&outputs, i] { outputs[i] = run({"echo", std::to_string(i)})->output; });
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(outputs[i], std::to_string(i) + "\n");
}

TEST_F(process_test, run_checked_gives_output_or_the_last_lines_of_the_complaint) {
  EXPECT_EQ(*run_checked({"echo", "fine"}), "fine\n");
  auto failed = run_checked(shell("for i in $(seq 30); do echo line $i >&2; done; exit 7"));
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("sh failed (exit code 7)"));
  EXPECT_THAT(failed.error().message, HasSubstr("line 30"));
  EXPECT_THAT(failed.error().message, ::testing::Not(HasSubstr("line 5\n")));
}

TEST_F(process_test, a_program_is_found_in_the_path) {
  EXPECT_FALSE(find_program("sh").empty());
  EXPECT_TRUE(find_program("no-such-program").empty());
}

}  // namespace kelp::base
