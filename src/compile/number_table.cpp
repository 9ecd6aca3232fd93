#include "compile/number_table.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "compile/csv.hpp"
#include "compile/message.hpp"
#include "describe/input_file.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t largest_table = std::uint64_t{1} << 30;  // bytes

template <class T>
void numbers_at(const char* data, std::size_t count, std::vector<double>& values) {
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    T x;
    std::memcpy(&x, data + i * sizeof(T), sizeof(T));
    values.push_back(static_cast<double>(x));
  }
}

struct Type {
  const char* name;
  std::size_t bytes;
  void (*read)(const char*, std::size_t, std::vector<double>&);
};
constexpr Type types[] = {{"'<f4'", 4, numbers_at<float>},         {"'<f8'", 8, numbers_at<double>},
                          {"'<i4'", 4, numbers_at<std::int32_t>},  {"'<i8'", 8, numbers_at<std::int64_t>},
                          {"'<u4'", 4, numbers_at<std::uint32_t>}, {"'<u8'", 8, numbers_at<std::uint64_t>}};

// "(12,)" or "(12, 3)" after 'shape': -> {12} or {12, 3}; empty for anything else.
std::vector<std::size_t> shape_of(const std::string& header) {
  std::vector<std::size_t> shape;
  const std::size_t at = header.find("'shape': (");
  if (at == std::string::npos) return shape;
  const char* p = header.c_str() + at + std::strlen("'shape': (");
  while (*p >= '0' && *p <= '9') {
    char* end;
    shape.push_back(std::strtoull(p, &end, 10));
    for (p = end; *p == ',' || *p == ' ';) ++p;
  }
  return *p == ')' ? shape : std::vector<std::size_t>{};
}

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3.
NumberTable parse_npy(const std::string& path, const std::string& bytes) {
  if (bytes.size() < 12 || bytes.compare(0, 6, "\x93NUMPY") != 0) fail(path, "not a .npy file");
  const bool wide = bytes[6] > 1;  // length of the header: 2 bytes, from version 2 on 4
  std::size_t length = 0;
  for (std::size_t i = 0; i < (wide ? 4u : 2u); ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
  }
  const std::size_t begin = (wide ? 12u : 10u) + length;
  if (begin > bytes.size()) fail(path, "cut short");
  const std::string header = bytes.substr(wide ? 12 : 10, length);
  const std::vector<std::size_t> shape = shape_of(header);
  const bool by_column = shape.size() == 2 && header.find("'fortran_order': True") != std::string::npos;
  const Type* type = nullptr;
  for (const Type& t : types) {
    if (header.find(t.name) != std::string::npos) type = &t;
  }
  if (type == nullptr || shape.empty() || shape.size() > 2) {
    fail(path, "needs one or two dimensions of little-endian float32, float64 or integers of 4 or 8 bytes");
  }
  if (by_column) fail(path, "is in Fortran order: save numpy.ascontiguousarray of it");
  NumberTable table;
  table.columns = shape.size() == 2 ? shape[1] : 1;
  const std::size_t room = (bytes.size() - begin) / type->bytes;
  if (table.columns == 0 || shape[0] > room / table.columns) fail(path, "cut short");
  type->read(bytes.data() + begin, shape[0] * table.columns, table.values);
  return table;
}

}  // namespace

std::string NumberTable::place(std::size_t row) const {
  return lines.empty() ? path + ", row " + std::to_string(row) : path + ":" + std::to_string(lines[row]);
}

NumberTable read_table(const std::string& path) {
  const std::string bytes = read_input(path, "a table of numbers", largest_table);
  const bool npy = path.size() > 4 && path.compare(path.size() - 4, 4, ".npy") == 0;
  NumberTable table = npy ? parse_npy(path, bytes) : parse_csv(path, bytes);
  table.path = path;
  return table;
}

}  // namespace rheobase
