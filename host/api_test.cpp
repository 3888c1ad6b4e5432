// The REST interface through a real server.
#include <atomic>
#include <thread>

#include "host/iomd.h"
#include "host/test_site.h"

namespace kelp::host {
namespace {

using testing::get;
using testing::post;

using api = testing::site_test;

TEST_F(api, creates_and_reads_a_notebook) {
  auto made = create("%% md\n# Hello\n");
  EXPECT_EQ(text(made, "title"), "Hello");
  EXPECT_EQ(text(made, "id").size(), 12u);
  auto got = fetch("/api/v1/notebooks/" + text(made, "id") + "/");
  EXPECT_EQ(got.status, 200u);
  EXPECT_EQ(got.header("Content-Type"), "application/json");
  auto read = json(got);
  EXPECT_EQ(text(read, "content"), "%% md\n# Hello\n");
  EXPECT_EQ(text(read, "head_revision_id"), text(made, "head_revision_id"));
  EXPECT_TRUE(text(read, "frame_origin").starts_with("http://"));
  EXPECT_TRUE(text(read, "frame_origin").ends_with(".nb.localhost" + port_));
  EXPECT_TRUE(read.at("files").is_array());
}

TEST_F(api, an_unchanged_notebook_is_not_sent_twice) {
  auto path = "/api/v1/notebooks/" + text(create("%% md\n"), "id") + "/";
  auto tag = fetch(path).header("ETag");
  EXPECT_EQ(fetch(path, "If-None-Match: " + tag + "\r\n").status, 304u);
}

TEST_F(api, lists_in_pages_that_follow_each_other) {
  for (int i = 0; i < 5; ++i) create("%% md\n# N" + std::to_string(i));
  std::set<std::string> titles;
  std::string target = "/api/v1/notebooks/?limit=2";
  for (int pages = 0; pages < 10; ++pages) {
    auto got = fetch(target);
    auto body = json(got);
    for (const auto& row : body.at("notebooks").as_array()) titles.insert(text(row.as_object(), "title"));
    if (body.at("next").is_null()) break;
    EXPECT_NE(got.header("Link").find(text(body, "next")), std::string::npos);
    target = "/api/v1/notebooks/?limit=2&cursor=" + text(body, "next");
  }
  EXPECT_EQ(titles.size(), 5u);
}

TEST_F(api, refuses_nonsense_in_parameters) {
  for (auto query : {"limit=0", "limit=x", "limit=9999", "limit=-1", "cursor=x", "cursor=1"})
    EXPECT_EQ(fetch(std::string("/api/v1/notebooks/?") + query).status, 400u) << query;
}

TEST_F(api, saves_on_the_head_and_tells_conflicts_with_the_head) {
  auto made = create("one");
  auto id = text(made, "id"), first = text(made, "head_revision_id");
  auto saved = save(id, first, "two");
  EXPECT_EQ(saved.status, 201u);
  auto second = text(json(saved), "id");
  EXPECT_EQ(text(json(saved), "parent_id"), first);

  auto late = save(id, first, "other");
  EXPECT_EQ(late.status, 409u);
  EXPECT_EQ(late.header("Content-Type"), "application/problem+json");
  auto head = json(late).at("head").as_object();
  EXPECT_EQ(text(head, "id"), second);
  EXPECT_EQ(text(head, "content"), "two");

  auto same = save(id, second, "two");
  EXPECT_EQ(same.status, 200u);
  EXPECT_EQ(text(json(same), "id"), second);
}

TEST_F(api, lists_and_reads_revisions) {
  auto made = create("one");
  auto id = text(made, "id"), first = text(made, "head_revision_id");
  save(id, first, "two");
  auto path = "/api/v1/notebooks/" + id + "/revisions/";
  auto list = json(fetch(path)).at("revisions").as_array();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(list[1].at("parent_id").is_null());
  EXPECT_EQ(list[1].at("size").as_int64(), 3);
  EXPECT_EQ(text(json(fetch(path + first + "/")), "content"), "one");
  EXPECT_EQ(fetch(path + "aaaaaaaaaaaa/").status, 404u);
  auto part = json(fetch(path + "?limit=1"));
  EXPECT_EQ(part.at("revisions").as_array().size(), 1u);
  auto rest = json(fetch(path + "?limit=1&cursor=" + text(part, "next")));
  EXPECT_EQ(text(rest.at("revisions").as_array().at(0).as_object(), "id"), first);
}

TEST_F(api, what_does_not_exist_is_404) {
  for (auto path : {"/api/v1/notebooks/aaaaaaaaaaaa/", "/api/v1/notebooks/aaaaaaaaaaaa/revisions/",
                    "/api/v1/", "/api/v2/notebooks/", "/n/aaaaaaaaaaaa", "/n/'%3B%20DROP", "/files/x",
                    "/runtime/x/y", "/frame", "/assets/manifest.json", "/assets/x.js"})
    EXPECT_EQ(fetch(path).status, 404u) << path;
  EXPECT_EQ(save("aaaaaaaaaaaa", "x", "text").status, 404u);
}

TEST_F(api, wrong_methods_say_which_are_right) {
  auto got = server_->fetch(get("/api/v1/notebooks/", host_, "X-Kelp: 1\r\n", "DELETE"));
  EXPECT_EQ(got.status, 405u);
  EXPECT_EQ(got.header("Allow"), "GET, HEAD, POST");
}

TEST_F(api, changes_need_the_header_and_our_own_origin) {
  auto attempt = [&](std::string_view more) {
    return server_->fetch(post("/api/v1/notebooks/", "{\"content\":\"x\"}", host_, more)).status;
  };
  const std::string json_type = "Content-Type: application/json\r\n", marked = json_type + "X-Kelp: 1\r\n";
  EXPECT_EQ(attempt(marked), 201u);
  EXPECT_EQ(attempt(marked + "Origin: http://" + host_ + "\r\nSec-Fetch-Site: same-origin\r\n"), 201u);
  EXPECT_EQ(attempt(json_type), 403u);
  EXPECT_EQ(attempt(marked + "Origin: http://evil.example\r\n"), 403u);
  EXPECT_EQ(attempt(marked + "Origin: null\r\n"), 403u);
  EXPECT_EQ(attempt(marked + "Origin: http://app.localhost:1\r\n"), 403u);
  EXPECT_EQ(attempt(marked + "Sec-Fetch-Site: same-site\r\n"), 403u);
  EXPECT_EQ(attempt(marked + "Sec-Fetch-Site: cross-site\r\n"), 403u);
  EXPECT_EQ(attempt("X-Kelp: 1\r\nContent-Type: text/plain\r\n"), 415u);
}

TEST_F(api, refuses_bodies_that_are_not_what_they_should_be) {
  auto made = create("one");
  for (auto body : {"", "{", "[]", "null", "{\"content\":1}", "{}", "{\"content\":\"\\ud800\"}",
                    "{\"content\":\"\xff\"}"})
    EXPECT_EQ(server_->fetch(post("/api/v1/notebooks/", body, host_)).status, 400u) << body;
  EXPECT_EQ(send("/api/v1/notebooks/" + text(made, "id") + "/revisions/", {{"content", "x"}}).status, 400u);
  std::string deep(100'000, '[');
  EXPECT_EQ(server_->fetch(post("/api/v1/notebooks/", deep, host_)).status, 400u);
}

TEST_F(api, a_notebook_of_five_megabytes_is_kept_byte_for_byte) {
  std::string content = "%% md\n# Large\n%% py\n";
  while (content.size() < 5'000'000) content += "x = \"quotes, ü, \\\\ and \\t\"\r\n";
  auto made = create(content);
  auto path = "/api/v1/notebooks/" + text(made, "id") + "/";
  EXPECT_EQ(text(json(fetch(path)), "content"), content);
  EXPECT_EQ(save(text(made, "id"), text(made, "head_revision_id"), content + "\nmore").status, 201u);
  EXPECT_EQ(text(json(fetch(path)), "content"), content + "\nmore");
  auto page = fetch("/n/" + text(made, "id"));
  EXPECT_EQ(page.status, 200u);
  EXPECT_GT(page.body.size(), 5'000'000u);
}

TEST_F(api, more_than_sixteen_megabytes_are_refused) {
  EXPECT_EQ(send("/api/v1/notebooks/", {{"content", std::string(largest_notebook + 1, 'x')}}).status, 413u);
  EXPECT_EQ(send("/api/v1/notebooks/", {{"content", std::string(3 * largest_notebook, 'x')}}).status, 413u);
  EXPECT_EQ(send("/api/v1/notebooks/", {{"content", std::string(largest_notebook, 'x')}}).status, 201u);
}

TEST_F(api, long_answers_are_compressed_on_request) {
  auto made = create(std::string(50'000, 'a'));
  auto got = fetch("/api/v1/notebooks/" + text(made, "id") + "/", "Accept-Encoding: gzip, br\r\n");
  EXPECT_EQ(got.header("Content-Encoding"), "br");
  EXPECT_LT(got.body.size(), 1000u);
}

TEST_F(api, eight_clients_saving_at_once_lose_nothing) {
  auto made = create("0");
  auto id = text(made, "id");
  std::atomic<int> created = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        auto parent = text(made, "head_revision_id");
        for (int done = 0; done < 5;) {
          auto got = save(id, parent, fmt::format("{} {}", t, done));
          auto body = json(got);
          if (got.status == 409) {
            parent = text(body.at("head").as_object(), "id");
            continue;
          }
          ASSERT_EQ(got.status, 201u) << got.body;
          parent = text(body, "id");
          ++done;
          ++created;
        }
      });
  }
  EXPECT_EQ(created, 40);
  EXPECT_EQ(json(fetch("/api/v1/notebooks/" + id + "/revisions/")).at("revisions").as_array().size(), 41u);
}

}  // namespace
}  // namespace kelp::host
