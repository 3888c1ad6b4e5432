#include "host/iomd.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "host/http/escape.h"

namespace kelp::host {
namespace {

constexpr std::size_t largest_front_matter = 64 << 10;
constexpr std::size_t longest_title = 200;

// Takes one line off the front of text, without its end.
std::string_view take_line(std::string_view& text) {
  auto end = text.find('\n');
  auto line = text.substr(0, std::min(end, text.size()));
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view trim(std::string_view text) {
  auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// "%% py #load skipRunAll": type and flags. A delimiter without a type repeats the one before.
chunk read_delimiter(std::string_view line, const std::string& last_type) {
  line.remove_prefix(std::min(line.find_first_not_of('%'), line.size()));
  chunk result;
  for (line = trim(line); !line.empty(); line = trim(line)) {
    auto end = std::min(line.find_first_of(" \t"), line.size());
    result.flags.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  if (result.flags.empty()) {
    result.type = last_type;
    return result;
  }
  result.type = lower(result.flags.front());
  result.flags.erase(result.flags.begin());
  return result;
}

// The text of "## Heading ##" in a Markdown chunk; headings inside fenced code do not count.
std::optional<std::string> first_heading(std::string_view text) {
  bool fenced = false;
  while (!text.empty()) {
    auto line = trim(take_line(text));
    if (line.starts_with("```") || line.starts_with("~~~")) fenced = !fenced;
    auto level = std::min(line.find_first_not_of('#'), line.size());
    if (fenced || level == 0 || level > 6 || level == line.size() ||
        !std::isspace(static_cast<unsigned char>(line[level])))
      continue;
    auto heading = trim(line.substr(level));
    if (auto end = heading.find_last_not_of('#');
        end != std::string_view::npos && end + 1 < heading.size() && heading[end] == ' ')
      heading = trim(heading.substr(0, end));
    if (!heading.empty()) return std::string(heading);
  }
  return std::nullopt;
}

std::string tidy_title(std::string_view text) {
  std::string title(http::cut_utf8(text, longest_title));
  for (char& c : title)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return std::string(trim(title));
}

base::result<std::vector<std::string>> read_names(const toml::node& node) {
  std::vector<std::string> names;
  const auto* list = node.as_array();
  if (!list) return base::fail("\"files\" is not a list of names");
  for (const auto& entry : *list) {
    auto name = entry.value<std::string>();
    if (!name) return base::fail("\"files\" is not a list of names");
    names.push_back(*name);
  }
  return names;
}

base::result<front_matter> read_table(const toml::table& table) {
  front_matter result;
  if (const auto* title = table.get("title")) {
    if (!title->is_string()) return base::fail("\"title\" is not a string");
    result.title = title->value_or(std::string());
  }
  if (const auto* files = table.get("files")) {
    auto names = read_names(*files);
    if (!names) return std::unexpected(names.error());
    result.files = std::move(*names);
  }
  return result;
}

// The parser builds one table inside the other for each dot of a key and takes them apart by recursion.
bool too_deep(std::string_view toml) {
  constexpr auto most_dots = 1000;
  while (!toml.empty())
    if (std::ranges::count(take_line(toml), '.') > most_dots) return true;
  return false;
}

}  // namespace

std::string_view front_matter_text(std::string_view document) {
  if (document.starts_with("\xef\xbb\xbf")) document.remove_prefix(3);
  auto rest = document;
  if (trim(take_line(rest)) != "+++") return {};
  auto begin = rest;
  while (!rest.empty()) {
    auto before = rest;
    auto line = take_line(rest);
    if (trim(line) == "+++") return begin.substr(0, begin.size() - before.size());
    if (line.starts_with("%%")) break;  // front matter without an end
  }
  return {};
}

base::result<front_matter> read_front_matter(std::string_view document) {
  auto text = front_matter_text(document);
  if (text.size() > largest_front_matter)
    return base::fail("the front matter has {} bytes; at most {} are read", text.size(),
                      largest_front_matter);
  if (too_deep(text)) return base::fail("the front matter has a line with too many dots");
  try {
    return read_table(toml::parse(text));
  } catch (const toml::parse_error& mistake) {
    return base::fail("the front matter is not TOML: line {}: {}", mistake.source().begin.line + 1,
                      mistake.description());
  }
}

std::vector<chunk> split_chunks(std::string_view document) {
  std::vector<chunk> chunks(1);
  const char* begin = document.data();
  std::string last_type;
  auto rest = document;
  for (std::size_t number = 0; !rest.empty(); ++number) {
    const char* line_begin = rest.data();
    auto line = take_line(rest);
    if (!line.starts_with("%%")) continue;
    chunks.back().text = {begin, static_cast<std::size_t>(line_begin - begin)};
    chunks.push_back(read_delimiter(line, last_type));
    chunks.back().line = number;
    last_type = chunks.back().type;
    begin = rest.data();
  }
  chunks.back().text = {begin, static_cast<std::size_t>(document.data() + document.size() - begin)};
  if (chunks.front().text.empty()) chunks.erase(chunks.begin());
  return chunks;
}

std::string title_of(std::string_view document) {
  if (auto front = read_front_matter(document))
    if (auto title = tidy_title(front->title); !title.empty()) return title;
  for (const auto& chunk : split_chunks(document)) {
    if (chunk.type != "md" && chunk.type != "markdown") continue;
    if (auto heading = first_heading(chunk.text))
      if (auto title = tidy_title(*heading); !title.empty()) return title;
  }
  return "Untitled";
}

base::status check_iomd(std::string_view document) {
  if (document.find('\0') != std::string_view::npos || !http::is_utf8(document))
    return base::fail("it is not UTF-8 text");
  if (document.starts_with("+++") && front_matter_text(document).empty() &&
      document.find("\n+++") == std::string_view::npos)
    return base::fail("its front matter has no closing \"+++\" line");
  if (auto front = read_front_matter(document); !front) return std::unexpected(front.error());
  auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)); };
  auto chunks = split_chunks(document);
  bool has_chunk = std::ranges::any_of(chunks, [](const chunk& c) { return !c.type.empty(); });
  if (!has_chunk && !std::ranges::all_of(document, is_space) && front_matter_text(document).empty())
    return base::fail("it has no chunk: no line begins with \"%%\"");
  return {};
}

}  // namespace kelp::host
