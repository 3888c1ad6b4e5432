#include "host/http/router.h"

#include <fmt/format.h>

#include <optional>

#include "host/http/problem.h"

namespace kelp::host::http {
namespace {

std::vector<std::string> split_pattern(std::string_view pattern) {
  std::vector<std::string> parts;
  while (!pattern.empty()) {
    auto end = std::min(pattern.find('/'), pattern.size());
    if (end > 0) parts.emplace_back(pattern.substr(0, end));
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return parts;
}

std::string join(const std::vector<std::string>& path, std::size_t from) {
  std::string joined;
  for (auto i = from; i < path.size(); ++i) joined += (i > from ? "/" : "") + path[i];
  return joined;
}

std::optional<parameters> match_parts(const std::vector<std::string>& parts,
                                      const std::vector<std::string>& path) {
  parameters values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (i >= path.size()) return std::nullopt;
    if (part.starts_with('{') && part.ends_with("...}")) {
      values[std::string(part.substr(1, part.size() - 5))] = join(path, i);
      return values;
    }
    if (part.starts_with('{'))
      values[std::string(part.substr(1, part.size() - 2))] = path[i];
    else if (part != path[i])
      return std::nullopt;
  }
  if (path.size() != parts.size()) return std::nullopt;
  return values;
}

}  // namespace

void router::add(route entry) {
  auto parts = split_pattern(entry.pattern);
  routes_.push_back({std::move(entry), std::move(parts)});
}

router::choice router::find(std::string_view method, const std::vector<std::string>& path) const {
  std::string allowed;
  for (const auto& [entry, parts] : routes_) {
    auto values = match_parts(parts, path);
    if (!values) continue;
    if (entry.method == method || (entry.method == "GET" && method == "HEAD"))
      return match{&entry, std::move(*values)};
    allowed += (allowed.empty() ? "" : ", ") + entry.method + (entry.method == "GET" ? ", HEAD" : "");
  }
  if (allowed.empty()) return no_path{};
  return no_method{allowed};
}

admission router::admit(const request& head) const {
  auto choice = find(head.method, head.path);
  if (std::holds_alternative<no_path>(choice))
    return problem(404, fmt::format("There is nothing at /{}.", join(head.path, 0)));
  if (auto* wrong = std::get_if<no_method>(&choice))
    return problem(405, fmt::format("/{} does not take {}.", join(head.path, 0), head.method))
        .set("Allow", wrong->allowed);
  auto& found = std::get<match>(choice);
  return accepted{found.found->body_limit,
                  [entry = found.found, values = std::move(found.values)](const request& request) {
                    return entry->answer(request, values);
                  }};
}

}  // namespace kelp::host::http
