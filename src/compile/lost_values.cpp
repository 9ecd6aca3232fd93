#include "compile/lost_values.hpp"

#include <algorithm>
#include <cmath>

#include "describe/expression.hpp"
#include "models/as_float.hpp"

namespace rheobase {
namespace {

bool is_lost(double x) { return x != 0 && as_float(x) == 0.0f; }

void warn_of_lost(const std::string& where, const std::string& what, const std::vector<double>& values, double scale,
                  Warnings& warnings) {
  std::size_t lost = 0;
  double largest = 0;
  for (double x : values) {
    if (!is_lost(x * scale)) continue;
    ++lost;
    largest = std::max(largest, std::fabs(x));
  }
  if (lost == 0) return;
  const std::string which = values.size() == 1 ? " is " + number_text(largest) + ", stored as 0"
                                               : ": " + std::to_string(lost) + " of " + std::to_string(values.size()) +
                                                     " values became 0, up to " + number_text(largest);
  warn(warnings, where, what + which + ": nothing smaller than " + number_text(1e-20 / scale) + " is kept");
}

}  // namespace

void warn_of_lost_parameters(const Population& population, const NeuronParameters& neurons, const char* rate,
                             double dt_ms, Warnings& warnings) {
  const auto check = [&](const std::string& key, const std::vector<double>& values, double scale = 1) {
    warn_of_lost(place_of(population, {key.c_str()}), key + " of " + population.name, values, scale, warnings);
  };
  for (const auto& [key, values] : neurons.values) check(key, values, rate != nullptr && key == rate ? dt_ms : 1);
  check("current", neurons.current);
  check("noise", neurons.noise);
  check("threshold", {neurons.threshold_mv});
}

void warn_of_lost_stimulus(const std::string& population, const std::vector<double>& values, const std::string& where,
                           bool from_expression, Warnings& warnings) {
  double largest = 0, largest_lost = 0;
  for (double x : values) {
    largest = std::max(largest, std::fabs(x));
    if (is_lost(x)) largest_lost = std::max(largest_lost, std::fabs(x));
  }
  constexpr double shows = 0x1p-24;
  if (from_expression && largest_lost < shows * largest) return;
  warn_of_lost(where, "stimulus of " + population, values, 1, warnings);
}

void warn_of_lost_probability(const Projection& projection, const std::map<std::string, double>& constants,
                              Warnings& warnings) {
  const std::string what = "probability of " + ends_of(projection);
  const double p = constant_of(projection.probability, constants, what);
  if (p == 0 || std::llround(p * 0x1p32) > 0) return;
  warn(warnings, place_of(projection, {"probability"}),
       what + " is " + number_text(p) + ", stored as 0: it is a multiple of 2^-32; no synapse is drawn");
}

}  // namespace rheobase
