#include "compile/stimulus.hpp"

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>

#include "compile/message.hpp"
#include "describe/expression.hpp"
#include "describe/overrides.hpp"

namespace rheobase {
namespace {

constexpr double largest_current = 1e6;  // what the engine takes from a caller, too
constexpr double most_values = 1e8;

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) fail(path, std::strerror(errno != 0 ? errno : EIO));
  return text.str();
}

std::vector<double> parse_csv(const std::string& path, const std::string& text) {
  std::vector<double> values;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty()) continue;
    const bool header = number == 1 && std::strchr("+-.0123456789", line[0]) == nullptr;
    if (!header) values.push_back(parse_number(line, path + ":" + std::to_string(number)));
  }
  return values;
}

template <class T>
std::vector<double> numbers_at(const char* data, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    T x;
    std::memcpy(&x, data + i * sizeof(T), sizeof(T));
    values.push_back(static_cast<double>(x));
  }
  return values;
}

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3.
std::vector<double> parse_npy(const std::string& path, const std::string& bytes) {
  if (bytes.size() < 12 || bytes.compare(0, 6, "\x93NUMPY") != 0) fail(path, "not a .npy file");
  const bool wide = bytes[6] > 1;  // length of the header: 2 bytes, from version 2 on 4
  std::size_t length = 0;
  for (std::size_t i = 0; i < (wide ? 4u : 2u); ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
  }
  const std::size_t begin = (wide ? 12u : 10u) + length;
  if (begin > bytes.size()) fail(path, "cut short");
  const std::string header = bytes.substr(wide ? 12 : 10, length);
  const std::size_t shape = header.find("'shape': (");
  const bool flat = shape != std::string::npos && header.find(",)", shape) == header.find(',', shape);
  const std::size_t size = header.find("'<f4'") != std::string::npos   ? 4
                           : header.find("'<f8'") != std::string::npos ? 8
                                                                       : 0;
  if (!flat || size == 0) fail(path, "needs one dimension of little-endian float32 or float64");
  const auto count = static_cast<std::size_t>(std::strtoull(header.c_str() + shape + 10, nullptr, 10));
  if (count > (bytes.size() - begin) / size) fail(path, "cut short");
  return size == 4 ? numbers_at<float>(bytes.data() + begin, count) : numbers_at<double>(bytes.data() + begin, count);
}

}  // namespace

std::vector<double> read_column(const std::string& path) {
  const std::string bytes = read_all(path);
  const bool npy = path.size() > 4 && path.compare(path.size() - 4, 4, ".npy") == 0;
  return npy ? parse_npy(path, bytes) : parse_csv(path, bytes);
}

std::vector<float> evaluate_stimulus(const Stimulus& stimulus, const Network& network, const std::string& population) {
  const std::string what = "stimulus of " + population;
  std::vector<double> values;
  if (!stimulus.file.empty()) {
    values = read_column(stimulus.file);
    if (values.empty()) fail(stimulus.file, "holds no number");
  } else {
    const Expression expression(stimulus.current, {"t"}, network.parameters, what);
    const double count = std::ceil(network.duration_ms / stimulus.hold_ms - 1e-6);
    if (count > most_values) fail(stimulus.where, what + " has more than 1e8 values");
    for (double k = 0; k < count; ++k) {
      const double t = k * stimulus.hold_ms;
      values.push_back(expression.at(&t));
    }
  }
  std::vector<float> table;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!(std::fabs(values[k]) <= largest_current)) {
      fail(stimulus.file.empty() ? stimulus.current.where : stimulus.file,
           what + " is " + number_text(values[k]) + " at value " + std::to_string(k) + "; it lies from -1e6 to 1e6");
    }
    table.push_back(std::fabs(values[k]) < 1e-20 ? 0.0f : static_cast<float>(values[k]));
  }
  return table;
}

}  // namespace rheobase
