// Homeostatic synaptic scaling: Turrigiano et al. (1998) Nature 391:892, in the form of van Rossum, Bi & Turrigiano
// (2000) J. Neurosci. 20:8812. The target's rate is its spikes in a window exp(-t/tau_rate) / tau_rate.
//   every update_interval: w <- w + w (interval / tau) (1 - rate / target_rate)
#pragma once

#include "plasticity/rule.hpp"

namespace rheobase {

struct Scaling {
  static constexpr bool pairs = false, has_eligibility = false, sweeps = true, depends_on_weight = false;
  static constexpr RuleParameter parameters[] = {
      {"target_rate", RuleParameter::Unit::rate, 10, 1e-3, 1e6},
      {"tau_rate", RuleParameter::Unit::time, 1000, 1e-3, 1e6},
      {"tau", RuleParameter::Unit::time, 10000, 1e-3, 1e9},
  };
  template <class Folder>
  static void fold(const Folder& f, image::Plasticity& out) {
    out.decay_post[0] = f.decay("tau_rate");
    out.parameters[0] = static_cast<float>(f.interval_ms() / f.value("tau"));
    out.parameters[1] = static_cast<float>(1000 / (f.value("target_rate") * f.value("tau_rate")));
  }
  static float pre(const float*, const Traces&) { return 0.0f; }
  static float post(const float*, const Traces&) { return 0.0f; }
  static float sweep(const float* p, float, float weight, float post) { return weight * (p[0] * (1.0f - p[1] * post)); }
};

}  // namespace rheobase
