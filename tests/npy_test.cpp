// What a .npy file may hold, and that nothing else is read as numbers.
#include "files/npy.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "describe_helpers.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

// As NumPy writes it: the header padded with blanks.
std::string npy(const std::string& header, const std::string& data, char version = 1) {
  std::string text = header;
  while ((text.size() + (version == 1 ? 11 : 13)) % 64 != 0) text += ' ';
  text += '\n';
  std::string bytes = std::string("\x93NUMPY") + version + '\0';
  bytes += static_cast<char>(text.size() & 0xFF);
  bytes += static_cast<char>(text.size() >> 8);
  if (version > 1) bytes += std::string(2, '\0');
  return bytes + text + data;
}

std::string header(const std::string& type, const std::string& shape, const std::string& by_column = "False") {
  return "{'descr': " + type + ", 'fortran_order': " + by_column + ", 'shape': " + shape + ", }";
}

template <class T>
std::string data_of(const std::vector<T>& values, bool big_endian = false) {
  std::string bytes;
  for (const T value : values) {
    std::string number(sizeof value, '\0');
    std::memcpy(number.data(), &value, sizeof value);
    bytes += big_endian ? std::string(number.rbegin(), number.rend()) : number;
  }
  return bytes;
}

NumberTable read(const std::string& bytes) { return parse_npy("t.npy", bytes); }
std::string npy_error(const std::string& bytes) {
  return error_of([&] { read(bytes); });
}

template <class T>
void check_type(const std::string& name) {
  CAPTURE(name);
  const std::vector<T> numbers = {0, 1, 2, 3, 100, 7};
  const std::vector<double> expected(numbers.begin(), numbers.end());
  CHECK(read(npy(header("'<" + name + "'", "(6,)"), data_of(numbers))).values == expected);
  CHECK(read(npy(header("'>" + name + "'", "(6,)"), data_of(numbers, true))).values == expected);
}

}  // namespace

TEST_SUITE_BEGIN("compile");

TEST_CASE("every type of number in both byte orders") {
  check_type<float>("f4");
  check_type<double>("f8");
  check_type<std::int8_t>("i1");
  check_type<std::int16_t>("i2");
  check_type<std::int32_t>("i4");
  check_type<std::int64_t>("i8");
  check_type<std::uint8_t>("u1");
  check_type<std::uint16_t>("u2");
  check_type<std::uint32_t>("u4");
  check_type<std::uint64_t>("u8");
  CHECK(read(npy(header("'|i1'", "(2,)"), "\xFF\x01")).values == std::vector<double>{-1, 1});
  CHECK(read(npy(header("'<f8'", "(1,)"), data_of<double>({-0.1}))).values == std::vector<double>{-0.1});
}

TEST_CASE("by rows and by columns, one dimension and two, in every version") {
  const std::vector<double> rows = {0, 1, 2, 3, 4, 5};
  const std::string type = "'<i4'";
  for (const char version : {'\1', '\2', '\3'}) {
    const NumberTable table = read(npy(header(type, "(3, 2)"), data_of<std::int32_t>({0, 1, 2, 3, 4, 5}), version));
    CHECK(table.values == rows);
    CHECK(table.columns == 2);
    CHECK(table.rows() == 3);
  }
  CHECK(read(npy(header(type, "(3, 2)", "True"), data_of<std::int32_t>({0, 2, 4, 1, 3, 5}))).values == rows);
  CHECK(read(npy(header(type, "(6,)", "True"), data_of<std::int32_t>({0, 1, 2, 3, 4, 5}))).values == rows);
  CHECK(read(npy(header(type, "(0, 2)"), "")).rows() == 0);
  CHECK(read(npy(header(type, "(0,)"), "")).rows() == 0);
  // Keys in another order, other quotes, no blanks.
  CHECK(
      read(npy("{\"shape\":(3,2),'fortran_order':False,\"descr\":\"<i4\"}", data_of<std::int32_t>({0, 1, 2, 3, 4, 5})))
          .values == rows);
}

TEST_CASE("what is no table of numbers is refused in one line") {
  const std::string data = data_of<double>({1, 2, 3, 4});
  const auto error = [&](const std::string& type, const std::string& shape) {
    return npy_error(npy(header(type, shape), data));
  };
  CHECK(has(error("[('a', '<f8'), ('b', '<f8')]", "(2,)"), "t.npy: holds records"));
  CHECK(has(error("[('source', '<i4'), ('target', '<i4')]", "(4,)"), "holds records"));
  CHECK(has(error("('<f8', (2,))", "(2,)"), "holds records"));
  CHECK(has(error("['<f8']", "(2,)"), "holds records"));
  for (const char* type : {"'<c16'", "'|b1'", "'<f2'", "'<f16'", "'|O'", "'<U8'", "'|S8'", "'<M8[s]'", "'<V8'", "'f8'",
                           "'=f8'", "''", "'<f8x'", "'<i3'", "'|f8'", "'(2,)<f8'", "'<f8,<f8'"}) {
    CAPTURE(std::string(type));
    CHECK(has(error(type, "(4,)"), "has elements of NumPy's type"));
  }
  CHECK(has(error("'<f8'", "()"), "has 0 dimensions"));
  CHECK(has(error("'<f8'", "(1, 2, 2)"), "has 3 dimensions"));
  CHECK(has(error("'<f8'", "(4, 0)"), "has no columns"));
  CHECK(has(error("'<f8'", "(5,)"), "cut short"));
  CHECK(has(error("'<f8'", "(3,)"), "longer than its array"));
  CHECK(has(error("'<f4'", "(4,)"), "longer than its array"));
  CHECK(has(error("'<f8'", "(999999999999999999, 999999999999999999)"), "cut short"));
  for (const char* shape :
       {"(99999999999999999999,)", "(-4,)", "(4", "4", "[4]", "(4,,)", "(0x4,)", "(4.0,)", "(4L,)"}) {
    CAPTURE(std::string(shape));
    CHECK(has(error("'<f8'", shape), "no .npy header"));
  }
  for (const char* text : {"", "{}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': 0, 'shape': (4,)}",
                           "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (4,)}",
                           "{'descr': '<f8', 'fortran_order': False, 'shape': (4,), 'more': 1}",
                           "{'descr': '<f8', 'fortran_order': False, 'shape': (4,)} {}", "{'descr': '<f8",
                           "{'descr': '<f8' 'fortran_order': False, 'shape': (4,)}", "__import__('os')"}) {
    CAPTURE(std::string(text));
    CHECK(has(npy_error(npy(text, data)), "no .npy header"));
  }
}

TEST_CASE("other versions, other files and files cut anywhere are refused") {
  const std::string whole = npy(header("'<f8'", "(2,)"), data_of<double>({1, 2}));
  for (const char version : {'\0', '\4', '\x09', '\x7F', '\xFF'}) {
    std::string other = whole;
    other[6] = version;
    CHECK(has(npy_error(other), "is of .npy version"));
  }
  std::string minor = whole;
  minor[7] = 1;
  CHECK(has(npy_error(minor), "is of .npy version 1.1"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK(npy_error(whole.substr(0, length)).rfind("t.npy: ", 0) == 0);
  }
  CHECK(has(npy_error("PK\x03\x04 a zip file, as .npz is one"), "not a .npy file"));
}

TEST_SUITE_END();
