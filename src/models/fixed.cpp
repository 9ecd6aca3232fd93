#include <cmath>

#include "models/fixed_fold.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr double most_state_mv = 1 << fixed_state_whole, unit_mv = 1.0 / (1 << fixed_fraction);
constexpr double most_rounding = 0.005;

std::vector<double> in_units(std::vector<double> values, double (*rounded)(double)) {
  for (double& x : values) x = rounded(x / unit_mv) * unit_mv;
  return values;
}

std::string fault_of(const FixedParameter& p, double value) {
  if (p.most == 0) {
    if (std::fabs(value) < most_state_mv - unit_mv) return "";
    return "is " + number_text(value) + "; with the integrator fixed it lies between -512 and 512";
  }
  const double units = std::ldexp(value * p.scale, p.fraction);
  if (std::fabs(units) > p.most) {
    return std::string(p.as) + "is " + number_text(value * p.scale) + "; the integrator fixed has numbers up to " +
           number_text(std::ldexp(p.most, -p.fraction)) + " there";
  }
  if (std::fabs(std::round(units) - units) > most_rounding * std::fabs(units)) {
    return std::string(p.as) + "is " + number_text(value * p.scale) +
           "; the integrator fixed would change it by more than 0.5 %, to a multiple of 2^-" +
           std::to_string(p.fraction);
  }
  return "";
}

}  // namespace

std::vector<double> fixed_integers(std::vector<double> values, int fraction) {
  for (double& x : values) x = integer_plane(static_cast<std::int32_t>(std::llround(std::ldexp(x, fraction))));
  return values;
}

std::vector<double> fixed_nearest(std::vector<double> values) {
  return in_units(std::move(values), [](double x) { return std::round(x); });
}
std::vector<double> fixed_below(std::vector<double> values) {
  return in_units(std::move(values), [](double x) { return std::floor(x); });
}

ParameterFault fixed_fault(const NeuronParameters& neurons, const std::vector<FixedParameter>& parameters) {
  for (const FixedParameter& p : parameters) {
    for (std::size_t i = 0; i < neurons.size; ++i) {
      const std::string why = fault_of(p, neurons[p.name][i]);
      if (!why.empty()) return {p.name, " at neuron " + std::to_string(i) + " " + why};
    }
  }
  return {};
}

}  // namespace rheobase
