#include "host/notebooks_api.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "host/api_input.h"
#include "host/http/entity.h"
#include "host/http/problem.h"
#include "host/iomd.h"
#include "host/json_views.h"
#include "host/notebook_page.h"

namespace kelp::host {
namespace {

constexpr std::int64_t usual_page = 50, largest_page = 200;

std::string cursor_text(const store::notebook& last) { return fmt::format("{}.{}", last.updated, last.id); }

input<std::optional<store::list_cursor>> read_cursor(const http::request& request) {
  auto text = request.parameter("cursor");
  if (text.empty()) return std::nullopt;
  store::list_cursor cursor;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor.updated);
  if (error != std::errc() || end == text.data() + text.size() || *end != '.')
    return std::unexpected(
        http::problem(400, "The parameter \"cursor\" must be the \"next\" of an earlier answer."));
  cursor.id = std::string(end + 1, text.data() + text.size());
  return cursor;
}

http::response list(services& services, const http::request& request) {
  auto limit = read_number(request, "limit", usual_page, 1, largest_page);
  if (!limit) return limit.error();
  auto cursor = read_cursor(request);
  if (!cursor) return cursor.error();
  auto found = services.store->read([&](store::database& database) {
    return store::list_notebooks(database, *cursor,
                                 static_cast<int>(*limit) + 1);  // one more shows that there are more
  });
  if (!found) return store_failure(found.error());
  bool more = std::cmp_greater(found->size(), *limit);
  if (more) found->pop_back();
  boost::json::array notebooks;
  for (const auto& notebook : *found) notebooks.push_back(to_json(notebook));
  boost::json::value next = nullptr;
  if (more) next = cursor_text(found->back());
  boost::json::object body{{"notebooks", std::move(notebooks)}, {"next", next}};
  auto answer = http::serve(request, {http::share(boost::json::serialize(body)), "application/json"},
                            *services.variants);
  if (more)
    answer.set("Link", fmt::format("</api/v1/notebooks/?cursor={}&limit={}>; rel=\"next\"",
                                   cursor_text(found->back()), *limit));
  return answer;
}

http::response create(services& services, const http::request& request) {
  auto object = read_object(request);
  if (!object) return object.error();
  auto content = read_content(*object);
  if (!content) return content.error();
  auto text = store::prepare_text(title_of(*content), *content);
  if (!text) return store_failure(text.error());
  auto made = services.store->write([&](store::database& database) {
    return store::create_notebook(database, services.store->secret(), *text);
  });
  if (!made) return store_failure(made.error());
  auto answer = http::json_response(201, to_json(*made));
  return answer.set("Location", fmt::format("/api/v1/notebooks/{}/", made->id));
}

http::response read(services& services, const http::request& request, const std::string& id) {
  auto found =
      services.store->read([&](store::database& database) { return find_notebook_data(database, id); });
  if (!found) return store_failure(found.error());
  if (!*found) return no_notebook(id);
  auto site = site_of(request);
  auto body = to_json((*found)->row);
  body["content"] = (*found)->content;
  body["frame_origin"] = site.frame_origin((*found)->row.label);
  body["files"] = to_json((*found)->files, site, (*found)->row.label);
  return http::serve(request, {http::share(boost::json::serialize(body)), "application/json"},
                     *services.variants);
}

}  // namespace

void add_notebook_routes(http::router& router, services& services) {
  router.add({"GET", "/api/v1/notebooks/",
              [&services](const auto& request, const auto&) { return list(services, request); }});
  router.add({"POST", "/api/v1/notebooks/",
              [&services](const auto& request, const auto&) { return create(services, request); },
              largest_save_request});
  router.add({"GET", "/api/v1/notebooks/{id}/", [&services](const auto& request, const auto& path) {
                return read(services, request, path.at("id"));
              }});
}

}  // namespace kelp::host
