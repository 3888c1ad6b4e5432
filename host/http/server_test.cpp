// The server on a real socket with a small application: limits, time-outs, pipelines, ends.
#include <atomic>
#include <thread>

#include "host/http/problem.h"
#include "host/http/router.h"
#include "host/http/test_client.h"

namespace kelp::host::http {
namespace {

using namespace std::chrono_literals;
using testing::client;
using testing::get;
using testing::post;
using testing::running_server;

response text_of(std::string text) {
  response answer;
  answer.set("Content-Type", "text/plain");
  answer.content = share(std::move(text));
  return answer;
}

struct sample {
  router routes;
  std::atomic<int> slow_begun = 0;

  sample() {
    routes.add({"GET", "/hello", [](const auto&, const auto&) { return text_of("hello"); }});
    routes.add(
        {"GET", "/large", [](const auto&, const auto&) { return text_of(std::string(3'000'000, 'x')); }});
    routes.add({"POST", "/echo", [](const request& r, const auto&) { return text_of(r.body); }, 1000});
    routes.add(
        {"GET", "/throws", [](const auto&, const auto&) -> response { throw std::runtime_error("broken"); }});
    routes.add({"GET", "/forged",
                [](const auto&, const auto&) { return text_of("x").set("X-Bad", "a\r\nX-Forged: 1"); }});
    routes.add({"GET", "/slow", [this](const auto&, const auto&) {
                  ++slow_begun;
                  std::this_thread::sleep_for(300ms);
                  return text_of("done");
                }});
  }
  application app() {
    return [this](const request& head) { return routes.admit(head); };
  }
};

class http_server : public ::testing::Test {
 protected:
  sample sample_;
  running_server server_{
      sample_.app(), {.header_limit = 4096, .idle_time = 800ms, .header_time = 400ms, .pause_time = 400ms}};
};

TEST_F(http_server, answers_with_length_date_and_request_id) {
  auto got = server_.fetch(get("/hello"));
  EXPECT_EQ(got.status, 200u);
  EXPECT_EQ(got.body, "hello");
  EXPECT_EQ(got.header("Content-Length"), "5");
  EXPECT_FALSE(got.header("Date").empty());
  EXPECT_FALSE(got.header("X-Request-Id").empty());
  EXPECT_EQ(got.header("Connection"), "keep-alive");
}

TEST_F(http_server, answers_head_without_a_body_and_stays_in_step) {
  client peer(server_.port());
  auto head = peer.exchange(get("/hello", "h", "", "HEAD"), "HEAD");
  EXPECT_EQ(head.status, 200u);
  EXPECT_EQ(head.header("Content-Length"), "5");
  EXPECT_EQ(peer.exchange(get("/hello")).body, "hello");
}

TEST_F(http_server, keeps_a_connection_for_pipelined_requests) {
  client peer(server_.port());
  peer.send(get("/hello") + post("/echo", "one") + get("/nothing") + post("/echo", "two"));
  EXPECT_EQ(peer.receive().body, "hello");
  EXPECT_EQ(peer.receive().body, "one");
  EXPECT_EQ(peer.receive().status, 404u);
  EXPECT_EQ(peer.receive().body, "two");
}

TEST_F(http_server, closes_when_the_client_asks_for_it) {
  client peer(server_.port());
  EXPECT_EQ(peer.exchange(get("/hello", "h", "Connection: close\r\n")).header("Connection"), "close");
  EXPECT_TRUE(peer.is_closed());
}

TEST_F(http_server, sends_large_answers_whole) {
  auto got = server_.fetch(get("/large"));
  EXPECT_EQ(got.body, std::string(3'000'000, 'x'));
}

TEST_F(http_server, reads_chunked_bodies) {
  auto got = server_.fetch(
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(got.body, "abcde");
}

TEST_F(http_server, refuses_a_long_body_before_it_is_sent) {
  client peer(server_.port());
  auto got = peer.exchange(
      "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(got.status, 413u);
  EXPECT_EQ(got.header("Content-Type"), "application/problem+json");
}

TEST_F(http_server, a_client_that_sends_a_long_body_anyway_sees_the_refusal) {
  client peer(server_.port());
  peer.send(post("/echo", std::string(5'000'000, 'x')));
  EXPECT_EQ(peer.receive().status, 413u);
}

TEST_F(http_server, refuses_a_chunked_body_that_grows_too_long) {
  client peer(server_.port());
  peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string chunk = "200\r\n" + std::string(512, 'x') + "\r\n";
  for (int i = 0; i < 4; ++i) peer.send(chunk);
  EXPECT_EQ(peer.receive().status, 413u);
}

TEST_F(http_server, says_to_continue_when_the_body_is_welcome) {
  client peer(server_.port());
  peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.receive().status, 100u);
  peer.send("abc");
  EXPECT_EQ(peer.receive().body, "abc");
}

TEST_F(http_server, refuses_bodies_where_none_is_taken) {
  EXPECT_EQ(server_.fetch(get("/hello", "h", "Content-Length: 5\r\n") + "12345").status, 413u);
}

TEST_F(http_server, refuses_long_headers) {
  EXPECT_EQ(server_.fetch(get("/hello", "h", "X-Long: " + std::string(5000, 'a') + "\r\n")).status, 431u);
}

TEST_F(http_server, refuses_what_is_not_http) {
  for (auto text :
       {"HELLO\r\n\r\n", "GET /hello\r\n\r\n", "GET /hello HTTP/3.0\r\nHost: h\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n"}) {
    client peer(server_.port());
    peer.send(text);
    auto status = peer.receive().status;
    EXPECT_TRUE(status == 400 || status == 505) << text << " gave " << status;
    EXPECT_TRUE(peer.is_closed());
  }
}

TEST_F(http_server, wants_exactly_one_host) {
  EXPECT_EQ(server_.fetch("GET /hello HTTP/1.1\r\n\r\n").status, 400u);
  EXPECT_EQ(server_.fetch("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").status, 400u);
}

TEST_F(http_server, refuses_targets_that_climb) {
  for (auto target : {"/..%2f..%2fetc/passwd", "/a/../b", "/%2e%2e/", "/%00", "/%"})
    EXPECT_EQ(server_.fetch(get(target)).status, 400u) << target;
}

TEST_F(http_server, cuts_off_slow_headers) {
  client peer(server_.port());
  peer.send("GET /hello HTTP/1.1\r\nHost:");
  EXPECT_TRUE(peer.is_closed(5s));
}

TEST_F(http_server, a_drip_of_header_bytes_does_not_extend_the_time) {
  client peer(server_.port());
  auto begin = std::chrono::steady_clock::now();
  for (char c : std::string("GET /hello HTTP/1.1\r\nX: ")) {
    if (!peer.send({&c, 1})) break;
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_TRUE(peer.is_closed());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST_F(http_server, cuts_off_a_body_that_stops) {
  client peer(server_.port());
  peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_TRUE(peer.is_closed(5s));
}

TEST_F(http_server, closes_idle_connections_silently) {
  client peer(server_.port());
  EXPECT_EQ(peer.exchange(get("/hello")).status, 200u);
  EXPECT_TRUE(peer.is_closed());
}

TEST_F(http_server, drops_a_client_that_does_not_read) {
  client peer(server_.port());
  for (int i = 0; i < 20; ++i) peer.send(get("/large"));
  std::this_thread::sleep_for(1500ms);
  std::size_t received = 0;
  for (int i = 0; i < 20; ++i) received += peer.receive().body.size() == 3'000'000 ? 1 : 0;
  EXPECT_LT(received, 20u);
  EXPECT_EQ(server_.fetch(get("/hello")).status, 200u);
}

TEST_F(http_server, turns_exceptions_into_500_without_their_text) {
  auto got = server_.fetch(get("/throws"));
  EXPECT_EQ(got.status, 500u);
  EXPECT_EQ(got.body.find("broken"), std::string::npos);
  EXPECT_NE(got.body.find(got.header("X-Request-Id")), std::string::npos);
}

TEST_F(http_server, never_sends_a_header_value_with_a_line_break) {
  auto got = server_.fetch(get("/forged"));
  EXPECT_EQ(got.status, 200u);
  EXPECT_EQ(got.header("X-Forged"), "");
}

TEST_F(http_server, finishes_what_is_under_way_when_it_stops) {
  client busy(server_.port()), idle(server_.port());
  busy.send(get("/slow"));
  while (sample_.slow_begun == 0) std::this_thread::sleep_for(1ms);
  server_.ask_to_stop();
  auto got = busy.receive();
  EXPECT_EQ(got.body, "done");
  EXPECT_EQ(got.header("Connection"), "close");
  server_.stop();
  EXPECT_TRUE(idle.is_closed());
  EXPECT_FALSE(client(server_.port()).connected());
}

TEST(http_server_stop, does_not_wait_for_ever) {
  sample sample;
  running_server server(sample.app(), {.stop_time = 200ms});
  client stuck(server.port());
  stuck.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  auto begin = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(http_server_limits, refuses_connections_beyond_the_most) {
  sample sample;
  running_server server(sample.app(), {.max_connections = 2});
  client first(server.port()), second(server.port());
  EXPECT_EQ(first.exchange(get("/hello")).status, 200u);
  EXPECT_EQ(second.exchange(get("/hello")).status, 200u);
  EXPECT_EQ(server.fetch(get("/hello")).status, 503u);
  EXPECT_EQ(first.exchange(get("/hello")).status, 200u);
}

TEST(http_server_port, in_use_is_told_with_the_port_and_the_option) {
  sample sample;
  running_server first(sample.app());
  auto second = server::listen({.addresses = {"127.0.0.1"}, .port = first.port()}, sample.app());
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find(std::to_string(first.port())), std::string::npos);
  EXPECT_NE(second.error().message.find("--port"), std::string::npos);
}

TEST(http_server_port, eight_clients_at_once_are_all_served) {
  sample sample;
  running_server server(sample.app());
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        client peer(server.port());
        for (int i = 0; i < 200; ++i) {
          auto text = fmt::format("{}-{}", t, i);
          if (peer.exchange(post("/echo", text)).body == text) ++right;
        }
      });
  }
  EXPECT_EQ(right, 1600);
}

}  // namespace
}  // namespace kelp::host::http
