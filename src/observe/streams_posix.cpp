#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "observe/streams.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

bool write_all(int file, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t done = write(file, text.data() + at, text.size() - at);
    if (done > 0) at += static_cast<std::size_t>(done);
    if (done >= 0 || errno == EINTR) continue;
    pollfd ready = {file, POLLOUT, 0};  // a terminal that another program has made non-blocking
    if (errno != EAGAIN || poll(&ready, 1, -1) < 0) return false;
  }
  return true;
}

}  // namespace

void secure_standard_streams() {
  for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // open() takes the lowest number that is free: this one.
    if (fcntl(file, F_GETFD) < 0 && open("/dev/null", O_RDWR) != file) _exit(2);
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void write_output(const std::string& text) {
  if (!write_all(STDOUT_FILENO, text)) fail("standard output", std::strerror(errno));
}

void write_error(const std::string& text) { (void)write_all(STDERR_FILENO, text); }

bool error_is_terminal() { return isatty(STDERR_FILENO) == 1; }

}  // namespace rheobase
