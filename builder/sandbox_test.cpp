#include "builder/sandbox.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "base/test_support.h"

namespace kelp::builder {

using namespace std::chrono_literals;
using base::ok;
using ::testing::HasSubstr;

// The machine's own system serves as root, so that no cross compiler is needed.
class sandbox_test : public base::in_temp_dir {
 protected:
  base::result<base::process_result> shell(const std::string& script, sandbox_spec spec = {}) {
    spec.argv = {"sh", "-c", script};
    return run_in_sandbox({.root = "/", .em_cache = {}, .digest = {}, .versions = {}}, spec);
  }
  // Output of a script that must succeed.
  std::string output(const std::string& script, sandbox_spec spec = {}) {
    auto ended = shell(script, std::move(spec));
    EXPECT_TRUE(ok(ended));
    if (!ended) return {};
    EXPECT_EQ(ended->code, 0) << ended->error_output;
    return ended->output;
  }
};

TEST_F(sandbox_test, this_machine_can_make_one) { EXPECT_TRUE(ok(check_sandbox())); }

TEST_F(sandbox_test, there_is_no_network) {
  EXPECT_EQ(output("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '"), "lo\n");
}

TEST_F(sandbox_test, everybody_is_the_same_ordinary_user) {
  EXPECT_EQ(output("id -u; id -g; hostname"), "1000\n1000\nkelp\n");
}

TEST_F(sandbox_test, programs_have_the_same_addresses_each_time) {
  const auto where = "grep -E 'stack|vdso' /proc/self/maps";
  EXPECT_THAT(output(where), HasSubstr("[stack]"));
  EXPECT_EQ(output(where), output(where));
}

TEST_F(sandbox_test, the_environment_is_what_was_said_and_nothing_of_ours) {
  ::setenv("KELP_TEST_SECRET", "secret", 1);
  auto text = output("env", {.env = {{"JOBS", "2"}, {"HOME", "/build"}}});
  ::unsetenv("KELP_TEST_SECRET");
  EXPECT_THAT(text, HasSubstr("JOBS=2\n"));
  EXPECT_THAT(text, HasSubstr("HOME=/build\n"));
  EXPECT_THAT(text, HasSubstr("TZ=UTC\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("secret")));
}

TEST_F(sandbox_test, only_the_named_folders_are_seen) {
  ASSERT_TRUE(ok(base::write_file_atomic(path("in/file"), "input")));
  ASSERT_TRUE(ok(base::make_dirs(path("out"))));
  sandbox_spec spec{
      .read_only = {{path("in"), "/src"}}, .writable = {{path("out"), "/deep/out"}}, .cwd = "/src"};
  EXPECT_EQ(output("pwd; cat file; cp file /deep/out/copy", spec), "/src\ninput");
  EXPECT_EQ(*base::read_file(path("out/copy")), "input");
  EXPECT_NE(shell("touch /src/new", spec)->code, 0);
  EXPECT_NE(shell("touch /usr/new", spec)->code, 0);
  EXPECT_NE(shell("ls " + path("").string(), spec)->code, 0);
  EXPECT_NE(shell("ls /home || ls /root", spec)->code, 0);
}

TEST_F(sandbox_test, what_it_makes_can_be_removed_by_us) {
  ASSERT_TRUE(ok(base::make_dirs(path("out"))));
  output("mkdir -p /out/a/b; touch /out/a/b/c; chmod -w /out/a/b", {.writable = {{path("out"), "/out"}}});
  EXPECT_TRUE(ok(base::remove_tree(path("out"))));
}

TEST_F(sandbox_test, tmp_is_empty_and_gone_afterwards) {
  EXPECT_EQ(output("ls /tmp; touch /tmp/file; ls /tmp"), "file\n");
  EXPECT_EQ(output("ls /tmp"), "");
}

TEST_F(sandbox_test, a_time_limit_leaves_no_process_behind) {
  // A child that has left the group still belongs to the process tree of the sandbox.
  auto ended = shell("setsid sleep 97531 & sleep 97531", {.timeout = 500ms});
  ASSERT_TRUE(ok(ended));
  EXPECT_TRUE(ended->timed_out);
  EXPECT_NE(base::run({"pgrep", "-f", "sleep 97531"})->code, 0);
}

TEST_F(sandbox_test, a_missing_folder_is_named) {
  EXPECT_THAT(shell("true", {.read_only = {{path("none"), "/src"}}}).error().message,
              HasSubstr("none to a build"));
  EXPECT_THAT(shell("true", {.writable = {{path(""), "relative"}}}).error().message,
              HasSubstr("not absolute"));
}

TEST_F(sandbox_test, output_and_exit_code_come_back) {
  std::vector<std::string> lines;
  auto ended = shell("echo one; exit 3",
                     {.log_file = path("log"), .on_line = [&](auto line) { lines.emplace_back(line); }});
  ASSERT_TRUE(ok(ended));
  EXPECT_EQ(ended->code, 3);
  EXPECT_THAT(lines, ::testing::ElementsAre("one"));
  EXPECT_EQ(*base::read_file(path("log")), "one\n");
}

}  // namespace kelp::builder
