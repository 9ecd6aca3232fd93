#include "log/source.hpp"

#include <cstring>

#include "files/input_file.hpp"

namespace rheobase {

std::vector<std::byte> read_log_bytes(const std::string& path) {
  constexpr std::uint64_t max_stream_bytes = std::uint64_t{1} << 31;
  InputFile file = path == "-" ? InputFile::standard_input("a log") : InputFile(path, "a log");
  const std::string text = file.read_all(file.is_stream() ? max_stream_bytes : UINT64_MAX);
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

}  // namespace rheobase
