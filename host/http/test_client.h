// For tests: a socket that sends any bytes and reads answers, and a server that runs while the object lives.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "base/file.h"
#include "base/log.h"
#include "host/http/message.h"
#include "host/http/server.h"

namespace kelp::host::http::testing {

struct answer {
  unsigned status = 0;  // 0: the server closed without an answer
  std::vector<field> headers;
  std::string body;
  std::string header(std::string_view name) const { return std::string(find_header(headers, name)); }
};

class client {
 public:
  explicit client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  bool connected() const { return connected_; }

  // False when the server has closed the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void end_sending() { ::shutdown(socket_.get(), SHUT_WR); }

  // method: of the request that is answered, since an answer to HEAD has no body.
  answer receive(std::string_view method = "GET",
                 std::chrono::milliseconds patience = std::chrono::seconds(30)) {
    patience_ = patience;
    answer result;
    auto line = take_until("\r\n");
    if (!line) return result;
    result.status = static_cast<unsigned>(std::atoi(line->substr(9, 3).c_str()));
    for (auto text = take_until("\r\n"); text && !text->empty(); text = take_until("\r\n")) {
      auto colon = text->find(": ");
      result.headers.push_back({text->substr(0, colon), text->substr(colon + 2)});
    }
    auto length = result.header("Content-Length");
    if (method != "HEAD" && !length.empty()) result.body = take(std::stoull(length));
    return result;
  }

  // True when the server closes without a further byte.
  bool is_closed(std::chrono::milliseconds patience = std::chrono::seconds(30)) {
    patience_ = patience;
    return buffer_.empty() && !fill();
  }

  answer exchange(std::string_view text, std::string_view method = "GET") {
    send(text);
    return receive(method);
  }

 private:
  bool fill() {
    pollfd ready{socket_.get(), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(patience_.count())) <= 0) {
      ADD_FAILURE() << "the server neither answered nor closed";
      return false;
    }
    char part[65536];
    auto got = ::recv(socket_.get(), part, sizeof part, 0);
    if (got <= 0) return false;
    buffer_.append(part, static_cast<std::size_t>(got));
    return true;
  }

  std::optional<std::string> take_until(std::string_view mark) {
    std::size_t found;
    while ((found = buffer_.find(mark)) == std::string::npos)
      if (!fill()) return std::nullopt;
    auto text = buffer_.substr(0, found);
    buffer_.erase(0, found + mark.size());
    return text;
  }

  std::string take(std::size_t size) {
    while (buffer_.size() < size)
      if (!fill()) break;
    auto text = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return text;
  }

  base::unique_fd socket_;
  bool connected_ = false;
  std::string buffer_;
  std::chrono::milliseconds patience_{30'000};
};

// "GET /x HTTP/1.1" with a Host header and more header lines ("A: b\r\n").
inline std::string get(std::string_view target, std::string_view host = "app.localhost",
                       std::string_view more = "", std::string_view method = "GET") {
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", method, target, host, more);
}

inline std::string post(std::string_view target, std::string_view body,
                        std::string_view host = "app.localhost",
                        std::string_view more = "Content-Type: application/json\r\nX-Kelp: 1\r\n") {
  return fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{}\r\n{}", target, host,
                     body.size(), more, body);
}

class running_server {
 public:
  explicit running_server(application app, server_options options = {}) {
    spdlog::set_level(spdlog::level::critical);  // requests that fail on purpose would hide what matters
    options.addresses = {"127.0.0.1"};
    auto made = server::listen(options, std::move(app));
    if (!made) throw std::runtime_error(made.error().message);
    server_ = std::move(*made);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~running_server() { stop(); }

  std::uint16_t port() const { return server_->port(); }
  void ask_to_stop() { server_->stop(); }
  void stop() {
    server_->stop();
    if (thread_.joinable()) thread_.join();
  }
  answer fetch(std::string_view text, std::string_view method = "GET") {
    return client(port()).exchange(text, method);
  }

 private:
  std::unique_ptr<server> server_;
  std::thread thread_;
};

}  // namespace kelp::host::http::testing
