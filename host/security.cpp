#include "host/security.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "host/http/problem.h"

namespace kelp::host {
namespace {

// Safari knows only the stricter form; the others need credentialless so that notebooks can show pictures of
// the web.
std::string_view embedder_policy(const http::request& request) {
  auto agent = request.header("User-Agent");
  auto has = [&](std::string_view word) { return agent.find(word) != std::string_view::npos; };
  bool safari = has("AppleWebKit/") && !has("Chrome/") && !has("Chromium/") && !has("Edg/");
  return safari ? "require-corp" : "credentialless";
}

void add_isolation(http::response& response, const http::request& request) {
  response.set("Cross-Origin-Opener-Policy", "same-origin");
  response.set("Cross-Origin-Embedder-Policy", std::string(embedder_policy(request)));
  response.set("Vary", "User-Agent");
}

}  // namespace

std::string make_nonce() { return base::to_base64(base::random_bytes(18)); }

void add_common_headers(http::response& response, const site& site) {
  using enum site::kind;
  bool users = site.what == frame || site.what == shared;
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", users ? "no-referrer" : "same-origin");
  response.set("Cross-Origin-Resource-Policy", users ? "cross-origin" : "same-origin");
  if (users) {
    response.set("Origin-Agent-Cluster", "?1");
    response.set("Cross-Origin-Embedder-Policy",
                 std::string(response.header("Cross-Origin-Embedder-Policy").empty()
                                 ? "credentialless"
                                 : response.header("Cross-Origin-Embedder-Policy")));
  } else if (response.header("Content-Security-Policy").empty()) {
    response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
}

void add_app_page_headers(http::response& response, const http::request& request, const site& site,
                          const std::string& nonce) {
  add_isolation(response, request);
  response.set(
      "Content-Security-Policy",
      fmt::format(
          "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{}'; "
          "style-src-attr 'unsafe-inline'; img-src 'self' data: https:; font-src 'self'; "
          "connect-src 'self'; frame-src {}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
          "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
          nonce, site.any_frame()));
}

void add_frame_page_headers(http::response& response, const http::request& request, const site& site) {
  add_isolation(response, request);
  response.set("Content-Security-Policy",
               fmt::format("default-src * data: blob: 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval'; "
                           "frame-ancestors {}; base-uri 'self'; form-action *",
                           site.app_origin()));
}

std::optional<http::response> check_same_origin(const http::request& request, const site& site, bool api) {
  auto origin = request.header("Origin"), fetch_site = request.header("Sec-Fetch-Site");
  if (!origin.empty() && origin != site.app_origin())
    return http::problem(403, fmt::format("Changes from pages of {} are refused.", origin));
  if (!fetch_site.empty() && fetch_site != "same-origin")
    return http::problem(403, "Changes from pages of other sites are refused.");
  if (api && request.header("X-Kelp") != "1")
    return http::problem(403, "Calls that change something need the header \"X-Kelp: 1\".");
  if (!api && origin.empty() && fetch_site.empty())
    return http::problem(403, "The form must be sent by a browser that says where it comes from.");
  return std::nullopt;
}

}  // namespace kelp::host
