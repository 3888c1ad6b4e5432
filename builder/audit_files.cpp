// What files may not be in a package, by their names and by paths inside them.
#include <algorithm>
#include <array>
#include <cctype>

#include "builder/audit_rules.h"

namespace kelp::builder {
namespace {

std::string_view text_of(const audit_file& file) {
  return {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()};
}

bool matches(const std::vector<std::string>& globs, std::string_view path) {
  return std::ranges::any_of(globs, [&](const std::string& glob) { return glob_matches(glob, path); });
}

void check_tag(const audit_file& file, audit_findings& findings) {
  std::string_view text = text_of(file);
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.remove_suffix(1);
    constexpr std::string_view key = "Tag: ";
    if (!line.starts_with(key)) continue;
    const std::string_view tag = line.substr(key.size());
    const std::string_view platform = tag.substr(tag.rfind('-') + 1);
    if (!platform_tag_accepted(platform))
      findings.add("tag", file.path, tag,
                   "{} says the tag {}: wheels for emscripten_3_1_69_wasm32 (ours), "
                   "pyemscripten_2026_0_wasm32 and any "
                   "are taken; build the package from source",
                   file.path, tag);
  }
}

// "x.cpython-314-wasm32-emscripten.so", "x.abi3.so", "x.so", "libx.so" and "libx.so.1" are for this Python.
void check_suffix(const audit_file& file, audit_findings& findings) {
  const std::string_view name = std::string_view(file.path).substr(file.path.rfind('/') + 1);
  const auto python = name.find(".cpython-");
  if (python == std::string_view::npos || name.substr(python) == ".cpython-314-wasm32-emscripten.so") return;
  findings.add("tag", file.path, "",
               "{} is named for another Python or platform; expected the suffix "
               ".cpython-314-wasm32-emscripten.so",
               file.path);
}

// "numpy/_core/tests" for "numpy/_core/tests/data/x.csv"; empty when no folder on the way is for tests.
std::string_view test_folder(std::string_view path) {
  for (std::size_t begin = 0, end = path.find('/'); end != std::string_view::npos;
       begin = end + 1, end = path.find('/', begin))
    if (const auto name = path.substr(begin, end - begin); name == "tests" || name == "test")
      return path.substr(0, end);
  return {};
}

bool is_path_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

// The first whole path in `text` that begins with `prefix`, or nothing.
std::string_view find_path(std::string_view text, std::string_view prefix) {
  for (auto at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    const char before = at == 0 ? '\0' : text[at - 1];
    // Not the middle of a longer path or address, and a name must follow.
    if (is_path_character(before) || before == '/' || before == '-' || before == '~' || before == '}')
      continue;
    std::size_t end = at + prefix.size();
    if (end >= text.size() || !is_path_character(text[end])) continue;
    while (end < text.size() && end - at < 120 &&
           (is_path_character(text[end]) || text[end] == '/' || text[end] == '-'))
      ++end;
    return text.substr(at, end - at);
  }
  return {};
}

}  // namespace

void check_names(const audit_file& file, audit_findings& findings) {
  const auto& options = findings.options();
  if (matches(options.drop, file.path))
    findings.add("test", file.path, "", "{} matches what the recipe of {} drops, but it is still there",
                 file.path, options.package);
  if (file.path.ends_with(".dist-info/WHEEL")) check_tag(file, findings);
  if (file.path.ends_with(".so")) check_suffix(file, findings);
}

void check_tests(const std::vector<audit_file>& files, audit_findings& findings) {
  std::map<std::string_view, std::size_t> folders;
  for (const audit_file& file : files)
    if (const auto folder = test_folder(file.path); !folder.empty()) ++folders[folder];
  for (const auto& [folder, count] : folders)
    findings.add_ours("test", folder, "",
                      "{} is test code ({} files); add \"**/tests/**\" to [wheel] drop in the recipe of {}",
                      folder, count, findings.options().package);
}

void check_paths(const audit_file& file, audit_findings& findings) {
  const bool module = file.path.ends_with(".so");
  for (const std::string& prefix : findings.options().host_paths) {
    // Scripts and documents speak of /tmp and /home with good reason.
    if (!module && (prefix == "/tmp/" || prefix == "/home/")) continue;
    const std::string_view path = find_path(text_of(file), prefix);
    if (path.empty()) continue;
    if (module)
      findings.add_ours("path", file.path, path,
                        "{} holds the path {} of the machine that built it; compile with "
                        "-ffile-prefix-map={}=. (or --remap-path-prefix for Rust)",
                        file.path, path, prefix);
    else
      findings.warn("path", file.path, path, "{} holds the path {} of the machine that built it", file.path,
                    path);
  }
}

bool platform_tag_accepted(std::string_view tag) {
  return tag == "any" || tag == "emscripten_3_1_69_wasm32" || tag == "pyemscripten_2026_0_wasm32";
}

bool glob_matches(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern == "**") return true;
  if (pattern.starts_with("**/")) {
    const std::string_view rest = pattern.substr(3);
    for (std::string_view tail = path;; tail.remove_prefix(tail.find('/') + 1)) {
      if (glob_matches(rest, tail)) return true;
      if (tail.find('/') == std::string_view::npos) return false;
    }
  }
  if (pattern[0] == '*') {
    for (std::size_t n = 0; n <= path.size(); ++n) {
      if (glob_matches(pattern.substr(1), path.substr(n))) return true;
      if (n < path.size() && path[n] == '/') return false;
    }
    return false;
  }
  // "a/**" matches what is in a, at any depth, and not a itself.
  if (path.empty() || (pattern[0] == '?' ? path[0] == '/' : pattern[0] != path[0])) return false;
  return glob_matches(pattern.substr(1), path.substr(1));
}

}  // namespace kelp::builder
