#include "compile/fixed_limits.hpp"

#include <cmath>

#include "compile/message.hpp"
#include "describe/channel_kinds.hpp"
#include "describe/parameters.hpp"
#include "models/fixed.hpp"

namespace rheobase {
namespace {

constexpr double most_state_mv = 1 << fixed_state_whole, most_drive = 1 << fixed_drive_whole;
constexpr double units = 1 << fixed_fraction, most_rounding = 0.005;
constexpr double most_dt_ms = 2;  // of two half steps

void check_channel(const Population& population, const Channel& c) {
  const bool taken = c.kind == ChannelKind::pulse || c.kind == ChannelKind::decay || c.kind == ChannelKind::hold;
  const std::string of = " of channel " + c.name + " of " + population.name;
  if (!taken) {
    fail(place_of(c, {"kind"}), "kind " + std::string(rule_of(c.kind).name) + of +
                                    " cannot be combined with the integrator fixed, which takes pulse, decay and hold");
  }
  if (c.reversal_mv) {
    fail(place_of(c, {"reversal"}),
         "reversal" + of + " cannot be combined with the integrator fixed, which takes currents alone");
  }
}

void check_dt(const Network& network, const Population& population) {
  const double dt_ms = network.dt_ms / population.substeps;
  const double half = std::ldexp(dt_ms / 2, fixed_half_dt_bits);
  if (dt_ms <= most_dt_ms && std::fabs(std::round(half) - half) <= most_rounding * half) return;
  fail(place_of(network, {"dt"}), "the integration step of " + population.name + " is " + number_text(dt_ms) +
                                      " ms; the integrator fixed has steps up to 2 ms, and not so short that half of " +
                                      "one is no multiple of 2^-16 ms within 0.5 %");
}

}  // namespace

void check_fixed(const Network& network, const Population& population, const NeuronParameters& neurons) {
  if (population.model == "izhikevich") check_dt(network, population);
  if (std::fabs(neurons.threshold_mv) > most_state_mv - 1) {
    fail(place_of(population, {"threshold"}), "threshold of " + population.name + " is " +
                                                  number_text(neurons.threshold_mv) +
                                                  " mV; that of the integrator fixed lies from -511 to 511 mV");
  }
  const std::pair<const char*, const std::vector<double>&> currents[] = {{"current", neurons.current},
                                                                         {"noise", neurons.noise}};
  for (const auto& [key, values] : currents) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::fabs(values[i]) < most_drive) continue;
      fail(place_of(population, {key}), std::string(key) + " of " + population.name + " is " + number_text(values[i]) +
                                            " at neuron " + std::to_string(i) +
                                            "; with the integrator fixed it lies between -1024 and 1024");
    }
  }
  if (population.noise_kind != NoiseKind::gaussian) {
    fail(
        place_of(population, {"noise_kind"}),
        "noise_kind of " + population.name + " cannot be combined with the integrator fixed, which has gaussian noise");
  }
  for (const Channel& c : population.channels) check_channel(population, c);
}

double fixed_threshold(double threshold_mv, bool above) {
  const double in_units = threshold_mv * units;
  return (above ? std::floor(in_units) + 1 : std::ceil(in_units)) / units;
}

}  // namespace rheobase
