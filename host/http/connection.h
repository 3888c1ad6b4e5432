// One client's connection. Lives on the thread of the io_context; only the application's answer function runs
// on a worker. Included by connection.cpp and server.cpp only: it brings in Asio and Beast.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <set>

#include "host/http/server.h"

namespace kelp::host::http {

class connection;

// What all connections of a server share.
struct server_context {
  server_options options;
  application app;
  std::optional<boost::asio::thread_pool> workers{};  // from the start of run()
  std::set<connection*> connections{};
  bool stopping = false;

  server_context(server_options o, application a) : options(std::move(o)), app(std::move(a)) {}
};

class connection {
 public:
  connection(boost::asio::ip::tcp::socket socket, server_context& context);
  ~connection();
  connection(const connection&) = delete;

  // Serves requests until either side ends the connection.
  boost::asio::awaitable<void> run();

  // Answers the first request with 503.
  boost::asio::awaitable<void> refuse();

  // Ends it now if it waits for a request; otherwise it ends after the request under way.
  void stop();

 private:
  using parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using error_code = boost::system::error_code;
  using clock = std::chrono::steady_clock;

  boost::asio::awaitable<error_code> read_header(parser& input);
  boost::asio::awaitable<error_code> read_body(parser& input, std::size_t limit);
  boost::asio::awaitable<response> answer(parser& input, request& head);
  boost::asio::awaitable<response> run_on_worker(const accepted& choice, const request& request);
  boost::asio::awaitable<error_code> write(const response& output, bool with_body);
  boost::asio::awaitable<error_code> write_text(std::string_view text);
  boost::asio::awaitable<error_code> write_file(file_slice slice);
  boost::asio::awaitable<void> drain();
  boost::asio::awaitable<bool> exchange();

  server_context& context_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  std::string client_;
  bool idle_ = true;    // no byte of a request has come
  bool close_ = false;  // after the answer under way
};

}  // namespace kelp::host::http
