#include "host/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "base/log.h"
#include "host/http/connection.h"

namespace kelp::host::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using error_code = boost::system::error_code;

base::result<tcp::acceptor> open_acceptor(asio::io_context& io, const std::string& address,
                                          std::uint16_t port) {
  error_code error;
  auto ip = asio::ip::make_address(address, error);
  if (error) return base::fail("{} is not an IP address", address);
  tcp::acceptor acceptor(io);
  tcp::endpoint endpoint(ip, port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && ip.is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error == asio::error::address_in_use)
    return base::fail("port {} is in use by another program; choose a free one with --port N (0 picks one)",
                      port);
  if (error == asio::error::access_denied)
    return base::fail("port {} may not be opened by this user; choose one above 1023 with --port N", port);
  if (error) return base::fail("cannot listen on {} port {}: {}", address, port, error.message());
  return acceptor;
}

bool is_absent(const std::string& address) {  // such as "::1" on a machine without IPv6
  asio::io_context io;
  return !open_acceptor(io, address, 0).has_value();
}

}  // namespace

struct server::state {
  state(server_options options, application app) : context(std::move(options), std::move(app)) {}

  base::status open();
  asio::awaitable<void> accept(tcp::acceptor& acceptor);
  void on_signal();
  void begin_stop();
  void end_when_empty();

  server_context context;  // outlives io, whose end destroys the connections that are left
  asio::io_context io{1};
  std::uint16_t port = 0;
  std::vector<tcp::acceptor> acceptors;
  asio::signal_set signals{io};
  asio::steady_timer last_moment{io}, look_again{io};
};

base::status server::state::open() {
  port = context.options.port;
  for (const auto& address : context.options.addresses) {
    if (!acceptors.empty() && is_absent(address)) continue;
    auto acceptor = open_acceptor(io, address, port);
    if (!acceptor) return std::unexpected(acceptor.error());
    port = acceptor->local_endpoint().port();
    acceptors.push_back(std::move(*acceptor));
  }
  return {};
}

asio::awaitable<void> serve_one(tcp::socket socket, server_context& context) {
  bool full = context.connections.size() >= context.options.max_connections;
  connection client(std::move(socket), context);
  if (full)
    co_await client.refuse();
  else
    co_await client.run();
}

asio::awaitable<void> server::state::accept(tcp::acceptor& acceptor) {
  asio::steady_timer pause(io);
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {  // such as too many open files: others will be closed
      spdlog::warn("cannot take a connection: {}", error.message());
      pause.expires_after(100ms);
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    if (context.connections.size() >= 2 * context.options.max_connections)
      continue;  // not even time to say so
    asio::co_spawn(io, serve_one(std::move(socket), context), [](std::exception_ptr failure) {
      if (!failure) return;
      try {
        std::rethrow_exception(failure);
      } catch (const std::exception& e) {
        spdlog::error("a connection ended: {}", e.what());
      }
    });
  }
}

void server::state::on_signal() {
  signals.async_wait([this](error_code error, int) {
    if (error) return;
    if (context.stopping) return io.stop();
    spdlog::info("stopping: requests under way are finished first");
    begin_stop();
    on_signal();
  });
}

void server::state::begin_stop() {
  if (context.stopping) return;
  context.stopping = true;
  for (auto& acceptor : acceptors) acceptor.close();
  for (auto* client : context.connections) client->stop();
  last_moment.expires_after(context.options.stop_time);
  last_moment.async_wait([this](error_code error) {
    if (error) return;
    spdlog::warn("{} connections did not end in time and are cut", context.connections.size());
    io.stop();
  });
  end_when_empty();
}

void server::state::end_when_empty() {
  if (context.connections.empty()) return io.stop();
  look_again.expires_after(10ms);
  look_again.async_wait([this](error_code error) {
    if (!error) end_when_empty();
  });
}

server::server(std::unique_ptr<state> state) : state_(std::move(state)) {}
server::~server() = default;

base::result<std::unique_ptr<server>> server::listen(server_options options, application app) {
  auto made = std::make_unique<state>(std::move(options), std::move(app));
  if (auto opened = made->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<server>(new server(std::move(made)));
}

std::uint16_t server::port() const { return state_->port; }

void server::run() {
  // Not earlier: until now the caller may handle signals in its own way, which other threads would disturb.
  state_->context.workers.emplace(state_->context.options.workers);
  for (auto& acceptor : state_->acceptors)
    asio::co_spawn(state_->io, state_->accept(acceptor), asio::detached);
  if (state_->context.options.watch_signals) {
    state_->signals.add(SIGINT);
    state_->signals.add(SIGTERM);
    state_->on_signal();
  }
  state_->io.run();
  state_->context.workers->join();
}

void server::stop() {
  asio::post(state_->io, [state = state_.get()] { state->begin_stop(); });
}

}  // namespace kelp::host::http
