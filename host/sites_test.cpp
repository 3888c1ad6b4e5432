// Pages, frames, files and the headers that keep sites apart, through a real server.
#include "host/http/compress.h"
#include "host/site.h"
#include "host/test_site.h"

namespace kelp::host {
namespace {

using testing::get;
using testing::post;

using sites = testing::site_test;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

TEST(site, is_read_from_the_host_header) {
  EXPECT_EQ(parse_site("app.localhost:80").what, site::kind::app);
  EXPECT_EQ(parse_site("APP.localhost").what, site::kind::app);
  EXPECT_EQ(parse_site("localhost:1").what, site::kind::other_name);
  EXPECT_EQ(parse_site("[::1]:1").app_origin(), "http://app.localhost:1");
  EXPECT_EQ(parse_site("shared.nb.localhost").what, site::kind::shared);
  auto frame = parse_site("abcdefghijklmnopqrstuvwxyz.nb.localhost:8");
  EXPECT_EQ(frame.what, site::kind::frame);
  EXPECT_EQ(frame.label, "abcdefghijklmnopqrstuvwxyz");
  for (auto host :
       {"", "evil.example", "app.localhost.evil.example", "short.nb.localhost", "a.b.nb.localhost",
        "nb.localhost", "app.localhost:x", "app.localhost:", "app.localhost:123456", "app.localhost:1:2"})
    EXPECT_EQ(parse_site(host).what, site::kind::unknown) << host;
}

TEST_F(sites, other_loopback_names_lead_to_the_app) {
  for (auto name : {"localhost", "127.0.0.1", "[::1]"}) {
    auto got = server_->fetch(get("/n/abc?x=1", name + port_));
    EXPECT_EQ(got.status, 308u);
    EXPECT_EQ(got.header("Location"), "http://" + host_ + "/n/abc?x=1");
    EXPECT_EQ(server_->fetch(post("/api/v1/notebooks/", "{}", name + port_)).status, 421u);
  }
}

TEST_F(sites, foreign_host_names_are_refused) {
  EXPECT_EQ(server_->fetch(get("/", "evil.example")).status, 421u);
  EXPECT_EQ(server_->fetch(get("/api/v1/notebooks/", "evil.example" + port_)).status, 421u);
}

TEST_F(sites, health_is_told_under_every_name) {
  EXPECT_EQ(fetch("/healthz").status, 200u);
  EXPECT_EQ(server_->fetch(get("/healthz", "127.0.0.1" + port_)).status, 200u);
}

TEST_F(sites, home_lists_notebooks_as_plain_links) {
  auto id = text(create("%% md\n# First"), "id");
  auto got = fetch("/");
  EXPECT_EQ(got.status, 200u);
  EXPECT_EQ(got.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(contains(got.body, "<html lang=\"en\">"));
  EXPECT_TRUE(contains(got.body, "<a href=\"/n/" + id + "\">First</a>"));
  EXPECT_TRUE(contains(got.body, "<time datetime=\""));
  EXPECT_FALSE(contains(got.body, "<script"));
}

TEST_F(sites, markup_in_titles_stays_text_everywhere) {
  auto evil = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)>";
  auto id = text(create(std::string("%% md\n# ") + evil), "id");
  for (const auto& path : {std::string("/"), "/n/" + id}) {
    auto page = fetch(path);
    EXPECT_EQ(page.status, 200u);
    EXPECT_FALSE(contains(page.body, "<script>alert")) << path;
    EXPECT_FALSE(contains(page.body, "<img")) << path;
    EXPECT_TRUE(contains(page.body, "&lt;img")) << path;
  }
}

TEST_F(sites, the_notebook_page_carries_its_data_as_json) {
  auto content = std::string("%% md\n# T\n</script><!-- & \xe2\x80\xa8 end");
  auto made = create(content);
  auto page = fetch("/n/" + text(made, "id"));
  EXPECT_TRUE(contains(page.body, "<title>T – Kelp</title>"));
  EXPECT_TRUE(contains(page.body, "<meta name=\"viewport\""));
  EXPECT_TRUE(contains(page.body, "src=\"/assets/app-AAAA1111.js\""));
  EXPECT_TRUE(contains(page.body, "href=\"/assets/app-BBBB2222.css\""));
  std::string mark = "<script type=\"application/json\" id=\"kelp-page\">";
  auto begin = page.body.find(mark) + mark.size();
  auto data =
      boost::json::parse(page.body.substr(begin, page.body.find("</script>", begin) - begin)).as_object();
  EXPECT_EQ(text(data, "content"), content);
  EXPECT_EQ(text(data.at("notebook").as_object(), "id"), text(made, "id"));
  EXPECT_EQ(text(data.at("revision").as_object(), "id"), text(made, "head_revision_id"));
  EXPECT_EQ(text(data, "frameOrigin"), "http://" + frame_host(text(made, "id")));
  EXPECT_TRUE(contains(page.header("Content-Security-Policy"), "'nonce-" + text(data, "nonce") + "'"));
  auto runtime = text(data, "runtimeUrl");
  EXPECT_TRUE(runtime.starts_with("http://shared.nb.localhost" + port_ + "/runtime/"));
  EXPECT_TRUE(runtime.ends_with("/"));
}

TEST_F(sites, app_pages_are_isolated) {
  auto page = fetch("/n/" + text(create("%% md\n"), "id"));
  auto policy = page.header("Content-Security-Policy");
  for (auto part : {"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'",
                    "form-action 'self'", "require-trusted-types-for 'script'"})
    EXPECT_TRUE(contains(policy, part)) << part;
  EXPECT_TRUE(contains(policy, "frame-src http://*.nb.localhost" + port_ + ";"));
  EXPECT_EQ(page.header("Cross-Origin-Opener-Policy"), "same-origin");
  EXPECT_EQ(page.header("Cross-Origin-Embedder-Policy"), "credentialless");
  EXPECT_EQ(page.header("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.header("Referrer-Policy"), "same-origin");
  EXPECT_EQ(page.header("Cache-Control"), "no-store");
  auto safari = fetch("/",
                      "User-Agent: Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                      "Version/18.0 Safari/605.1.15\r\n");
  EXPECT_EQ(safari.header("Cross-Origin-Embedder-Policy"), "require-corp");
}

TEST_F(sites, every_answer_of_the_app_has_a_closed_policy) {
  for (auto path : {"/api/v1/notebooks/", "/nothing", "/assets/app-AAAA1111.js", "/healthz"}) {
    auto got = fetch(path);
    EXPECT_TRUE(contains(got.header("Content-Security-Policy"), "default-src 'none'")) << path;
    EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff") << path;
  }
}

TEST_F(sites, a_frame_has_its_page_and_nothing_of_the_app) {
  auto id = text(create("%% md\n"), "id");
  auto host = frame_host(id);
  auto frame = server_->fetch(get("/frame", host));
  EXPECT_EQ(frame.status, 200u);
  EXPECT_TRUE(contains(frame.body, "src=\"/assets/frame-CCCC3333.js\""));
  EXPECT_TRUE(contains(frame.header("Content-Security-Policy"), "frame-ancestors http://" + host_ + ";"));
  EXPECT_EQ(frame.header("Cross-Origin-Embedder-Policy"), "credentialless");
  EXPECT_EQ(frame.header("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(frame.header("Origin-Agent-Cluster"), "?1");
  EXPECT_EQ(server_->fetch(get("/assets/frame-CCCC3333.js", host)).status, 200u);
  for (auto path : {"/", "/api/v1/notebooks/", "/new", "/healthz"})
    EXPECT_EQ(server_->fetch(get(path, host)).status, 404u) << path;
  EXPECT_EQ(server_->fetch(post("/api/v1/notebooks/", "{\"content\":\"x\"}", host)).status, 404u);
  EXPECT_EQ(server_->fetch(get("/frame", "abcdefghijklmnopqrstuvwxyz.nb.localhost" + port_)).status, 404u);
}

TEST_F(sites, notebooks_have_different_frames) {
  EXPECT_NE(frame_host(text(create("%% md\n"), "id")), frame_host(text(create("%% md\n"), "id")));
}

TEST_F(sites, the_runtime_is_served_for_ever_from_the_shared_site_and_from_frames) {
  auto id = text(create("%% md\n"), "id");
  auto path = app_->parts().runtime_path() + "pyodide.asm.wasm";
  for (const auto& host : {frame_host(id), "shared.nb.localhost" + port_}) {
    auto got = server_->fetch(get(path, host));
    EXPECT_EQ(got.status, 200u);
    EXPECT_EQ(got.header("Content-Type"), "application/wasm");
    EXPECT_EQ(got.header("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(got.header("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(got.body, std::string(100'000, 'w'));
    auto part = server_->fetch(get(path, host, "Range: bytes=10-19\r\n"));
    EXPECT_EQ(part.status, 206u);
    EXPECT_EQ(part.body.size(), 10u);
    EXPECT_EQ(server_->fetch(get("/runtime/0000/pyodide.mjs", host)).status, 404u);
  }
  EXPECT_EQ(server_->fetch(get("/frame", "shared.nb.localhost" + port_)).status, 404u);
  EXPECT_EQ(server_->fetch(get("/assets/app-AAAA1111.js", "shared.nb.localhost" + port_)).status, 404u);
}

TEST_F(sites, the_runtime_is_compressed_once_it_has_been_asked_for) {
  auto ask = [&] {
    return server_->fetch(get(app_->parts().runtime_path() + "pyodide.asm.wasm",
                              "shared.nb.localhost" + port_, "Accept-Encoding: br\r\n"));
  };
  ask();
  app_->parts().variants->wait_until_idle();
  auto got = ask();
  EXPECT_EQ(got.header("Content-Encoding"), "br");
  EXPECT_EQ(http::decompress(got.body, http::coding::brotli, 200'000), std::string(100'000, 'w'));
}

TEST_F(sites, a_bundle_built_again_is_seen_without_a_restart) {
  auto path = "/n/" + text(create("%% md\n"), "id");
  fetch(path);
  put("bundle/app-DDDD4444.js", "new");
  put("bundle/manifest.json", R"({"app.js":"app-DDDD4444.js","frame.js":"frame-CCCC3333.js"})");
  EXPECT_TRUE(contains(fetch(path).body, "app-DDDD4444.js"));
  EXPECT_EQ(fetch("/assets/app-DDDD4444.js").status, 200u);
}

TEST_F(sites, a_missing_bundle_or_runtime_is_told) {
  auto path = "/n/" + text(create("%% md\n"), "id");
  std::filesystem::remove_all(at("bundle"));
  start();
  EXPECT_EQ(fetch(path).status, 503u);
  EXPECT_TRUE(contains(fetch(path).body, "npm run build"));
  put("bundle/manifest.json", "{}");
  std::filesystem::remove_all(at("dist"));
  start();
  EXPECT_EQ(fetch(path).status, 503u);
  EXPECT_TRUE(contains(fetch(path).body, "kelp dist"));
}

TEST_F(sites, a_new_notebook_is_made_by_a_form_of_our_own_page_only) {
  EXPECT_TRUE(contains(fetch("/new").body, "<form method=\"post\" action=\"/new\">"));
  auto attempt = [&](std::string_view more) { return server_->fetch(post("/new", "", host_, more)); };
  EXPECT_EQ(attempt("").status, 403u);
  EXPECT_EQ(attempt("Origin: http://evil.example\r\n").status, 403u);
  auto made = attempt("Origin: http://" + host_ + "\r\nSec-Fetch-Site: same-origin\r\n");
  EXPECT_EQ(made.status, 303u);
  EXPECT_EQ(fetch(made.header("Location")).status, 200u);
}

}  // namespace
}  // namespace kelp::host
