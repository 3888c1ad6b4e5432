// An HTTP/1.1 server for one application: connections, limits, time-outs, an orderly end. One thread does all
// input and output, a few workers run the handlers. This header keeps Asio and Beast out of the rest of the
// program.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "host/http/message.h"

namespace kelp::host::http {

struct server_options {
  // The first address must be free; the others are used if the machine has them.
  std::vector<std::string> addresses = {"127.0.0.1", "::1"};
  std::uint16_t port = 0;  // 0: the system picks one
  unsigned workers = 4;
  std::size_t max_connections = 512;    // further ones are answered with 503
  std::size_t header_limit = 16 << 10;  // bytes of request line and headers
  std::size_t slowest_body = 16 << 10;  // bytes a second that an upload must reach over its whole time
  std::chrono::milliseconds idle_time{60'000};  // a kept connection without a request
  std::chrono::milliseconds header_time{
      10'000};                                   // from the first byte of a request to the end of its headers
  std::chrono::milliseconds pause_time{20'000};  // longest time without progress of a body, either way
  std::chrono::milliseconds stop_time{10'000};   // for requests under way when the server is told to stop
  bool watch_signals = false;                    // SIGINT and SIGTERM stop it; a second one ends it at once
};

class server {
 public:
  // Fails with a sentence that names the port when that is taken.
  static base::result<std::unique_ptr<server>> listen(server_options options, application app);
  ~server();

  std::uint16_t port() const;

  // Serves until stop() is called or a watched signal arrives; returns when all connections are closed and
  // all handlers have returned.
  void run();

  // From any thread: no new connections or requests; those under way are finished within stop_time.
  void stop();

 private:
  struct state;
  explicit server(std::unique_ptr<state> state);
  std::unique_ptr<state> state_;
};

}  // namespace kelp::host::http
