#include "describe/input_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "describe/memory_limit.hpp"
#include "describe/message.hpp"

namespace rheobase {
namespace {

constexpr int writer_most_ms = 1000;  // that a pipe is waited for whose writer has not come yet

void check_kind(const std::string& path, mode_t mode, const std::string& what) {
  if (S_ISREG(mode) || S_ISFIFO(mode) || S_ISSOCK(mode)) return;
  throw error_at(path, std::string("is a ") + (S_ISDIR(mode) ? "directory" : "device") + ", not " + what);
}

Descriptor opened(const std::string& path, const std::string& what) {
  // By name first: opening some devices does something.
  struct stat found {};
  if (stat(path.c_str(), &found) == 0) check_kind(path, found.st_mode, what);
  return Descriptor(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

}  // namespace

InputFile::InputFile(Descriptor descriptor, const std::string& path, const std::string& what, bool begun)
    : path_(path), what_(what), descriptor_(std::move(descriptor)), begun_(begun) {
  struct stat found {};
  if (!descriptor_ || fstat(descriptor_.number(), &found) != 0) throw error_at(path_, std::strerror(errno));
  check_kind(path_, found.st_mode, what_);
  stream_ = !S_ISREG(found.st_mode);
  size_ = stream_ ? 0 : static_cast<std::uint64_t>(found.st_size);
}

InputFile::InputFile(const std::string& path, const std::string& what)
    : InputFile(opened(path, what), path, what, false) {}

InputFile InputFile::standard_input(const std::string& what) {
  return {Descriptor(dup(STDIN_FILENO)), "standard input", what, true};
}

std::size_t InputFile::read_some(char* to, std::size_t bytes) {
  pollfd ready = {descriptor_.number(), POLLIN, 0};
  for (int waited_ms = 0;;) {
    const ssize_t got = ::read(descriptor_.number(), to, bytes);
    if (got > 0 || (got == 0 && (!stream_ || begun_))) {
      begun_ = true;
      return static_cast<std::size_t>(got);
    }
    if (got == 0) {
      if (waited_ms++ >= writer_most_ms) throw error_at(path_, "is a pipe that nobody writes to, not " + what_);
      poll(nullptr, 0, 1);
    } else if (errno == EAGAIN) {
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      throw error_at(path_, std::strerror(errno));
    }
  }
}

std::string InputFile::read(std::uint64_t bytes) {
  std::string out;
  char block[1 << 16];
  while (out.size() < bytes) {
    const std::size_t got = read_some(block, std::min<std::uint64_t>(sizeof block, bytes - out.size()));
    if (got == 0) break;
    out.append(block, got);
  }
  return out;
}

void InputFile::fail_larger(std::uint64_t most) const {
  throw error_at(path_, "is larger than " + size_text(most) + ": not " + what_);
}

std::string InputFile::read_all(std::uint64_t most, std::string begin) {
  const std::uint64_t memory = memory_limit();
  if (size_ > most) fail_larger(most);
  if (size_ > memory) throw error_at(path_, "is larger than the memory of this machine, " + size_text(memory));
  most = std::min(most, memory);
  begin.reserve(static_cast<std::size_t>(size_));
  char block[1 << 16];
  while (const std::size_t got = read_some(block, sizeof block)) {
    begin.append(block, got);
    if (begin.size() > most) fail_larger(most);
  }
  return begin;
}

std::string read_input(const std::string& path, const std::string& what, std::uint64_t most) {
  return InputFile(path, what).read_all(most);
}

}  // namespace rheobase
