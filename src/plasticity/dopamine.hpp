// Reward-modulated plasticity: Izhikevich (2007) Cereb. Cortex 17:2443. Pairs change an eligibility c; dopamine d turns
// it into weight.
//   pre:  c <- c - A_minus * post trace        post: c <- c + A_plus * pre trace
//   dw/dt = gain c (d + d0)   dc/dt = -c / tau_c   dd/dt = -d / tau_d
// Every update_interval a synapse's w and c advance: w by the integral over the interval with c decaying and d as it
// was one step before its end, exact where the interval is one step.
#pragma once

#include "plasticity/rule.hpp"

namespace rheobase {

struct Dopamine : PairChanges {
  static constexpr bool pairs = true, has_eligibility = true, sweeps = true, depends_on_weight = false;
  static constexpr RuleParameter parameters[] = {
      {"A_plus", RuleParameter::Unit::weight, 0.1, 0, 1e6},   {"A_minus", RuleParameter::Unit::weight, 0.15, 0, 1e6},
      {"tau_plus", RuleParameter::Unit::time, 20, 1e-3, 1e6}, {"tau_minus", RuleParameter::Unit::time, 20, 1e-3, 1e6},
      {"tau_c", RuleParameter::Unit::time, 1000, 1e-3, 1e6},  {"tau_d", RuleParameter::Unit::time, 200, 1e-3, 1e6},
      {"d0", RuleParameter::Unit::none, 0, -1e6, 1e6},        {"gain", RuleParameter::Unit::none, 0.1, 0, 1e3},
  };
  template <class Folder>
  static void fold(const Folder& f, image::Plasticity& out) {
    fold_pairs(f, out);
    out.decay_eligibility = f.decay_interval("tau_c");
    out.decay_modulator = f.decay("tau_d");
    const double both = 1 / (1 / f.value("tau_c") + 1 / f.value("tau_d")), steps = f.interval_ms() / f.dt_ms();
    // Of one step, from d at its beginning, times the steps; what d0 adds over the whole interval.
    out.sweep_per_modulator = static_cast<float>(f.value("gain") * steps * f.integral(both, f.dt_ms()));
    out.sweep_constant =
        static_cast<float>(f.value("gain") * f.value("d0") * f.integral(f.value("tau_c"), f.interval_ms()));
  }
  // `factor`: sweep_per_modulator * d + sweep_constant.
  static Line sweep(const float*, float factor) { return {0.0f, factor}; }
};

}  // namespace rheobase
