// Texts taken apart at the edge: targets, negotiation, escaping, media types, routes.
#include <gtest/gtest.h>

#include "host/http/escape.h"
#include "host/http/media_type.h"
#include "host/http/negotiate.h"
#include "host/http/router.h"
#include "host/http/target.h"

namespace kelp::host::http {
namespace {

using strings = std::vector<std::string>;

TEST(target, splits_before_it_decodes) {
  auto parsed = parse_target("/n/a%20b/c+d/?x=1&y=a+b%26&flag");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->path, (strings{"n", "a b", "c+d"}));
  ASSERT_EQ(parsed->query.size(), 3u);
  EXPECT_EQ(parsed->query[1], (std::pair<std::string, std::string>("y", "a b&")));
  EXPECT_EQ(parsed->query[2], (std::pair<std::string, std::string>("flag", "")));
}

TEST(target, refuses_what_could_climb_out_of_a_folder) {
  for (auto text : {"/../x", "/a/../../x", "/a/..%2f..%2fx", "/a/%2e%2e/x", "/./x", "/a%5cb", "/a%2Fb",
                    "/a%00", "/a%0d%0ab", "/%", "/%4", "/%zz", "a/b", "http://host/x", "*", ""})
    EXPECT_FALSE(parse_target(text)) << text;
}

TEST(target, decodes_once_only) {
  auto parsed = parse_target("/files/..%252f");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->path, (strings{"files", "..%2f"}));
}

TEST(target, encoding_and_decoding_are_inverse) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(decode_percent(encode_percent(all)), all);
  EXPECT_EQ(encode_percent("a b/ü.csv"), "a%20b%2F%C3%BC.csv");
}

TEST(coding, is_chosen_by_weight_and_then_by_size) {
  const std::pair<const char*, coding> rows[] = {
      {"", coding::identity},
      {"gzip, deflate, br, zstd", coding::brotli},
      {"gzip", coding::gzip},
      {"br;q=0.5, gzip;q=0.8", coding::gzip},
      {"br;q=0, gzip;q=0", coding::identity},
      {"*", coding::brotli},
      {"*, br;q=0", coding::gzip},
      {"identity, gzip;q=0.5", coding::identity},
      {"BR", coding::brotli},
      {"br;q=nonsense, gzip", coding::gzip},
      {"br;q=2", coding::identity},
      {",,;;q=1,=", coding::identity},
  };
  for (auto [header, expected] : rows) EXPECT_EQ(choose_coding(header), expected) << header;
}

TEST(etag, is_compared_weakly_in_lists) {
  EXPECT_TRUE(matches_etag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(matches_etag(" * ", "\"b\""));
  EXPECT_FALSE(matches_etag("\"bb\"", "\"b\""));
  EXPECT_FALSE(matches_etag(",,", "\"b\""));
}

TEST(range, reads_single_ranges) {
  EXPECT_EQ(std::get<byte_range>(parse_range("bytes=0-0", 10)), (byte_range{0, 1}));
  EXPECT_EQ(std::get<byte_range>(parse_range("bytes=2-", 10)), (byte_range{2, 8}));
  EXPECT_EQ(std::get<byte_range>(parse_range("bytes=-3", 10)), (byte_range{7, 3}));
  EXPECT_EQ(std::get<byte_range>(parse_range("bytes=-30", 10)), (byte_range{0, 10}));
  EXPECT_EQ(std::get<byte_range>(parse_range("bytes=5-500", 10)), (byte_range{5, 5}));
}

TEST(range, outside_the_content_is_unsatisfiable) {
  for (auto text : {"bytes=10-", "bytes=11-12", "bytes=-0"})
    EXPECT_TRUE(std::holds_alternative<unsatisfiable_range>(parse_range(text, 10))) << text;
  EXPECT_TRUE(std::holds_alternative<unsatisfiable_range>(parse_range("bytes=-1", 0)));
}

TEST(range, malformed_or_several_mean_the_whole) {
  for (auto text : {"bytes=", "bytes=-", "bytes=a-b", "bytes=3-2", "bytes=0-1,3-4", "lines=0-1", "bytes",
                    "bytes=0--1", "bytes=99999999999999999999-", "bytes=1-99999999999999999999x"})
    EXPECT_TRUE(std::holds_alternative<whole_entity>(parse_range(text, 10))) << text;
}

TEST(escape, leaves_no_markup_in_html) {
  EXPECT_EQ(escape_html("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
  EXPECT_EQ(escape_json_island("{\"a\":\"</script><!--&\"}"),
            "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\"}");
}

TEST(escape, log_values_stay_on_their_line) {
  EXPECT_EQ(log_value("/n/abc?x"), "/n/abc?x");
  EXPECT_EQ(log_value("/n/abc?x=1"), "\"/n/abc?x=1\"");
  EXPECT_EQ(log_value("a\nstatus=200 \"x\""), "\"a\\x0astatus=200 \\\"x\\\"\"");
  EXPECT_EQ(log_value(""), "\"\"");
  EXPECT_LT(log_value(std::string(10'000, 'a')).size(), 320u);
}

TEST(utf8, is_checked_strictly) {
  for (auto text : {"", "abc", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x8c\x8a", "\xed\x9f\xbf"})
    EXPECT_TRUE(is_utf8(text));
  for (auto text : {"\x80", "\xc0\xaf", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80",
                    "\xf4\x90\x80\x80", "a\xff"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(utf8, is_cut_between_characters) {
  EXPECT_EQ(cut_utf8("aü", 2), "a");
  EXPECT_EQ(cut_utf8("aü", 3), "aü");
  EXPECT_EQ(cut_utf8("\xf0\x9f\x8c\x8a", 3), "");
}

TEST(media_type, suits_streaming_compilation_and_module_scripts) {
  EXPECT_EQ(media_type_of("pyodide.asm.wasm").name, "application/wasm");
  EXPECT_EQ(media_type_of("pyodide.mjs").name, "text/javascript; charset=utf-8");
  EXPECT_EQ(media_type_of("numpy-2.whl").name, "application/zip");
  EXPECT_EQ(media_type_of("X.CSV").name, "text/csv; charset=utf-8");
  EXPECT_EQ(media_type_of("noextension").name, "application/octet-stream");
  EXPECT_FALSE(media_type_of("a.whl").compressible);
}

response named(std::string text) {
  response answer;
  answer.content = share(std::move(text));
  return answer;
}

router sample_router() {
  router routes;
  routes.add(
      {"GET", "/a/{id}/", [](const auto&, const auto& values) { return named("one " + values.at("id")); }});
  routes.add({"POST", "/a/{id}/", [](const auto&, const auto&) { return named("posted"); }, 10});
  routes.add({"GET", "/f/{name...}",
              [](const auto&, const auto& values) { return named("file " + values.at("name")); }});
  routes.add({"GET", "/", [](const auto&, const auto&) { return named("home"); }});
  return routes;
}

std::string routed(const router& routes, const std::string& method, strings path) {
  request head;
  head.method = method;
  head.path = std::move(path);
  auto decision = routes.admit(head);
  if (auto* refused = std::get_if<response>(&decision))
    return std::to_string(refused->status) + " " + std::string(refused->header("Allow"));
  return *std::get<shared_text>(std::get<accepted>(decision).answer(head).content);
}

TEST(router, finds_by_method_and_path) {
  auto routes = sample_router();
  EXPECT_EQ(routed(routes, "GET", {"a", "x"}), "one x");
  EXPECT_EQ(routed(routes, "HEAD", {"a", "x"}), "one x");
  EXPECT_EQ(routed(routes, "POST", {"a", "x"}), "posted");
  EXPECT_EQ(routed(routes, "GET", {"f", "a", "b.txt"}), "file a/b.txt");
  EXPECT_EQ(routed(routes, "GET", {}), "home");
}

TEST(router, tells_a_missing_path_from_a_wrong_method) {
  auto routes = sample_router();
  EXPECT_EQ(routed(routes, "GET", {"a"}), "404 ");
  EXPECT_EQ(routed(routes, "GET", {"a", "x", "y"}), "404 ");
  EXPECT_EQ(routed(routes, "GET", {"f"}), "404 ");
  EXPECT_EQ(routed(routes, "DELETE", {"a", "x"}), "405 GET, HEAD, POST");
}

}  // namespace
}  // namespace kelp::host::http
