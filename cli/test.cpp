// kelp test: runs the suites, shows how each ended, and adds up their tests.
#include <fmt/format.h>

#include <deque>
#include <memory>
#include <thread>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/paths.h"
#include "base/process.h"
#include "base/progress.h"
#include "cli/command.h"
#include "cli/test_counts.h"
#include "cli/test_suites.h"

namespace kelp::cli {

namespace {

namespace fs = std::filesystem;

struct test_options {
  std::vector<std::string> suites;
  bool list = false, keep_going = false;
};

struct outcome {
  test_counts counts;
  bool good = true;
};

class runner {
 public:
  runner(fs::path root, std::stop_token stop) : root_(std::move(root)), stop_(std::move(stop)) {}

  base::result<outcome> run(const test_suite& suite) {
    fmt::print("== {}: {}\n", suite.name, suite.what);
    std::fflush(stdout);
    auto log = root_ / "build/test" / (suite.name + ".log");
    if (auto made = base::make_dirs(log.parent_path()); !made) return std::unexpected(made.error());
    if (auto cleared = base::write_file_atomic(log, ""); !cleared) return std::unexpected(cleared.error());
    outcome outcome;
    last_.clear();
    {
      base::progress progress;
      auto task = progress.start(suite.name);
      for (const auto& command : suite.prepare)
        if (auto done = step(command, suite, log, task, nullptr); !done || !(outcome.good = *done)) {
          if (!done) return std::unexpected(done.error());
          break;
        }
      // Each command of a suite is run, so that all failures are seen; a failed preparation ends it.
      if (outcome.good)
        for (const auto& command : suite.commands) {
          auto done = step(command, suite, log, task, &outcome.counts);
          if (!done) return std::unexpected(done.error());
          outcome.good = outcome.good && *done;
        }
      settle(outcome);
      outcome.good ? task.done("passed") : task.fail("failed");
    }
    show_end(outcome.good, log);
    return outcome;
  }

 private:
  // Whether it ended well.
  base::result<bool> step(const std::vector<std::string>& command, const test_suite& suite,
                          const fs::path& log, base::progress_task& task, test_counts* counts) {
    base::process_options options;
    options.cwd = root_;
    options.log_file = log;
    options.stop = stop_;
    options.timeout = suite.limit;
    options.set_env = {{"CTEST_OUTPUT_ON_FAILURE", "1"}};
    options.on_line = [&](std::string_view line) {
      task.note(line);
      if (counts != nullptr) count_line(line, *counts);
      last_.emplace_back(line);
      if (last_.size() > 60) last_.pop_front();
    };
    auto ended = base::run(command, options);
    if (!ended) return std::unexpected(ended.error());
    if (ended->stopped) return base::fail("stopped");
    if (!ended->ok()) last_.push_back(fmt::format("{}: {}", fmt::join(command, " "), ended->reason()));
    return ended->ok();
  }

  // A suite that failed without a failed test, or passed without saying how many, counts as one.
  static void settle(outcome& outcome) {
    if (outcome.counts.failed > 0) outcome.good = false;
    if (!outcome.good && outcome.counts.failed == 0) outcome.counts.failed = 1;
    if (outcome.good && outcome.counts.passed == 0) outcome.counts.passed = 1;
  }

  void show_end(bool good, const fs::path& log) {
    std::size_t shown = std::min<std::size_t>(last_.size(), good ? 8 : 60);
    for (auto line = last_.end() - static_cast<std::ptrdiff_t>(shown); line != last_.end(); ++line)
      fmt::print("   {}\n", *line);
    fmt::print("   log: {}\n", log.string());
    std::fflush(stdout);
  }

  fs::path root_;
  std::stop_token stop_;
  std::deque<std::string> last_;
};

base::result<std::vector<test_suite>> choose(const std::vector<test_suite>& suites,
                                             const test_options& options, const fs::path& root) {
  std::vector<test_suite> chosen;
  for (const auto& name : options.suites) {
    auto suite = std::ranges::find(suites, name, &test_suite::name);
    if (suite == suites.end())
      return base::fail("there is no test suite called \"{}\": see kelp test --list", name);
    if (!exists(*suite, root))
      return base::fail("the test suite {} needs {}, which this checkout lacks", name,
                        fmt::join(suite->needs, " and "));
    chosen.push_back(*suite);
  }
  if (!options.suites.empty()) return chosen;
  for (const auto& suite : suites) {
    if (suite.only_when_named) continue;
    if (exists(suite, root))
      chosen.push_back(suite);
    else
      fmt::print("== {}: left out, this checkout lacks {}\n", suite.name, fmt::join(suite.needs, " or "));
  }
  return chosen;
}

base::result<int> test(const test_options& options) {
  auto root = base::project_root();
  if (!root) return std::unexpected(root.error());
  int jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  auto suites = test_suites(fs::read_symlink("/proc/self/exe").string(), jobs);
  if (options.list) {
    for (const auto& suite : suites)
      fmt::print("{:<12} {}{}\n", suite.name, suite.what, suite.only_when_named ? " (only when named)" : "");
    return ok;
  }
  auto chosen = choose(suites, options, *root);
  if (!chosen) return std::unexpected(chosen.error());
  base::interrupt_watch interrupt;
  runner runner(*root, interrupt.token());
  test_counts total;
  std::vector<std::string> failed_suites;
  for (const auto& suite : *chosen) {
    auto outcome = runner.run(suite);
    if (!outcome) return std::unexpected(outcome.error());
    total.passed += outcome->counts.passed;
    total.failed += outcome->counts.failed;
    total.skipped += outcome->counts.skipped;
    if (outcome->good) continue;
    failed_suites.push_back(suite.name);
    if (!options.keep_going) break;
  }
  if (!failed_suites.empty()) fmt::print("failed: {}\n", fmt::join(failed_suites, ", "));
  fmt::print("{} passed, {} failed", total.passed, total.failed);
  if (total.skipped > 0) fmt::print(", {} skipped", total.skipped);
  fmt::print("\n");
  return failed_suites.empty() ? ok : failed;
}

}  // namespace

void add_test(CLI::App& app, context& context) {
  auto* command = app.add_subcommand("test", "Run the tests");
  auto options = std::make_shared<test_options>();
  command->add_option("suite", options->suites, "Suites to run; all without any");
  command->add_flag("--list", options->list, "Show the suites");
  command->add_flag("-k,--keep-going", options->keep_going, "Run the other suites after one failed");
  command->callback([&context, options] { context.run([options] { return test(*options); }); });
}

}  // namespace kelp::cli
