// Times and rates with their units.
#include "describe/units.hpp"

#include <cmath>

#include "describe/message.hpp"
#include "describe/number.hpp"
#include "rheobase/model.hpp"

namespace rheobase {
namespace {

struct Unit {
  const char* name;
  double factor;
};

constexpr Unit time_units[] = {{"ms", 1.0},       {"s", 1000.0},    {"us", 1e-3}, {"min", 60000.0},
                               {"\u00B5s", 1e-3}, {"\u03BCs", 1e-3}};  // the micro sign and the Greek letter
constexpr Unit rate_units[] = {{"Hz", 1.0}, {"kHz", 1000.0}};

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// `example` ends the sentence "write it as".
template <std::size_t count>
double parse_quantity(const std::string& text, const std::string& where, const Unit (&units)[count],
                      const char* example, bool zero_allowed) {
  const auto error = [&](const std::string& why) { return error_at(where, "\"" + excerpt(text) + "\" " + why); };
  const std::string words = trimmed(text);
  double number = 0;
  const char* const last = words.data() + words.size();
  const auto [end, status] = number_from(words.data(), last, number);
  if (status == std::errc::result_out_of_range) throw error("is beyond the range of numbers");
  if (status != std::errc()) throw error(std::string("is not a number and a unit; write it as ") + example);
  if (!std::isfinite(number)) throw error("is not finite");
  const std::string name = trimmed(std::string(end, last));
  if (name.empty()) throw error(std::string("has no unit; write it as ") + example);
  for (const Unit& unit : units) {
    if (name != unit.name) continue;
    const double result = number * unit.factor;
    if (number < 0) throw error("is negative");
    if (!std::isfinite(result) || (number > 0 && result <= 0)) throw error("is beyond the range of numbers");
    if (!zero_allowed && number <= 0) throw error("is zero; it must be more");
    return result;
  }
  throw error("has an unknown unit '" + excerpt(name) + "'; write it as " + example);
}

constexpr char time_example[] = "\"1 ms\" (units: us, ms, s, min)";
constexpr char rate_example[] = "\"1 kHz\" (units: Hz, kHz)";

}  // namespace

double parse_time_ms(const std::string& text, const std::string& where) {
  return parse_quantity(text, where, time_units, time_example, false);
}

double parse_time_or_zero_ms(const std::string& text, const std::string& where) {
  return parse_quantity(text, where, time_units, time_example, true);
}

double parse_rate_hz(const std::string& text, const std::string& where) {
  return parse_quantity(text, where, rate_units, rate_example, false);
}

}  // namespace rheobase
