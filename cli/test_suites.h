// The table of test suites that kelp test runs, in their order.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace kelp::cli {

struct test_suite {
  std::string name;
  std::string what;
  std::vector<std::string> needs;                 // paths below the root without which there is no such suite
  std::vector<std::vector<std::string>> prepare;  // a failure here is a failure of the suite
  std::vector<std::vector<std::string>> commands;  // the tests themselves
  bool only_when_named = false;
  std::chrono::minutes limit{40};
};

// program: the path of kelp itself, which some suites use; jobs: how many processes at once.
std::vector<test_suite> test_suites(const std::string& program, int jobs);

// Whether all that the suite needs is there.
bool exists(const test_suite& suite, const std::filesystem::path& root);

}  // namespace kelp::cli
