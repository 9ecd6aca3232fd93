#include "compile/plasticity.hpp"

#include <algorithm>
#include <cmath>

#include "compile/message.hpp"
#include "compile/projections.hpp"
#include "describe/plasticity_rules.hpp"
#include "image/limits.hpp"

namespace rheobase {
namespace {

constexpr double most_steps_of_trace = 1e6;  // of a time constant

const RuleName& rule_of(const Plasticity& p) {
  if (const RuleName* rule = rule_named(p.rule)) return *rule;
  fail(place_of(p, {"rule"}), "no learning rule is called " + p.rule);
}

double interval_of(const Plasticity& p, double dt_ms) {
  const double interval = p.update_interval_ms.value_or(rule_of(p).update_interval_ms);
  return interval == every_step ? dt_ms : interval;
}

// What a rule's fold() asks for.
class Folder {
 public:
  Folder(const Network& network, const Projection& projection, const RuleDescription& rule, double exponent)
      : network_(network), plasticity_(*projection.plasticity), rule_(rule), exponent_(exponent) {
    interval_ms_ = interval_of(plasticity_, network.dt_ms);
  }

  double dt_ms() const { return network_.dt_ms; }
  double interval_ms() const { return interval_ms_; }
  double value(const char* name) const {
    const auto given = plasticity_.parameters.find(name);
    return given != plasticity_.parameters.end() ? given->second : rule_.find(name)->by_default;
  }
  // In stored units.
  float weight(const char* name) const {
    const double units = std::ldexp(value(name), static_cast<int>(exponent_));
    if (std::fabs(units) > 1e13) {
      fail(place_of(plasticity_, {name}),
           std::string(name) + " is " + number_text(value(name)) + ", more than the weights' bounds give room for");
    }
    return static_cast<float>(units);
  }
  // The share that a trace loses in a step, and in an update_interval.
  float decay(const char* name) const { return decay_over(name, dt_ms()); }
  float decay_interval(const char* name) const { return decay_over(name, interval_ms_); }
  // Of exp(-t / tau) from 0 to `ms`.
  double integral(double tau_ms, double ms) const { return -tau_ms * std::expm1(-ms / tau_ms); }

 private:
  float decay_over(const char* name, double ms) const {
    const double tau = value(name);
    if (tau > most_steps_of_trace * dt_ms()) {
      fail(place_of(plasticity_, {name}), std::string(name) + " is " + number_text(tau) + " ms; at most " +
                                              number_text(most_steps_of_trace) + " steps");
    }
    return static_cast<float>(-std::expm1(-ms / tau));
  }

  const Network& network_;
  const Plasticity& plasticity_;
  const RuleDescription& rule_;
  double exponent_, interval_ms_;
};

using FoldFn = void (*)(const Folder& folder, image::Plasticity& out);
#define RHEOBASE_RULE_FOLD(name, Rule) [](const Folder& f, image::Plasticity& out) { Rule::fold(f, out); },
constexpr FoldFn folds[] = {RHEOBASE_RULE_LIST(RHEOBASE_RULE_FOLD)};
#undef RHEOBASE_RULE_FOLD

void check_parameters(const Plasticity& p, const RuleDescription& rule) {
  for (const auto& [name, value] : p.parameters) {
    const RuleParameter* parameter = rule.find(name);
    if (parameter == nullptr) fail(p.where, "the rule " + p.rule + " has no parameter " + name);
    const char* unit = parameter->unit == RuleParameter::Unit::time   ? " ms"
                       : parameter->unit == RuleParameter::Unit::rate ? " Hz"
                                                                      : "";
    check_within(parameter->least, parameter->most, place_of(p, {name.c_str()}), name + " of " + p.rule, value, unit);
  }
}

// (distance to the bound)^mu, where the whole way is `range`.
void fold_dependence(double mu, double range, double resolution, unsigned side, image::Plasticity& out) {
  out.dependence[side] = mu == 0 ? 0 : mu == 1 ? 1 : 2;
  if (mu == 1) out.distance[side] = static_cast<float>(resolution);
  if (out.dependence[side] != 2) return;
  out.distance[side] = static_cast<float>(image::dependence_steps * resolution / range);
  for (unsigned k = 0; k <= image::dependence_steps; ++k) {
    out.power[side][k] = static_cast<float>(std::pow(range * k / image::dependence_steps, mu));
  }
}

std::uint32_t sweep_ticks_of(const Plasticity& p, double dt_ms) {
  const double interval = interval_of(p, dt_ms), ticks = std::nearbyint(interval / dt_ms);
  if (!(ticks >= 1 && ticks <= limits::most_ticks) || std::fabs(ticks * dt_ms - interval) > 1e-9 * ticks) {
    fail(place_of(p, {"update_interval"}), "update_interval is " + number_text(interval) +
                                               " ms, no whole number of steps of " + number_text(dt_ms) + " ms");
  }
  return static_cast<std::uint32_t>(ticks);
}

}  // namespace

void check_plasticity(const Network& network, const Projection& projection, const image::Channel& channel) {
  const Plasticity& p = *projection.plasticity;
  const std::string subject = "plasticity of " + ends_of(projection);
  check_parameters(p, description_of(rule_of(p)));
  if (!(p.w_min >= 0)) {
    fail(place_of(p, {"w_min"}), "w_min is " + number_text(p.w_min) +
                                     "; weights that learn are not negative: for inhibition use a channel with "
                                     "subtract = true, or with a reversal");
  }
  if (!(p.w_max > p.w_min && p.w_max <= limits::most_weight)) {
    fail(place_of(p, {"w_max"}), "w_max is " + number_text(p.w_max) + "; it lies above w_min, " + number_text(p.w_min) +
                                     ", up to " + number_text(limits::most_weight));
  }
  if (projection.stp) fail(p.where, subject + " cannot be combined with stp");
  if (channel.pulse_ticks != 1) {
    fail(p.where, subject + " needs a channel whose pulse is one step wide (width = \"step\"), or of another kind");
  }
  if ((channel.flags & image::interpolates) != 0) fail(p.where, subject + " needs a channel without interpolate");
  const Storage s = network.storage.value_or(projection.storage);
  if (s != Storage::automatic && s != Storage::sparse_i16 && s != Storage::sparse_i32) {
    fail(network.storage ? place_of(network, {"storage"}) : place_of(projection, {"storage"}),
         std::string("weights that learn are stored as sparse_i16 or sparse_i32, not ") + name_of(s));
  }
}

image::Plasticity fold_plasticity(const Network& network, const Projection& projection, const FixedWeights& weights) {
  const Plasticity& p = *projection.plasticity;
  const RuleName& name = rule_of(p);
  const RuleDescription& rule = description_of(name);
  const Folder folder(network, projection, rule, weights.exponent);
  image::Plasticity out{};
  out.rule = name.rule;
  out.same_time = static_cast<std::uint32_t>(p.same_time);
  out.nearest = p.nearest || name.nearest ? 1 : 0;
  out.w_min = static_cast<std::int32_t>(std::nearbyint(std::ldexp(p.w_min, weights.exponent)));
  out.w_max = static_cast<std::int32_t>(std::nearbyint(std::ldexp(p.w_max, weights.exponent)));
  if (rule.sweeps) out.sweep_ticks = sweep_ticks_of(p, network.dt_ms);
  out.modulator = UINT32_MAX;
  if (rule.has_modulator && !p.modulator.empty()) {
    out.modulator = population_named(network, p.modulator, place_of(p, {"modulator"}));
    check_within(-1e6, 1e6, place_of(p, {"modulator_per_spike"}), "modulator_per_spike", p.modulator_per_spike);
    out.modulator_per_spike = static_cast<float>(p.modulator_per_spike);
  }
  folds[name.rule](folder, out);
  if (out.sweep_per_modulator > 1e6f || std::fabs(out.sweep_constant) > 1e12f) {
    fail(place_of(p, {"gain", "d0"}), "gain times update_interval is beyond 1e6");
  }
  if (rule.find("mu_plus") != nullptr) {
    fold_dependence(folder.value("mu_plus"), p.w_max - p.w_min, weights.resolution, 0, out);
    fold_dependence(folder.value("mu_minus"), p.w_max - p.w_min, weights.resolution, 1, out);
  }
  return out;
}

}  // namespace rheobase
