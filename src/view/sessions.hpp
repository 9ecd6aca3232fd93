// The connections of ViewServer: one request and its answer, or a WebSocket.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace rheobase::view {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using Tcp = asio::ip::tcp;

struct Page {
  std::string type;
  std::function<std::string()> body;
};

struct Message {
  bool is_text;
  std::string bytes;
};

class Viewer;

// What the connections share. All of it belongs to the thread that serves.
struct Shared {
  std::uint16_t port = 0;
  std::map<std::string, Page> pages;
  bool is_live = false;
  std::string greeting;
  std::set<std::shared_ptr<Viewer>> viewers;
  std::function<void()> connected;  // a viewer is there
  int connections = 0;

  bool is_own_host(const std::string& host) const;
  bool is_own_origin(const std::string& origin) const;
};

// A connection that asks for one page, or turns into a Viewer.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Tcp::socket socket, Shared& shared);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();
  void run();

 private:
  using Request = http::request<http::empty_body>;
  void answer(const Request& request);
  void reply(http::status status, const std::string& type, std::string body);

  beast::tcp_stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  http::request_parser<http::empty_body> parser_;
  http::response<http::string_body> response_;
};

// A browser that watches a run.
class Viewer : public std::enable_shared_from_this<Viewer> {
 public:
  Viewer(beast::tcp_stream stream, Shared& shared);
  void run(http::request<http::empty_body> request);
  // One that takes what it is sent too slowly is let go.
  void send(const std::shared_ptr<const Message>& message);
  bool has_all() const { return waiting_.empty(); }

 private:
  void read();
  void write();
  void leave();

  websocket::stream<beast::tcp_stream> socket_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  std::deque<std::shared_ptr<const Message>> waiting_;
  std::size_t waiting_bytes_ = 0;
};

}  // namespace rheobase::view
