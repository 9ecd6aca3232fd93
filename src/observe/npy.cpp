#include "observe/npy.hpp"

#include <fmt/format.h>

namespace rheobase {
namespace {

template <class T>
std::string whole_file(const char* descr, const std::vector<T>& values, const std::vector<std::size_t>& shape) {
  return npy_header(descr, shape).append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

}  // namespace

std::string npy_header(const std::string& descr, const std::vector<std::size_t>& shape) {
  std::string lengths;
  for (const std::size_t length : shape) lengths += fmt::format("{}, ", length);
  lengths.resize(lengths.size() - (shape.size() == 1 ? 1 : 2));  // as NumPy writes them: (2,) and (2, 3)
  std::string header = fmt::format("{{'descr': {}, 'fortran_order': False, 'shape': ({}), }}", descr, lengths);
  const std::size_t preamble = 10;
  while ((preamble + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xFF);
  bytes += static_cast<char>(header.size() >> 8);
  return bytes + header;
}

std::string npy_of(const std::vector<float>& values, const std::vector<std::size_t>& shape) {
  return whole_file("'<f4'", values, shape);
}

std::string npy_of(const std::vector<double>& values, const std::vector<std::size_t>& shape) {
  return whole_file("'<f8'", values, shape);
}

}  // namespace rheobase
