#include "log/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "compile/atomic_file.hpp"
#include "compile/descriptor.hpp"
#include "compile/message.hpp"

namespace rheobase {
namespace {

constexpr std::size_t most_of_a_pipe = std::size_t{1} << 31;
constexpr std::size_t chunk = 1u << 20;

Descriptor open_log(const std::string& path) {
  Descriptor file(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!file) fail_errno(path);
  return file;
}

}  // namespace

std::vector<std::byte> read_log_bytes(const std::string& path) {
  const Descriptor file = open_log(path);
  struct stat about = {};
  if (::fstat(file.number(), &about) != 0) fail_errno(path);
  const bool regular = S_ISREG(about.st_mode);
  if (!regular && !S_ISFIFO(about.st_mode) && !S_ISSOCK(about.st_mode)) {
    fail(path, S_ISDIR(about.st_mode) ? "a directory, not a log" : "a device; a log is a file or comes by a pipe");
  }
  std::vector<std::byte> bytes(regular ? static_cast<std::size_t>(about.st_size) : 0);
  for (std::size_t used = 0;;) {
    if (used == bytes.size()) bytes.resize(used + chunk);
    if (!regular && used > most_of_a_pipe) fail(path, "more than 2 GB by a pipe; write them into a file first");
    const ssize_t got = ::read(file.number(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_errno(path);
    used += static_cast<std::size_t>(got);
    if (got == 0) {
      bytes.resize(used);
      return bytes;
    }
  }
}

}  // namespace rheobase
