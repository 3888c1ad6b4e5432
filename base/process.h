// Running other programs: argument lists, never shell text. The child leads a process group of its own; the
// whole group is killed when it takes too long, when the caller asks to stop, or when its leader has ended.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace kelp::base {

struct process_options {
  std::filesystem::path cwd;                              // empty: the caller's
  std::optional<std::map<std::string, std::string>> env;  // the whole environment; absent: the caller's
  std::map<std::string, std::string> set_env;             // added to it, or replacing
  std::string stdin_text;                                 // given on standard input, which then ends
  std::filesystem::path log_file;                         // both outputs are appended here
  std::function<void(std::string_view line)> on_line;     // each line of either output, without its end
  std::chrono::milliseconds timeout{0};                   // 0: none
  std::stop_token stop;                                   // a request kills the group
  std::size_t capture_limit = std::size_t{64} << 20;      // bytes kept of each output (the last ones)
  bool inherit_output = false;  // outputs go where the caller's go; nothing captured
};

struct process_result {
  int code = 0;    // exit code; 128 + signal when a signal ended it
  int signal = 0;  // the signal that ended it, or 0
  bool timed_out = false;
  bool stopped = false;      // by options.stop
  std::string output;        // standard output
  std::string error_output;  // standard error
  bool ok() const { return code == 0; }
  // "exit code 2", "signal 9 (Killed)", "time limit reached"
  std::string reason() const;
};

// Runs argv[0] (looked up in PATH) and waits. An error means that it could not be started or watched; that it
// failed is in the result's code. Callable from several threads at once.
result<process_result> run(const std::vector<std::string>& argv, const process_options& options = {});

// As run, but any end other than exit code 0 is an error that holds the last lines of output.
result<std::string> run_checked(const std::vector<std::string>& argv, const process_options& options = {});

// Becomes the program: returns only when that failed.
[[nodiscard]] error exec(const std::vector<std::string>& argv,
                         const std::map<std::string, std::string>& set_env = {});

// The full path of a program in PATH, or empty.
std::filesystem::path find_program(std::string_view name);

}  // namespace kelp::base
