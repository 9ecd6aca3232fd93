// In place of the server and the page where a build has neither: what is asked of them is refused in one line.
#include "text/message.hpp"
#include "view/pages.hpp"

namespace rheobase {

const SiteFile site_files[] = {{"", "", nullptr, 0}};
const std::size_t site_file_count = 0;

struct ViewServer::Serving {};

ViewServer::ViewServer(std::uint16_t) {
  fail("view",
       "this build has no page for the browser: it needs Boost's headers, Node.js and `npm ci` in "
       "platforms/wasm/page before CMake runs (docs/view.md)");
}
ViewServer::~ViewServer() = default;
std::string ViewServer::address() const { return {}; }
void ViewServer::add(const std::string&, const std::string&, std::function<std::string()>) {}
void ViewServer::serve() {}
void ViewServer::start_live(const std::string&) {}
void ViewServer::wait_for_viewer() {}
void ViewServer::send(std::string) {}
void ViewServer::end_live(const std::string&) {}

}  // namespace rheobase
