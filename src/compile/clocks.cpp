#include "compile/clocks.hpp"

#include <cmath>

#include "compile/message.hpp"
#include "describe/expression.hpp"
#include "image/limits.hpp"

namespace rheobase {
namespace {

bool divides_all(double dt_ms, const std::vector<Clock>& clocks) {
  for (const Clock& clock : clocks) {
    if (clock.what.rfind("refractory", 0) == 0 && clock.ms <= dt_ms) continue;
    if (!is_whole_ticks(clock.ms, dt_ms)) return false;
  }
  return true;
}

std::vector<double> dts_that_divide(const std::vector<Clock>& clocks) {
  std::vector<double> dts;
  for (double dt_ms : {1.0, 0.5, 0.25, 0.2, 0.125, 0.1, 0.05, 0.025, 0.02, 0.01}) {
    if (divides_all(dt_ms, clocks)) dts.push_back(dt_ms);
  }
  return dts;
}

std::string steps_that_would_do(const std::vector<Clock>& clocks) {
  std::string list;
  for (double dt_ms : dts_that_divide(clocks)) list += (list.empty() ? "" : ", ") + number_text(dt_ms);
  return list.empty() ? "" : "; " + list + " ms would do";
}

}  // namespace

bool is_whole_ticks(double ms, double dt_ms) {
  const double ratio = ms / dt_ms;
  return ratio >= 0.5 && std::fabs(ratio - std::round(ratio)) <= 1e-6 * ratio;
}

std::vector<Clock> clocks_of(const Network& network) {
  std::vector<Clock> clocks;
  const auto add = [&](const std::string& what, const std::string& where, double ms) {
    if (ms != every_step) clocks.push_back({what, where, ms});
  };
  for (const Population& p : network.populations) {
    add("noise_interval of " + p.name, place_of(p, {"noise_interval"}), p.noise_interval_ms);
    add("refractory of " + p.name, place_of(p, {"refractory"}), p.refractory_ms);
    if (p.stimulus) {
      add("hold of the stimulus of " + p.name + default_note(*p.stimulus, "hold"), place_of(*p.stimulus, {"hold"}),
          p.stimulus->hold_ms);
    }
    for (const Channel& c : p.channels) {
      if (c.kind == Channel::Kind::pulse) {
        add("width of channel " + c.name + " of " + p.name, place_of(c, {"width"}), c.width_ms);
      }
    }
  }
  for (const Projection& p : network.projections) {
    const std::string what = "delay of " + ends_of(p);
    const Expression delay(p.delay_ms, synapse_variables, network.parameters, what);
    if (!delay.is_constant()) continue;  // rounded to steps, synapse by synapse
    const std::vector<double> nothing(synapse_variables.size());
    const std::string where = place_of(p, {"delay"});
    const double ms = delay.at(nothing.data());
    if (ms == every_step && p.delay_ms.text != Value(every_step).text) fail(where, what + " is 0 ms; it must be more");
    add(what, where, ms);
  }
  return clocks;
}

std::vector<double> dts_that_would_do(const Network& network) { return dts_that_divide(clocks_of(network)); }

void check_clocks(const Network& network) {
  const std::vector<Clock> clocks = clocks_of(network);
  const std::string dt = number_text(network.dt_ms);
  const auto fail_at = [&](const Clock& clock, const std::string& why) {
    fail_against(network, "dt", clock.where, clock.what, " is " + number_text(clock.ms) + why);
  };
  for (const Clock& clock : clocks) {
    if (!std::isfinite(clock.ms) || clock.ms < 0) {
      fail(clock.where, clock.what + " is " + number_text(clock.ms) + " ms; a time is positive");
    }
    if (!divides_all(network.dt_ms, {clock})) {
      fail_at(clock, " ms, not a whole number of steps of dt = " + dt + " ms" + steps_that_would_do(clocks));
    }
    if (clock.ms / network.dt_ms > limits::most_ticks) {
      fail_at(clock, " ms, more than " + number_text(limits::most_ticks) + " steps of dt = " + dt + " ms");
    }
  }
}

std::uint32_t ticks_of(double ms, double dt_ms) {
  return ms == every_step ? 1 : static_cast<std::uint32_t>(std::llround(ms / dt_ms));
}

std::uint32_t refractory_ticks_of(const Population& population, double dt_ms) {
  if (population.refractory_ms == 0) return 0;
  return population.refractory_ms <= dt_ms ? 1 : ticks_of(population.refractory_ms, dt_ms);
}

}  // namespace rheobase
