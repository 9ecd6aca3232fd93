// A web server for the browser of this machine alone: pages at known addresses, and a WebSocket for a run that goes on.
//
// It listens on 127.0.0.1, answers GET for the addresses that it was given and nothing else, and only where the Host
// header, and of the WebSocket the Origin, is its own: another site's page gets nothing, under whatever name it asks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace rheobase {

class ViewServer {
 public:
  // Port 0: one that is free. Throws ModelError where it cannot have the port.
  explicit ViewServer(std::uint16_t port);
  ~ViewServer();  // ends it
  ViewServer(const ViewServer&) = delete;
  ViewServer& operator=(const ViewServer&) = delete;

  // "http://127.0.0.1:8080/"
  std::string address() const;
  // What GET of `path`, "/view.js", is answered with; `body` may throw ModelError. Before the server starts.
  void add(const std::string& path, const std::string& type, std::function<std::string()> body);

  // Serves until Ctrl-C or SIGTERM.
  void serve();

  // Serves from a thread of its own. Who connects to the WebSocket at /live gets `greeting` and then all that is sent.
  void start_live(const std::string& greeting);
  void wait_for_viewer();
  void send(std::string binary);
  // `farewell` to all; waits until they have it, for two seconds at most.
  void end_live(const std::string& farewell);

 private:
  struct Serving;
  std::unique_ptr<Serving> serving_;
};

}  // namespace rheobase
