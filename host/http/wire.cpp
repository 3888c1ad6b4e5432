#include "host/http/wire.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "base/bytes.h"
#include "base/log.h"
#include "host/http/escape.h"

namespace kelp::host::http {
namespace {

// A line break inside a value would let content forge headers.
bool is_clean(std::string_view value) {
  return std::ranges::none_of(value,
                              [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

std::string head_text(const response& response, bool close) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  auto add = [&](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& [name, value] : response.headers) {
    if (is_clean(value))
      add(name, value);
    else
      spdlog::error("header {} left out: its value has a control character", name);
  }
  if (response.status != 304 && response.status != 204)
    add("Content-Length", std::to_string(size_of(response.content)));
  add("Date", fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(std::time(nullptr))));
  add("Connection", close ? "close" : "keep-alive");
  return text + "\r\n";
}

bool sends_body(std::string_view method, const response& response) {
  return method != "HEAD" && response.status != 304 && response.status != 204;
}

std::string next_request_id() {
  static const std::string start = base::to_hex(base::random_bytes(4));
  static std::atomic<std::uint64_t> count = 0;
  return fmt::format("{}-{}", start, ++count);
}

void log_request(const request& request, const response& response, bool sent,
                 std::chrono::steady_clock::duration time) {
  auto milliseconds = std::chrono::duration<double, std::milli>(time).count();
  auto bytes = sends_body(request.method, response) ? size_of(response.content) : 0;
  auto line =
      fmt::format("request id={} client={} host={} method={} target={} status={} bytes={} ms={:.1f}{}",
                  request.id, request.client, log_value(request.header("Host")), log_value(request.method),
                  log_value(request.target), response.status, bytes, milliseconds, sent ? "" : " sent=no");
  spdlog::log(response.status >= 500 ? spdlog::level::warn : spdlog::level::info, line);
}

}  // namespace kelp::host::http
