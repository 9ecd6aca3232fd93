#include "view/sessions.hpp"

#include <chrono>
#include <utility>

#include "observe/streams.hpp"

namespace rheobase::view {
namespace {

constexpr auto patience = std::chrono::seconds(30);  // with a connection that says nothing
constexpr std::uint32_t longest_header = 16384;      // bytes
constexpr std::size_t most_viewers = 16;
constexpr std::size_t most_waiting = 64u << 20;  // bytes, of a viewer

}  // namespace

bool Shared::is_own_host(const std::string& host) const {
  const std::string ending = ":" + std::to_string(port);
  return host == "127.0.0.1" + ending || host == "localhost" + ending;
}

bool Shared::is_own_origin(const std::string& origin) const {
  constexpr const char* scheme = "http://";
  return origin.rfind(scheme, 0) == 0 && is_own_host(origin.substr(7));
}

Session::Session(Tcp::socket socket, Shared& shared) : stream_(std::move(socket)), shared_(shared) {
  ++shared_.connections;
  parser_.header_limit(longest_header);
  parser_.body_limit(std::uint64_t{0});
}

Session::~Session() { --shared_.connections; }

void Session::run() {
  stream_.expires_after(patience);
  http::async_read(stream_, buffer_, parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (!error) self->answer(self->parser_.get());
  });
}

void Session::answer(const Request& request) {
  const std::string text = "text/plain; charset=utf-8";
  if (!shared_.is_own_host(std::string(request[http::field::host]))) {
    return reply(http::status::misdirected_request, text, "not this server\n");
  }
  if (request.method() != http::verb::get) return reply(http::status::method_not_allowed, text, "GET alone\n");
  const std::string path(request.target());
  if (path == "/live" && shared_.is_live && websocket::is_upgrade(request)) {
    if (shared_.viewers.size() >= most_viewers) {
      return reply(http::status::service_unavailable, text, "too many viewers\n");
    }
    if (!shared_.is_own_origin(std::string(request[http::field::origin]))) {
      return reply(http::status::forbidden, text, "not for this page\n");
    }
    stream_.expires_never();
    return std::make_shared<Viewer>(std::move(stream_), shared_)->run(request);
  }
  const auto page = shared_.pages.find(path);
  if (page == shared_.pages.end()) return reply(http::status::not_found, text, "no such page\n");
  std::string body;
  try {
    body = page->second.body();
  } catch (const std::exception& error) {
    print_error(std::string("rheobase: ") + error.what());  // it may name files: not for who asked
    return reply(http::status::internal_server_error, text, "the server could not answer; its terminal says why\n");
  }
  reply(http::status::ok, page->second.type, std::move(body));
}

void Session::reply(http::status status, const std::string& type, std::string body) {
  const std::string own = std::to_string(shared_.port);
  response_.result(status);
  response_.set(http::field::content_type, type);
  response_.set("Content-Security-Policy", "default-src 'self'; connect-src 'self' ws://127.0.0.1:" + own +
                                               " ws://localhost:" + own +
                                               "; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                                               "form-action 'none'; frame-ancestors 'none'");
  response_.set("X-Content-Type-Options", "nosniff");
  response_.set("X-Frame-Options", "DENY");
  response_.set("Referrer-Policy", "no-referrer");
  response_.set("Cross-Origin-Opener-Policy", "same-origin");
  response_.set("Cross-Origin-Resource-Policy", "same-origin");
  response_.set(http::field::cache_control, "no-store");
  response_.keep_alive(false);
  response_.body() = std::move(body);
  response_.prepare_payload();
  stream_.expires_after(patience);
  http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code, std::size_t) {
    beast::error_code ignored;
    self->stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
  });
}

Viewer::Viewer(beast::tcp_stream stream, Shared& shared) : socket_(std::move(stream)), shared_(shared) {}

void Viewer::run(http::request<http::empty_body> request) {
  request_ = std::move(request);
  socket_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
  socket_.read_message_max(1024);  // nothing is asked of a viewer
  socket_.async_accept(request_, [self = shared_from_this()](beast::error_code error) {
    if (error) return;
    self->shared_.viewers.insert(self);
    self->send(std::make_shared<const Message>(Message{true, self->shared_.greeting}));
    self->read();
    self->shared_.connected();
  });
}

void Viewer::send(const std::shared_ptr<const Message>& message) {
  waiting_.push_back(message);
  waiting_bytes_ += message->bytes.size();
  if (waiting_bytes_ > most_waiting) return leave();
  if (waiting_.size() == 1) write();
}

void Viewer::read() {
  socket_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
    if (error) return self->leave();
    self->buffer_.clear();
    self->read();
  });
}

void Viewer::write() {
  socket_.text(waiting_.front()->is_text);
  socket_.async_write(asio::buffer(waiting_.front()->bytes),
                      [self = shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->leave();
                        self->waiting_bytes_ -= self->waiting_.front()->bytes.size();
                        self->waiting_.pop_front();
                        if (!self->waiting_.empty()) self->write();
                      });
}

void Viewer::leave() {
  beast::error_code ignored;
  beast::get_lowest_layer(socket_).socket().close(ignored);
  shared_.viewers.erase(shared_from_this());
}

}  // namespace rheobase::view
