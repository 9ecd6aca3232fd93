#include "view/server.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "text/message.hpp"
#include "view/sessions.hpp"

namespace rheobase {

using namespace view;

struct ViewServer::Serving {
  static constexpr int most_connections = 64;

  Shared shared;  // before the context: its connections end with the context
  asio::io_context context{1};
  Tcp::acceptor acceptor{context};
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  bool has_viewer = false;

  void accept() {
    acceptor.async_accept([this](beast::error_code error, Tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error && shared.connections < most_connections) {
        std::make_shared<Session>(std::move(socket), shared)->run();
      }
      accept();
    });
  }

  void send_all(const std::shared_ptr<const Message>& message) {
    const auto viewers = shared.viewers;  // one that is let go is taken out
    for (const auto& viewer : viewers) viewer->send(message);
  }
};

ViewServer::ViewServer(std::uint16_t port) : serving_(std::make_unique<Serving>()) {
  const Tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
  beast::error_code error;
  serving_->acceptor.open(endpoint.protocol(), error);
  if (!error) serving_->acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) serving_->acceptor.bind(endpoint, error);
  if (!error) serving_->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) fail("--port", std::to_string(port) + ": " + error.message());
  serving_->shared.port = serving_->acceptor.local_endpoint().port();
}

ViewServer::~ViewServer() {
  serving_->context.stop();
  if (serving_->thread.joinable()) serving_->thread.join();
  serving_->shared.viewers.clear();
}

std::string ViewServer::address() const { return "http://127.0.0.1:" + std::to_string(serving_->shared.port) + "/"; }

void ViewServer::add(const std::string& path, const std::string& type, std::function<std::string()> body) {
  serving_->shared.pages[path] = {type, std::move(body)};
}

void ViewServer::serve() {
  asio::signal_set signals(serving_->context, SIGINT, SIGTERM);
  signals.async_wait([this](beast::error_code, int) { serving_->context.stop(); });
  serving_->accept();
  serving_->context.run();
}

void ViewServer::start_live(const std::string& greeting) {
  Serving& serving = *serving_;
  serving.shared.is_live = true;
  serving.shared.greeting = greeting;
  serving.shared.connected = [&serving] {
    const std::lock_guard<std::mutex> lock(serving.mutex);
    serving.has_viewer = true;
    serving.changed.notify_all();
  };
  serving.accept();
  serving.thread = std::thread([&serving] { serving.context.run(); });
}

void ViewServer::wait_for_viewer() {
  std::unique_lock<std::mutex> lock(serving_->mutex);
  serving_->changed.wait(lock, [this] { return serving_->has_viewer; });
}

void ViewServer::send(std::string binary) {
  auto message = std::make_shared<const Message>(Message{false, std::move(binary)});
  asio::post(serving_->context, [this, message] { serving_->send_all(message); });
}

void ViewServer::end_live(const std::string& farewell) {
  using Clock = std::chrono::steady_clock;
  auto message = std::make_shared<const Message>(Message{true, farewell});
  asio::post(serving_->context, [this, message] { serving_->send_all(message); });
  const auto until = Clock::now() + std::chrono::seconds(2);
  bool is_done = false;
  while (!is_done && Clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::unique_lock<std::mutex> lock(serving_->mutex);
    bool is_asked = true;
    asio::post(serving_->context, [&] {
      const std::lock_guard<std::mutex> inner(serving_->mutex);
      const auto& viewers = serving_->shared.viewers;
      is_done = std::all_of(viewers.begin(), viewers.end(), [](const auto& v) { return v->has_all(); });
      is_asked = false;
      serving_->changed.notify_all();
    });
    serving_->changed.wait(lock, [&] { return !is_asked; });
  }
}

}  // namespace rheobase
