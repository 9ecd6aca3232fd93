// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1.0 to 3.0.
#include "files/npy.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>
#include <string_view>
#include <vector>

#include "text/message.hpp"

namespace rheobase {
namespace {

struct Type {
  char name[3];
  std::size_t bytes;
  double (*value)(const char*);
};

template <class T>
double value_of(const char* bytes) {
  T x;
  std::memcpy(&x, bytes, sizeof x);
  return static_cast<double>(x);
}

constexpr Type types[] = {
    {"f4", 4, value_of<float>},         {"f8", 8, value_of<double>},        {"i1", 1, value_of<std::int8_t>},
    {"i2", 2, value_of<std::int16_t>},  {"i4", 4, value_of<std::int32_t>},  {"i8", 8, value_of<std::int64_t>},
    {"u1", 1, value_of<std::uint8_t>},  {"u2", 2, value_of<std::uint16_t>}, {"u4", 4, value_of<std::uint32_t>},
    {"u8", 8, value_of<std::uint64_t>},
};

struct Header {
  std::string type;
  bool by_column = false;
  std::vector<std::uint64_t> shape;
};

// The dictionary, a literal of Python: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }
class HeaderReader {
 public:
  HeaderReader(const std::string& path, std::string_view text) : path_(path), rest_(text) {}

  Header read() {
    Header header;
    std::set<std::string> keys;
    expect('{');
    while (!take('}')) {
      const std::string key = string();
      expect(':');
      if (!keys.insert(key).second) fail_header();
      if (key == "descr") {
        skip_space();
        if (rest_.empty() || !is_quote(rest_.front())) fail(path_, "holds records; a table has one number an element");
        header.type = string();
      } else if (key == "fortran_order") {
        header.by_column = boolean();
      } else if (key == "shape") {
        header.shape = shape();
      } else {
        fail_header();
      }
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (keys.size() != 3 || !rest_.empty()) fail_header();
    return header;
  }

 private:
  [[noreturn]] void fail_header() const { fail(path_, "has no .npy header that NumPy would write"); }
  static bool is_quote(char c) { return c == '\'' || c == '"'; }

  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size())); }
  bool take(std::string_view word) {
    skip_space();
    if (rest_.substr(0, word.size()) != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  bool take(char c) { return take(std::string_view(&c, 1)); }
  void expect(char c) {
    if (!take(c)) fail_header();
  }
  std::string string() {
    skip_space();
    if (rest_.empty() || !is_quote(rest_.front())) fail_header();
    const std::size_t end = rest_.find(rest_.front(), 1);
    if (end == std::string_view::npos) fail_header();
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }
  bool boolean() {
    const bool yes = take("True");
    if (!yes && !take("False")) fail_header();
    return yes;
  }
  std::uint64_t length() {
    skip_space();
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0 || digits > 18) fail_header();
    std::uint64_t number = 0;
    for (const char c : rest_.substr(0, digits)) number = 10 * number + static_cast<std::uint64_t>(c - '0');
    rest_.remove_prefix(digits);
    return number;
  }
  std::vector<std::uint64_t> shape() {
    std::vector<std::uint64_t> lengths;
    expect('(');
    while (!take(')')) {
      lengths.push_back(length());
      if (!take(',')) {
        expect(')');
        break;
      }
    }
    return lengths;
  }

  const std::string& path_;
  std::string_view rest_;
};

const Type& type_of(const std::string& path, const std::string& descr) {
  const bool ordered = descr.size() == 3 && std::strchr("<>|", descr[0]) != nullptr;
  for (const Type& type : types) {
    if (ordered && descr.compare(1, 2, type.name) == 0 && (descr[0] != '|' || type.bytes == 1)) return type;
  }
  fail(path,
       "has elements of NumPy's type '" + descr + "'; a table has integers of 1, 2, 4 or 8 bytes, or floats of 4 or 8");
}

}  // namespace

NumberTable parse_npy(const std::string& path, const std::string& bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
  if (bytes.size() < 12 || bytes.compare(0, npy_begin.size(), npy_begin) != 0) fail(path, "not a .npy file");
  if (byte(6) < 1 || byte(6) > 3 || byte(7) != 0) {
    fail(path, "is of .npy version " + std::to_string(byte(6)) + "." + std::to_string(byte(7)) +
                   "; versions 1.0, 2.0 and 3.0 are read");
  }
  const std::size_t preamble = byte(6) == 1 ? 10 : 12;  // with the header's length: 2 bytes, from version 2 on 4
  std::size_t length = 0;
  for (std::size_t i = 8; i < preamble; ++i) length |= byte(i) << (8 * (i - 8));
  if (length > bytes.size() - preamble) fail(path, "cut short");
  const Header header = HeaderReader(path, std::string_view(bytes).substr(preamble, length)).read();
  const Type& type = type_of(path, header.type);
  if (header.shape.empty() || header.shape.size() > 2) {
    fail(path, "has " + std::to_string(header.shape.size()) + " dimensions; a table has one or two");
  }
  const std::uint64_t rows = header.shape[0], columns = header.shape.size() == 2 ? header.shape[1] : 1;
  const std::uint64_t room = (bytes.size() - preamble - length) / type.bytes;
  if (columns == 0) fail(path, "has no columns");
  if (rows > room / columns) fail(path, "cut short");
  if (rows * columns * type.bytes != bytes.size() - preamble - length) fail(path, "is longer than its array");

  const bool big_endian = header.type[0] == '>';
  NumberTable table;
  table.columns = columns;
  table.values.resize(rows * columns);
  const char* element = bytes.data() + preamble + length;
  for (std::uint64_t k = 0; k < rows * columns; ++k, element += type.bytes) {
    char number[8];
    std::memcpy(number, element, type.bytes);
    if (big_endian) std::reverse(number, number + type.bytes);
    table.values[header.by_column ? k % rows * columns + k / rows : k] = type.value(number);
  }
  return table;
}

}  // namespace rheobase
