#include "host/revisions_api.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

#include "host/api_input.h"
#include "host/http/entity.h"
#include "host/http/problem.h"
#include "host/json_views.h"
#include "host/source_file.h"
#include "host/store/notebooks.h"

namespace kelp::host {
namespace {

constexpr std::int64_t usual_page = 200, largest_page = 1000;

http::response list(services& services, const http::request& request, const std::string& id) {
  auto limit = read_number(request, "limit", usual_page, 1, largest_page);
  if (!limit) return limit.error();
  constexpr auto any = std::numeric_limits<std::int64_t>::max();
  auto before = read_number(request, "cursor", any, 1, any);
  if (!before) return before.error();
  auto found = services.store->read(
      [&](store::database& database) -> base::result<std::optional<std::vector<store::revision>>> {
        auto head = store::find_head(database, id);
        if (!head) return std::unexpected(head.error());
        if (!*head) return std::optional<std::vector<store::revision>>();
        auto rows = store::list_revisions(database, id, *before, static_cast<int>(*limit) + 1);
        if (!rows) return std::unexpected(rows.error());
        return std::optional(std::move(*rows));
      });
  if (!found) return store_failure(found.error());
  if (!*found) return no_notebook(id);
  auto& rows = **found;
  bool more = std::cmp_greater(rows.size(), *limit);
  if (more) rows.pop_back();
  boost::json::array revisions;
  for (const auto& revision : rows) revisions.push_back(to_json(revision));
  boost::json::value next = nullptr;
  if (more) next = std::to_string(rows.back().number);
  boost::json::object body{{"revisions", std::move(revisions)}, {"next", next}};
  return http::serve(request, {http::share(boost::json::serialize(body)), "application/json"},
                     *services.variants);
}

http::response read(services& services, const http::request& request, const std::string& id,
                    const std::string& revision_id) {
  struct whole {
    store::revision row;
    std::string content;
  };
  auto found = services.store->read([&](store::database& database) -> base::result<std::optional<whole>> {
    auto row = store::find_revision(database, id, revision_id);
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::optional<whole>();
    auto content = store::read_text(database, **row);
    if (!content) return std::unexpected(content.error());
    return std::optional(whole{std::move(**row), std::move(*content)});
  });
  if (!found) return store_failure(found.error());
  if (!*found)
    return http::problem(404,
                         fmt::format("There is no revision \"{}\" of a notebook \"{}\".", revision_id, id));
  auto body = to_json((*found)->row);
  body["content"] = (*found)->content;
  return http::serve(request, {http::share(boost::json::serialize(body)), "application/json"},
                     *services.variants);
}

http::response conflict(const saved& outcome) {
  boost::json::object head{{"id", outcome.result.head.id}, {"content", outcome.head_text}};
  return http::problem(409, "The notebook was changed elsewhere since this text was opened.",
                       {{"head", std::move(head)}});
}

http::response save(services& services, const http::request& request, const std::string& id) {
  auto object = read_object(request);
  if (!object) return object.error();
  auto content = read_content(*object);
  if (!content) return content.error();
  auto parent = read_string(*object, "parent_revision_id");
  if (!parent) return parent.error();
  auto outcome = save_notebook(*services.store, id, *parent, *content);
  if (!outcome) return store_failure(outcome.error());
  if (!*outcome) return no_notebook(id);
  const auto& [result, head_text, warnings] = **outcome;
  if (result.what == store::save_result::outcome::conflict) return conflict(**outcome);
  auto body = to_json(result.head);
  if (!warnings.empty()) body["warnings"] = boost::json::array(warnings.begin(), warnings.end());
  bool created = result.what == store::save_result::outcome::created;
  auto answer = http::json_response(created ? 201 : 200, body);
  return answer.set("Location", fmt::format("/api/v1/notebooks/{}/revisions/{}/", id, result.head.id));
}

}  // namespace

void add_revision_routes(http::router& router, services& services) {
  router.add({"GET", "/api/v1/notebooks/{id}/revisions/", [&services](const auto& request, const auto& path) {
                return list(services, request, path.at("id"));
              }});
  router.add(
      {"POST", "/api/v1/notebooks/{id}/revisions/",
       [&services](const auto& request, const auto& path) { return save(services, request, path.at("id")); },
       largest_save_request});
  router.add({"GET", "/api/v1/notebooks/{id}/revisions/{revision}/",
              [&services](const auto& request, const auto& path) {
                return read(services, request, path.at("id"), path.at("revision"));
              }});
}

}  // namespace kelp::host
