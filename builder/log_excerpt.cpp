#include "builder/log_excerpt.h"

#include <algorithm>
#include <regex>

namespace kelp::builder {
namespace {

// Errors further up than that belong to something that went on.
constexpr std::size_t searched_lines = 400;

std::vector<std::string> last_lines(std::string_view log, std::size_t count) {
  std::vector<std::string> lines;
  while (!log.empty() && lines.size() < count) {
    if (log.ends_with('\n')) log.remove_suffix(1);
    const auto start = log.rfind('\n');
    const auto line = start == std::string_view::npos ? log : log.substr(start + 1);
    if (!line.empty()) lines.emplace_back(line.substr(0, 400));
    log = start == std::string_view::npos ? std::string_view() : log.substr(0, start + 1);
  }
  std::ranges::reverse(lines);
  return lines;
}

bool names_error(const std::string& line) {
  static const std::regex sign(
      R"((^|[\s:])(fatal )?error:|\bERROR\b|Traceback \(most recent|undefined symbol|No such file|command not found|FAILED:|[A-Z]\w+Error: )",
      std::regex::optimize);
  return std::regex_search(line, sign);
}

}  // namespace

std::vector<std::string> lines_that_matter(std::string_view log, std::size_t count) {
  auto lines = last_lines(log, searched_lines);
  if (lines.size() <= count) return lines;
  const auto first = std::ranges::find_if(lines, names_error);
  const auto tail_start = lines.end() - static_cast<std::ptrdiff_t>(count);
  if (first >= tail_start) return {tail_start, lines.end()};
  // Around the first error and the very end: between them usually stands what followed from it.
  const auto head = count * 2 / 3;
  std::vector<std::string> picked(first, first + static_cast<std::ptrdiff_t>(head));
  picked.emplace_back("…");
  picked.insert(picked.end(), lines.end() - static_cast<std::ptrdiff_t>(count - head - 1), lines.end());
  return picked;
}

}  // namespace kelp::builder
