#include "log/source.hpp"

#include <cstring>

#include "describe/input_file.hpp"

namespace rheobase {

std::vector<std::byte> read_log_bytes(const std::string& path) {
  constexpr std::uint64_t most_of_a_stream = std::uint64_t{1} << 31;
  InputFile file = path == "-" ? InputFile::standard_input("a log") : InputFile(path, "a log");
  const std::string text = file.read_all(file.is_stream() ? most_of_a_stream : UINT64_MAX);
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

}  // namespace rheobase
