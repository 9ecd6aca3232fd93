// Inhibitory plasticity that balances excitation: Vogels, Sprekeler, Zenke, Clopath & Gerstner (2011) Science 334:1569.
//   pre:  w <- w + eta (post trace - 2 rho tau)
//   post: w <- w + eta * pre trace
#pragma once

#include "plasticity/rule.hpp"

namespace rheobase {

struct Vogels {
  static constexpr bool pairs = true, has_eligibility = false, sweeps = false, depends_on_weight = false;
  static constexpr RuleParameter parameters[] = {
      {"eta", RuleParameter::Unit::weight, 0.005, 0, 1e6},
      {"rho", RuleParameter::Unit::rate, 5, 0, 1e6},
      {"tau", RuleParameter::Unit::time, 20, 1e-3, 1e6},
  };
  template <class Folder>
  static void fold(const Folder& f, image::Plasticity& out) {
    out.decay_pre[0] = out.decay_post[0] = f.decay("tau");
    out.parameters[0] = f.weight("eta");
    out.parameters[1] = static_cast<float>(2 * f.value("rho") * f.value("tau") / 1000);
  }
  static float pre(const float* p, const Traces& t) { return p[0] * (t.post - p[1]); }
  static float post(const float* p, const Traces& t) { return p[0] * t.pre; }
};

}  // namespace rheobase
