#include "files/input_file.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "files/memory_limit.hpp"
#include "files/system.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

using system::Kind;

constexpr int writer_most_ms = 1000;  // how long to wait for the writer of a pipe

void check_kind(const std::string& path, Kind kind, const std::string& what) {
  if (kind == Kind::none) throw error_at(path, system::last_error());
  if (kind == Kind::regular || kind == Kind::stream) return;
  throw error_at(path, std::string("is a ") + (kind == Kind::directory ? "directory" : "device") + ", not " + what);
}

Descriptor opened(const std::string& path, const std::string& what) {
  check_kind(path, system::kind_of(path), what);  // by name first: opening some devices has effects
  Descriptor file = system::open_to_read(path);
  if (!file) throw error_at(path, system::last_error());
  return file;
}

}  // namespace

InputFile::InputFile(Descriptor descriptor, const std::string& path, const std::string& what, bool begun)
    : path_(path), what_(what), descriptor_(std::move(descriptor)), begun_(begun) {
  const Kind kind = system::kind_of(descriptor_);
  check_kind(path_, kind, what_);
  stream_ = kind == Kind::stream;
  size_ = stream_ ? 0 : system::size_of(descriptor_);
}

InputFile::InputFile(const std::string& path, const std::string& what)
    : InputFile(opened(path, what), path, what, false) {}

InputFile InputFile::standard_input(const std::string& what) {
  return {system::standard_input(), "standard input", what, true};
}

std::size_t InputFile::read_some(char* to, std::size_t bytes) {
  for (int waited_ms = 0;; ++waited_ms) {
    const std::ptrdiff_t got = system::read_some(descriptor_, to, bytes);
    if (got < 0) throw error_at(path_, system::last_error());
    if (got > 0 || !stream_ || begun_) {
      begun_ = true;
      return static_cast<std::size_t>(got);
    }
    if (waited_ms >= writer_most_ms) throw error_at(path_, "is a pipe that nobody writes to, not " + what_);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
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

void* InputFile::map(std::uint64_t bytes) const {
  return stream_ || bytes > size_ ? nullptr : system::map(descriptor_, static_cast<std::size_t>(bytes));
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
