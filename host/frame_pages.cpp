#include "host/frame_pages.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "host/api_input.h"
#include "host/http/entity.h"
#include "host/http/escape.h"
#include "host/http/media_type.h"
#include "host/http/problem.h"
#include "host/page.h"
#include "host/security.h"
#include "host/store/files.h"
#include "host/store/notebooks.h"

namespace kelp::host {
namespace {

http::response nothing_here() { return http::problem(404, "There is nothing at this address."); }

// Code of another site (the frame's, for the shared one) may read these files and their sizes.
http::response& readable_by_all(http::response& answer) {
  answer.set("Access-Control-Allow-Origin", "*");
  return answer.set("Access-Control-Expose-Headers", "Content-Encoding, X-Uncompressed-Length");
}

http::response asset(services& services, const http::request& request, const std::string& name) {
  auto bundle = services.bundle->last();
  if (!bundle) {
    auto fresh = services.bundle->current();
    if (!fresh) return http::problem(503, fresh.error().message);
    bundle = *fresh;
  }
  const auto* file = name == "manifest.json" ? nullptr : bundle->files.find(name);
  if (!file) return nothing_here();
  auto answer = http::serve_static(request, *file, http::cache_forever, *services.variants);
  return readable_by_all(answer);
}

http::response runtime_file(services& services, const http::request& request, const http::parameters& path) {
  const auto* file = services.runtime.find(path.at("name"));
  auto current = services.runtime.digest().substr(0, 16);
  if (!file || path.at("digest") != current) return nothing_here();
  auto answer = http::serve_static(request, *file, http::cache_forever, *services.variants);
  return readable_by_all(answer);
}

base::result<std::optional<store::notebook>> notebook_of(services& services, const http::request& request) {
  auto label = site_of(request).label;
  return services.store->read(
      [&](store::database& database) { return store::find_notebook_by_label(database, label); });
}

http::response frame_page(services& services, const http::request& request) {
  auto notebook = notebook_of(services, request);
  if (!notebook) return store_failure(notebook.error());
  if (!*notebook) return nothing_here();
  auto bundle = services.bundle->current();
  if (!bundle) return http::problem(503, bundle.error().message);
  std::string head;
  if (auto style = (*bundle)->url("frame.css"); !style.empty())
    head += fmt::format("<link rel=\"stylesheet\" href=\"{}\">\n", http::escape_html(style));
  head += fmt::format("<script type=\"module\" src=\"{}\"></script>\n",
                      http::escape_html((*bundle)->url("frame.js")));
  http::text_entity entity{http::share(render({.title = "Notebook", .head = head, .body = {}})),
                           "text/html; charset=utf-8"};
  auto answer = http::serve(request, entity, *services.variants);
  add_frame_page_headers(answer, request, site_of(request));
  return answer;
}

// Types that a browser shows without running anything; the rest is offered for saving.
bool is_shown(std::string_view type) {
  constexpr std::string_view shown[] = {"text/plain",    "text/csv",         "text/tab-separated-values",
                                        "text/markdown", "application/json", "application/pdf",
                                        "image/png",     "image/jpeg",       "image/gif",
                                        "image/webp"};
  return std::ranges::any_of(shown, [&](auto name) { return type.starts_with(name); });
}

base::result<http::body> open_blob(services& services, const store::attached_file& file) {
  auto inside = services.store->read(
      [&](store::database& database) { return store::inline_blob(database, file.sha256); });
  if (!inside) return std::unexpected(inside.error());
  if (*inside) return http::share(std::move(**inside));
  auto path = store::blob_path(*services.store, file.sha256);
  base::unique_fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return base::fail_errno(errno, "cannot read the blob {}", path.string());
  return http::file_slice{std::make_shared<const base::unique_fd>(std::move(fd)), 0,
                          static_cast<std::uint64_t>(file.size)};
}

http::response serve_blob(services& services, const http::request& request, const store::attached_file& file,
                          http::body content) {
  auto type = http::media_type_of(file.name);
  if (auto* text = std::get_if<http::shared_text>(&content))
    return http::serve(request, http::text_entity{*text, std::string(type.name)}, *services.variants);
  http::file_entity entity;
  entity.path = store::blob_path(*services.store, file.sha256);
  entity.content = std::get<http::file_slice>(content);
  entity.sha256 = file.sha256;
  entity.type = std::string(type.name);
  entity.compressible = type.compressible;
  return http::serve(request, entity, *services.variants);
}

http::response attached(services& services, const http::request& request, const std::string& name) {
  auto notebook = notebook_of(services, request);
  if (!notebook) return store_failure(notebook.error());
  if (!*notebook) return nothing_here();
  auto file = services.store->read(
      [&](store::database& database) { return store::find_file(database, (*notebook)->id, name); });
  if (!file) return store_failure(file.error());
  if (!*file) return http::problem(404, fmt::format("This notebook has no file \"{}\".", name));
  auto content = open_blob(services, **file);
  if (!content) return store_failure(content.error());
  auto answer = serve_blob(services, request, **file, std::move(*content));
  // A file is data: opened by itself it must not become a page of the notebook's origin.
  answer.set("Content-Security-Policy", "sandbox");
  if (!is_shown(answer.header("Content-Type"))) answer.set("Content-Disposition", "attachment");
  return answer;
}

void add_runtime_route(http::router& router, services& services) {
  router.add({"GET", "/runtime/{digest}/{name...}", [&services](const auto& request, const auto& path) {
                return runtime_file(services, request, path);
              }});
}

}  // namespace

void add_asset_route(http::router& router, services& services) {
  router.add({"GET", "/assets/{name...}", [&services](const auto& request, const auto& path) {
                return asset(services, request, path.at("name"));
              }});
}

void add_frame_routes(http::router& router, services& services) {
  router.add({"GET", "/frame",
              [&services](const auto& request, const auto&) { return frame_page(services, request); }});
  router.add({"GET", "/files/{name}", [&services](const auto& request, const auto& path) {
                return attached(services, request, path.at("name"));
              }});
  add_asset_route(router, services);
  add_runtime_route(router, services);
}

void add_shared_routes(http::router& router, services& services) { add_runtime_route(router, services); }

}  // namespace kelp::host
