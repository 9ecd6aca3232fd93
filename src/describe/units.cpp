// Times and rates with their units.
#include "describe/units.hpp"

#include <cctype>
#include <cmath>
#include <vector>

#include "rheobase/model.hpp"
#include "text/message.hpp"
#include "text/number.hpp"

namespace rheobase {
namespace {

struct Unit {
  const char* name;
  double factor;
};

struct Quantity {
  std::vector<Unit> units;
  const char* example;  // ends the sentence "write it as"
  double least, most;
  const char* range;
};

const Quantity time_ms = {{{"ms", 1.0},
                           {"s", 1000.0},
                           {"us", 1e-3},
                           {"min", 60000.0},
                           {"\u00B5s", 1e-3},
                           {"\u03BCs", 1e-3}},  // the micro sign and the Greek letter
                          "\"1 ms\" (units: us, ms, s, min)",
                          1e-6,
                          1e12,
                          "0.001 us to 1e9 s"};
const Quantity rate_hz = {
    {{"Hz", 1.0}, {"kHz", 1000.0}}, "\"1 kHz\" (units: Hz, kHz)", 1e-6, 1e9, "1e-6 Hz to 1e6 kHz"};

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

double parse_quantity(const std::string& text, const std::string& where, const Quantity& quantity, bool zero_allowed) {
  const auto error = [&](const std::string& why) { return error_at(where, "\"" + excerpt(text) + "\" " + why); };
  const std::string words = trimmed(text);
  double number = 0;
  const char* const last = words.data() + words.size();
  const auto [end, status] = number_from(words.data(), last, number);
  if (status == std::errc::result_out_of_range) throw error("is beyond the range of numbers");
  if (status != std::errc() || has_leading_zero(words)) {
    throw error(std::string("is not a number and a unit; write it as ") + quantity.example);
  }
  if (!std::isfinite(number)) throw error("is not finite");
  const std::string name = trimmed(std::string(end, last));
  if (name.empty()) throw error(std::string("has no unit; write it as ") + quantity.example);
  for (const Unit& unit : quantity.units) {
    if (name != unit.name) continue;
    const double result = number * unit.factor;
    if (number < 0) throw error("is negative");
    if (number > 0 && !(result >= quantity.least && result <= quantity.most)) {
      throw error(std::string("is out of range: from ") + quantity.range);
    }
    if (!zero_allowed && number <= 0) throw error("is zero; it must be more");
    return result;
  }
  throw error("has an unknown unit '" + excerpt(name) + "'; write it as " + quantity.example);
}

}  // namespace

bool is_quantity(const std::string& text) {
  const std::string words = trimmed(text);
  double number = 0;
  const auto [end, status] = number_from(words.data(), words.data() + words.size(), number);
  if (end == words.data()) return words.empty();
  const std::string unit = trimmed(std::string(end, words.data() + words.size()));
  return unit.find_first_of("+-*/^()?:<>=!&|_0123456789 \t") == std::string::npos;
}

double parse_time_ms(const std::string& text, const std::string& where) {
  return parse_quantity(text, where, time_ms, false);
}

double parse_time_or_zero_ms(const std::string& text, const std::string& where) {
  return parse_quantity(text, where, time_ms, true);
}

double parse_rate_hz(const std::string& text, const std::string& where) {
  return parse_quantity(text, where, rate_hz, false);
}

std::uint64_t parse_bytes(const std::string& text, const std::string& where) {
  const auto error = [&](const std::string& why) { return error_at(where, "'" + excerpt(text) + "' " + why); };
  const std::string words = trimmed(text);
  double number = 0;
  const char* const last = words.data() + words.size();
  const auto [end, status] = number_from(words.data(), last, number);
  std::string unit = trimmed(std::string(end, last));
  for (char& c : unit) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (unit.size() == 3 && unit[1] == 'I') unit.erase(1, 1);  // KiB is KB
  if (unit.size() == 2 && unit[1] == 'B') unit.pop_back();
  const std::size_t power = unit.empty() ? 0 : std::string("BKMGT").find(unit[0]);
  if (status != std::errc() || !std::isfinite(number) || has_leading_zero(words) || unit.size() > 1 || power > 4) {
    throw error("is not a size: bytes, or K, M, G behind a number");
  }
  const double bytes = std::ldexp(number, static_cast<int>(10 * power));
  if (!(bytes >= 1 && bytes <= 0x1p53) || bytes != std::floor(bytes)) {
    throw error("is out of range: whole bytes, from 1 to 2^53");
  }
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace rheobase
