// A file that the user names to be read: of a kind and a size that can be read, or refused in one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "files/descriptor.hpp"

namespace rheobase {

class InputFile {
 public:
  // A regular file, or a pipe with a writer. `what` it should be stands in messages: "a model file". Throws
  // ModelError for a directory, a device, a socket, a pipe without a writer.
  InputFile(const std::string& path, const std::string& what);
  // Standard input, which may be a socket too.
  static InputFile standard_input(const std::string& what);

  bool is_stream() const { return stream_; }

  // The next bytes, at most so many; fewer only at the end.
  std::string read(std::uint64_t bytes);
  // The first bytes as memory, if it is a regular file that has as many and the system can; else null. Changes stay
  // there; system::unmap() gives it back.
  void* map(std::uint64_t bytes) const;
  // `begin`, which has been read, and all that follows. Throws ModelError where that is more than `most` bytes, or more
  // than this machine's memory; endless files too.
  std::string read_all(std::uint64_t most, std::string begin = {});

 private:
  InputFile(Descriptor descriptor, const std::string& path, const std::string& what, bool begun);
  [[noreturn]] void fail_larger(std::uint64_t most) const;
  std::size_t read_some(char* to, std::size_t bytes);  // 0 at the end

  std::string path_, what_;
  Descriptor descriptor_;
  bool stream_ = false;     // a pipe or a socket
  bool begun_;              // its writer has been seen
  std::uint64_t size_ = 0;  // of a regular file, when it was opened
};

// The whole of a file of at most so many bytes.
std::string read_input(const std::string& path, const std::string& what, std::uint64_t most);

}  // namespace rheobase
