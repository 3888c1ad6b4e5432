#include "host/http/connection.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "base/log.h"
#include "host/http/problem.h"
#include "host/http/target.h"
#include "host/http/wire.h"

namespace kelp::host::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using namespace std::chrono_literals;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);  // errors come as values
constexpr std::size_t write_piece = 128 << 10;
constexpr std::size_t drain_limit = std::size_t{64} << 20;

std::string address_of(const asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  auto peer = socket.remote_endpoint(error);
  return error ? "unknown" : peer.address().to_string();
}

template <class Message>
request request_from(const Message& message) {
  request result;
  result.method = std::string(message.method_string());
  result.target = std::string(message.target());
  for (const auto& field : message)
    result.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  return result;
}

// The answer to what could not be read as a request; nothing when the peer is gone or was too
// slow: Beast has closed the socket then.
std::optional<response> refusal(const boost::system::error_code& error) {
  namespace failure = beast::http;
  if (error == failure::error::header_limit || error == failure::error::buffer_overflow)
    return problem(431, "The request's headers are too long.");
  if (error == failure::error::body_limit) return problem(413, "The request's body is too long.");
  if (error == failure::error::bad_version) return problem(505, "This server speaks HTTP/1.1.");
  if (error == failure::error::end_of_stream || error == failure::error::partial_message) return std::nullopt;
  if (error.category() == failure::make_error_code(failure::error::bad_method).category())
    return problem(400, fmt::format("This is not a well-formed HTTP request: {}.", error.message()));
  return std::nullopt;
}

// Checks what Beast leaves open and takes the target apart.
std::optional<response> complete(request& head) {
  auto hosts =
      std::ranges::count_if(head.headers, [](const field& entry) { return same_name(entry.name, "Host"); });
  if (hosts != 1) return problem(400, "The request must have exactly one Host header.");
  if (head.target.size() > 8192) return problem(414, "The address is too long.");
  auto target = parse_target(head.target);
  if (!target) return problem(400, fmt::format("The address cannot be read: {}.", target.error().message));
  head.path = std::move(target->path);
  head.query = std::move(target->query);
  return std::nullopt;
}

}  // namespace

connection::connection(asio::ip::tcp::socket socket, server_context& context)
    : context_(context), stream_(std::move(socket)), client_(address_of(stream_.socket())) {
  context_.connections.insert(this);
  boost::system::error_code ignored;  // only a matter of speed
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

connection::~connection() { context_.connections.erase(this); }

void connection::stop() {
  close_ = true;
  if (idle_) stream_.cancel();
}

asio::awaitable<void> connection::run() {
  while (!close_ && co_await exchange()) {
  }
  boost::system::error_code ignored;  // the peer may have closed already
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

asio::awaitable<void> connection::refuse() {
  parser input;
  input.header_limit(static_cast<std::uint32_t>(context_.options.header_limit));
  auto error = co_await read_header(input);
  if (error) co_return;
  close_ = true;
  auto answer = problem(503, "The server has as many connections as it takes; try again in a moment.");
  co_await write(answer.set("Retry-After", "2"), true);
  co_await drain();
}

// One request and its answer; false when the connection is to end.
asio::awaitable<bool> connection::exchange() {
  parser input;
  input.header_limit(static_cast<std::uint32_t>(context_.options.header_limit));
  input.body_limit(boost::none);  // the application says the limit when it has seen the header
  idle_ = buffer_.size() == 0;
  auto error = co_await read_header(input);
  auto begin = clock::now();
  request head = request_from(input.get());
  head.id = next_request_id();
  head.client = client_;
  response output;
  if (error) {
    auto refused = refusal(error);
    if (!refused) co_return false;
    output = std::move(*refused);
    close_ = true;
  } else {
    output = co_await answer(input, head);
    close_ = close_ || context_.stopping || !input.is_done() || !input.keep_alive();
  }
  output.set("X-Request-Id", head.id);
  auto failed = co_await write(output, sends_body(head.method, output));
  log_request(head, output, !failed, clock::now() - begin);
  if (failed) co_return false;
  if (!input.is_done()) co_await drain();
  co_return !close_;
}

asio::awaitable<connection::error_code> connection::read_header(parser& input) {
  auto deadline = clock::now() + (idle_ ? context_.options.idle_time : context_.options.header_time);
  while (!input.is_header_done()) {
    stream_.expires_at(deadline);
    auto [error, size] = co_await beast::http::async_read_some(stream_, buffer_, input, quietly);
    if (error) co_return error;
    if (idle_) deadline = clock::now() + context_.options.header_time;
    idle_ = false;
  }
  co_return error_code();
}

asio::awaitable<connection::error_code> connection::read_body(parser& input, std::size_t limit) {
  input.body_limit(limit);
  auto whole_time = 30s + std::chrono::seconds(limit / context_.options.slowest_body);
  if (auto length = input.content_length()) {
    if (*length > limit) co_return beast::http::error::body_limit;
    whole_time = 30s + std::chrono::seconds(*length / context_.options.slowest_body);
  }
  auto deadline = clock::now() + whole_time;
  while (!input.is_done()) {
    stream_.expires_at(std::min(deadline, clock::now() + context_.options.pause_time));
    auto [error, size] = co_await beast::http::async_read_some(stream_, buffer_, input, quietly);
    if (error) co_return error;
    if (input.get().body().size() > limit) co_return beast::http::error::body_limit;
  }
  co_return error_code();
}

asio::awaitable<response> connection::answer(parser& input, request& head) {
  if (auto wrong = complete(head)) co_return std::move(*wrong);
  auto decision = context_.app(head);
  if (auto* refused = std::get_if<response>(&decision)) co_return std::move(*refused);
  auto& choice = std::get<accepted>(decision);
  bool continues =
      head.header("Expect") == "100-continue" && input.content_length().value_or(0) <= choice.body_limit;
  if (continues && !input.is_done()) {
    auto error = co_await write_text("HTTP/1.1 100 Continue\r\n\r\n");
    if (error) co_return problem(400, "The connection was lost.");
  }
  auto error = co_await read_body(input, choice.body_limit);
  if (error) {
    close_ = true;
    auto refused = refusal(error);
    co_return refused ? std::move(*refused) : problem(400, "The request's body was cut off.");
  }
  head.body = std::move(input.get().body());
  co_return co_await run_on_worker(choice, head);
}

asio::awaitable<response> connection::run_on_worker(const accepted& choice, const request& request) {
  auto home = stream_.get_executor();
  co_await asio::post(asio::bind_executor(context_.workers->get_executor(), asio::use_awaitable));
  response result;
  try {
    result = choice.answer(request);
  } catch (const std::exception& failure) {  // libraries below throw: out of memory, a broken invariant
    spdlog::error("request id={} failed: {}", request.id, failure.what());
    result = problem(
        500, fmt::format("The server failed on this request; its log says more under id {}.", request.id));
  }
  co_await asio::post(asio::bind_executor(home, asio::use_awaitable));
  co_return result;
}

asio::awaitable<connection::error_code> connection::write(const response& output, bool with_body) {
  auto text = head_text(output, close_);
  auto whole = std::get_if<shared_text>(&output.content);
  if (with_body && whole && (*whole)->size() <= write_piece) {  // one packet for small answers
    text += **whole;
    co_return co_await write_text(text);
  }
  auto error = co_await write_text(text);
  if (error || !with_body) co_return error;
  if (whole) co_return co_await write_text(**whole);
  co_return co_await write_file(std::get<file_slice>(output.content));
}

asio::awaitable<connection::error_code> connection::write_text(std::string_view text) {
  while (!text.empty()) {
    auto piece = text.substr(0, write_piece);
    stream_.expires_after(context_.options.pause_time);
    auto [error, size] = co_await asio::async_write(stream_, asio::buffer(piece), quietly);
    if (error) co_return error;
    text.remove_prefix(size);
  }
  co_return error_code();
}

asio::awaitable<connection::error_code> connection::write_file(file_slice slice) {
  std::string piece(std::min<std::uint64_t>(write_piece, slice.length), '\0');
  while (slice.length > 0) {
    auto wanted = std::min<std::uint64_t>(piece.size(), slice.length);
    auto got = pread(slice.file->get(), piece.data(), wanted, static_cast<off_t>(slice.offset));
    if (got <= 0) {  // the length was promised: all that is left is to break off
      spdlog::error("a file shrank or could not be read while it was sent");
      co_return boost::system::errc::make_error_code(boost::system::errc::io_error);
    }
    auto error = co_await write_text(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
    if (error) co_return error;
    slice.offset += static_cast<std::uint64_t>(got);
    slice.length -= static_cast<std::uint64_t>(got);
  }
  co_return error_code();
}

// Takes and drops the rest of a refused upload: closing at once would reset the connection, and the client
// would not see the answer.
asio::awaitable<void> connection::drain() {
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  std::string waste(64 << 10, '\0');
  auto deadline = clock::now() + 10s;
  for (std::size_t total = 0; total < drain_limit && clock::now() < deadline;) {
    stream_.expires_after(2s);
    auto [error, size] = co_await stream_.async_read_some(asio::buffer(waste), quietly);
    if (error) co_return;
    total += size;
  }
}

}  // namespace kelp::host::http
