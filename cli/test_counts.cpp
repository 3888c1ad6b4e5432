#include "cli/test_counts.h"

#include <regex>
#include <string>

namespace kelp::cli {

namespace {

std::string without_colors(std::string_view line) {
  static const std::regex color("\x1b\\[[0-9;]*[A-Za-z]");
  return std::regex_replace(std::string(line), color, "");
}

bool count_ctest(const std::string& line, test_counts& counts) {
  static const std::regex closing(R"(^\d+% tests passed, (\d+) tests failed out of (\d+)\s*$)");
  std::smatch match;
  if (!std::regex_match(line, match, closing)) return false;
  long failed = std::stol(match[1]);
  counts.failed += failed;
  counts.passed += std::stol(match[2]) - failed;
  return true;
}

bool count_node(const std::string& line, test_counts& counts) {
  static const std::regex closing(R"(^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)\s*$)");
  std::smatch match;
  if (!std::regex_match(line, match, closing)) return false;
  long number = std::stol(match[2]);
  if (match[1] == "pass")
    counts.passed += number;
  else if (match[1] == "skipped" || match[1] == "todo")
    counts.skipped += number;
  else
    counts.failed += number;
  return true;
}

// pytest's line stands between signs of equality or, with -q, alone and with a time; the plain one stands
// alone, perhaps with one word and a colon before it.
bool count_words(const std::string& line, test_counts& counts) {
  static const std::regex closing(
      R"(^(?:=+ )?(?:\S+: )?((?:\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?|subtests passed)(?:, )?)+)(?: in [0-9.]+s(?: \([0-9:]+\))?)?(?: =+)?\s*$)");
  static const std::regex item(R"((\d+) (passed|failed|errors?|skipped|xfailed|xpassed))");
  std::smatch match;
  if (!std::regex_match(line, match, closing)) return false;
  std::string items = match[1];
  for (std::sregex_iterator at(items.begin(), items.end(), item), end; at != end; ++at) {
    long number = std::stol((*at)[1]);
    std::string what = (*at)[2];
    if (what == "passed" || what == "xpassed" || what == "xfailed")
      counts.passed += number;
    else if (what == "skipped")
      counts.skipped += number;
    else
      counts.failed += number;
  }
  return true;
}

}  // namespace

void count_line(std::string_view text, test_counts& counts) {
  // Closing lines are short; long ones would only cost time.
  if (text.size() > 400) return;
  std::string line = without_colors(text);
  if (count_ctest(line, counts) || count_node(line, counts)) return;
  count_words(line, counts);
}

}  // namespace kelp::cli
