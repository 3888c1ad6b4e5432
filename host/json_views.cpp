#include "host/json_views.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "host/http/target.h"

namespace kelp::host {

std::string time_text(std::int64_t milliseconds) {
  auto time = fmt::gmtime(static_cast<std::time_t>(milliseconds / 1000));
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", time, milliseconds % 1000);
}

boost::json::object to_json(const store::notebook& notebook) {
  return {{"id", notebook.id},
          {"title", notebook.title},
          {"created", time_text(notebook.created)},
          {"updated", time_text(notebook.updated)},
          {"head_revision_id", notebook.head_revision}};
}

boost::json::object to_json(const store::revision& revision) {
  boost::json::value parent = nullptr;
  if (revision.parent) parent = *revision.parent;
  return {{"id", revision.id},
          {"parent_id", parent},
          {"title", revision.title},
          {"created", time_text(revision.created)},
          {"size", revision.size}};
}

boost::json::array to_json(const std::vector<store::attached_file>& files, const site& site,
                           std::string_view frame_label) {
  boost::json::array list;
  for (const auto& file : files)
    list.push_back({{"name", file.name},
                    {"size", file.size},
                    {"sha256", file.sha256},
                    {"url", site.frame_origin(frame_label) + "/files/" + http::encode_percent(file.name)}});
  return list;
}

}  // namespace kelp::host
