#include "host/app.h"

#include "host/app_pages.h"
#include "host/frame_pages.h"
#include "host/http/problem.h"
#include "host/notebooks_api.h"
#include "host/revisions_api.h"
#include "host/security.h"
#include "host/site.h"

namespace kelp::host {
namespace {

base::result<services> open_services(const app_options& options) {
  services parts;
  auto store = store::store::open(options.root);
  if (!store) return std::unexpected(store.error());
  parts.store = std::move(*store);
  parts.variants = std::make_unique<http::variant_cache>(options.root / "cache" / "compressed");
  parts.bundle = std::make_unique<bundle_folder>(options.bundle);
  std::error_code absent;
  if (!options.runtime.empty() && std::filesystem::is_directory(options.runtime, absent)) {
    auto runtime = http::static_tree::scan(options.runtime);
    if (!runtime) return std::unexpected(runtime.error());
    parts.runtime = std::move(*runtime);
  }
  return parts;
}

http::response redirect_to_app(const http::request& head, const site& site) {
  if (!head.safe()) return http::problem(421, "This server's address is " + site.app_origin() + "/.");
  http::response answer;
  answer.status = 308;
  return answer.set("Location", site.app_origin() + head.target).set("Cache-Control", "no-store");
}

std::optional<http::response> refuse(const http::request& head, const site& site) {
  using enum site::kind;
  if (site.what == unknown) return http::problem(421, "This server does not answer under that host name.");
  bool health = head.path.size() == 1 && head.path[0] == "healthz";
  if (site.what == other_name && !health) return redirect_to_app(head, site);
  bool api = !head.path.empty() && head.path[0] == "api";
  if (!head.safe() && api) return check_same_origin(head, site, true);
  return std::nullopt;
}

// Every answer of the decision with the headers of its site.
http::admission with_headers(http::admission decision, const site& site) {
  if (auto* answer = std::get_if<http::response>(&decision)) {
    add_common_headers(*answer, site);
    return decision;
  }
  auto& choice = std::get<http::accepted>(decision);
  return http::accepted{choice.body_limit,
                        [inner = std::move(choice.answer), site](const http::request& request) {
                          auto answer = inner(request);
                          add_common_headers(answer, site);
                          return answer;
                        }};
}

}  // namespace

base::result<std::unique_ptr<app>> app::open(const app_options& options) {
  auto parts = open_services(options);
  if (!parts) return std::unexpected(parts.error());
  return std::unique_ptr<app>(new app(std::move(*parts)));
}

app::app(services services) : services_(std::move(services)) {
  add_app_pages(app_site_, services_);
  add_asset_route(app_site_, services_);
  add_notebook_routes(app_site_, services_);
  add_revision_routes(app_site_, services_);
  add_frame_routes(frame_site_, services_);
  add_shared_routes(shared_site_, services_);
}

http::admission app::admit(const http::request& head) const {
  auto site = parse_site(head.header("Host"));
  if (auto refused = refuse(head, site)) return with_headers(std::move(*refused), site);
  const auto& router = site.what == site::kind::frame    ? frame_site_
                       : site.what == site::kind::shared ? shared_site_
                                                         : app_site_;
  return with_headers(router.admit(head), site);
}

}  // namespace kelp::host
