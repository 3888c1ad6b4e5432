#include "cli/test_suites.h"

#include <algorithm>

namespace kelp::cli {

std::vector<test_suite> test_suites(const std::string& program, int jobs) {
  std::string j = std::to_string(jobs);
  auto ctest = [&](const std::string& preset) {
    return std::vector<std::string>{"ctest", "--preset", preset, "-j", j, "--no-tests=error"};
  };
  auto build = [&](const std::string& preset) {
    return std::vector<std::vector<std::string>>{{"cmake", "--preset", preset},
                                                 {"cmake", "--build", "--preset", preset, "-j", j}};
  };
  return {
      {.name = "check",
       .what = "formatting, lint, types, who may use whom",
       .needs = {"scripts/check"},
       .commands = {{"scripts/check"}}},
      {.name = "native",
       .what = "unit tests of the C++ rooms",
       .needs = {"CMakeLists.txt"},
       .prepare = build("native"),
       .commands = {ctest("native")}},
      {.name = "sanitizers",
       .what = "the runtime's C++, natively, with address and undefined-behaviour checks",
       .needs = {"CMakeLists.txt"},
       .prepare = {{"cmake", "--preset", "native-asan"},
                   {"cmake", "--build", "--preset", "native-asan", "-j", j, "--target",
                    "kelp_runtime_py_test", "kelp_runtime_bridge_test"}},
       .commands = {{"ctest", "--preset", "native-asan", "-L", "runtime", "--no-tests=error"}}},
      {.name = "asan",
       .what = "all unit tests of C++ with address and undefined-behaviour checks",
       .needs = {"CMakeLists.txt"},
       .prepare = build("native-asan"),
       .commands = {ctest("native-asan")},
       .only_when_named = true},
      {.name = "typescript",
       .what = "unit tests of loader and notebook",
       .needs = {"runtime/loader", "notebook"},
       .commands = {{"npm", "test", "-w", "runtime/loader"}, {"npm", "test", "-w", "notebook"}}},
      {.name = "python",
       .what = "Python in the runtime, in Node.js",
       .needs = {"tests/python/run.mjs"},
       .prepare = {{program, "dist"}, {program, "recipe", "fetch", "numpy", "pandas"}},
       .commands = {{"node", "tests/python/run.mjs"}}},
      {.name = "browser",
       .what = "tutorial and pages in Chromium",
       .needs = {"tests/browser/run.mjs"},
       .prepare = {{program, "dist"}},
       .commands = {{"npm", "test", "-w", "tests/browser"}}},
  };
}

bool exists(const test_suite& suite, const std::filesystem::path& root) {
  return std::ranges::all_of(suite.needs,
                             [&](const auto& path) { return std::filesystem::exists(root / path); });
}

}  // namespace kelp::cli
