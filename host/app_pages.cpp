#include "host/app_pages.h"

#include <fmt/format.h>

#include "host/api_input.h"
#include "host/home_page.h"
#include "host/http/problem.h"
#include "host/json_views.h"
#include "host/notebook_page.h"
#include "host/page.h"
#include "host/security.h"

namespace kelp::host {
namespace {

constexpr std::string_view first_text = "%% md\n# Untitled\n\n%% py\n";
constexpr int listed = 100;

// Pages hold a value that is used once (the nonce), so no copy of them may be kept.
http::response html(const http::request& request, unsigned status, std::string text,
                    const std::string& nonce) {
  http::response answer;
  answer.status = status;
  answer.content = http::share(std::move(text));
  answer.set("Content-Type", "text/html; charset=utf-8").set("Cache-Control", "no-store");
  add_app_page_headers(answer, request, site_of(request), nonce);
  return answer;
}

http::response message(const http::request& request, unsigned status, std::string_view title,
                       std::string_view sentence) {
  return html(request, status, render_message(title, sentence), make_nonce());
}

http::response home(services& services, const http::request& request) {
  auto found = services.store->read(
      [](store::database& database) { return store::list_notebooks(database, std::nullopt, listed + 1); });
  if (!found) return store_failure(found.error());
  auto nonce = make_nonce();
  bool more = found->size() > listed;
  if (more) found->pop_back();
  return html(request, 200, render_home(*found, more, nonce), nonce);
}

http::response notebook(services& services, const http::request& request, const std::string& id) {
  auto found =
      services.store->read([&](store::database& database) { return find_notebook_data(database, id); });
  if (!found) return store_failure(found.error());
  if (!*found)
    return message(request, 404, "Not found", fmt::format("There is no notebook \"{}\" here.", id));
  auto bundle = services.bundle->current();
  if (!bundle) return message(request, 503, "Not ready", bundle.error().message);
  if (services.runtime.files().empty())
    return message(request, 503, "Not ready", "Python for the page is not built; run: kelp dist");
  auto site = site_of(request);
  auto nonce = make_nonce();
  notebook_view view{.data = **found,
                     .frame_origin = site.frame_origin((*found)->row.label),
                     .runtime_url = site.shared_origin() + services.runtime_path(),
                     .files = to_json((*found)->files, site, (*found)->row.label),
                     .nonce = nonce};
  return html(request, 200, render_notebook(view, **bundle), nonce);
}

http::response create(services& services, const http::request& request) {
  if (auto refused = check_same_origin(request, site_of(request), false)) return std::move(*refused);
  auto text = store::prepare_text("Untitled", first_text);
  if (!text) return store_failure(text.error());
  auto made = services.store->write([&](store::database& database) {
    return store::create_notebook(database, services.store->secret(), *text);
  });
  if (!made) return store_failure(made.error());
  http::response answer;
  answer.status = 303;
  return answer.set("Location", "/n/" + made->id).set("Cache-Control", "no-store");
}

http::response health(services& services) {
  auto works = services.store->read(
      [](store::database& database) { return store::list_notebooks(database, std::nullopt, 1); });
  if (!works) return store_failure(works.error());
  return http::json_response(200, {{"status", "ok"}});
}

}  // namespace

void add_app_pages(http::router& router, services& services) {
  router.add({"GET", "/", [&services](const auto& request, const auto&) { return home(services, request); }});
  router.add({"GET", "/n/{id}", [&services](const auto& request, const auto& path) {
                return notebook(services, request, path.at("id"));
              }});
  router.add({"GET", "/new", [](const auto& request, const auto&) {
                auto nonce = make_nonce();
                return html(request, 200, render_new(nonce), nonce);
              }});
  router.add({"POST", "/new",
              [&services](const auto& request, const auto&) { return create(services, request); }, 4096});
  router.add({"GET", "/healthz", [&services](const auto&, const auto&) { return health(services); }});
}

}  // namespace kelp::host
