// Times and rates with their units.
#include <charconv>
#include <cmath>
#include <utility>

#include "rheobase/model.hpp"

namespace rheobase {
namespace {

struct Unit {
  const char* name;
  double factor;
};

template <std::size_t count>
double parse_quantity(const std::string& text, const std::string& where, const Unit (&units)[count], const char* what) {
  const auto fail = [&](const std::string& why) {
    throw ModelError((where.empty() ? "" : where + ": ") + "'" + text + "' is not a " + what + ": " + why);
  };
  const std::size_t begin = text.find_first_not_of(' ');
  double number = 0;
  if (begin == std::string::npos) fail("it is empty");
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), number);
  std::string unit(end, text.data() + text.size());
  unit.erase(0, unit.find_first_not_of(' ') == std::string::npos ? unit.size() : unit.find_first_not_of(' '));
  while (!unit.empty() && unit.back() == ' ') unit.pop_back();
  std::string list;
  for (const Unit& u : units) list += (list.empty() ? "" : ", ") + std::string(u.name);
  if (error != std::errc()) fail("a number and one of " + list);
  for (const Unit& u : units) {
    if (unit != u.name) continue;
    const double result = number * u.factor;
    if (!std::isfinite(result) || result <= 0) fail("it has to be positive and finite");
    return result;
  }
  fail(unit.empty() ? "it needs a unit, one of " + list : "its unit has to be one of " + list);
  return 0;
}

}  // namespace

double parse_time_ms(const std::string& text, const std::string& where) {
  static constexpr Unit units[] = {{"ms", 1.0}, {"s", 1000.0}, {"us", 1e-3}, {"µs", 1e-3}, {"min", 60000.0}};
  return parse_quantity(text, where, units, "time");
}

double parse_rate_hz(const std::string& text, const std::string& where) {
  static constexpr Unit units[] = {{"Hz", 1.0}, {"kHz", 1000.0}};
  return parse_quantity(text, where, units, "rate");
}

}  // namespace rheobase
