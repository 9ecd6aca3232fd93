// The triplet rule: Pfister & Gerstner (2006) J. Neurosci. 26:9673.
//   pre:  w <- w - o1 (A2_minus + A3_minus r2)        r1, r2: traces of the source, tau_plus and tau_x
//   post: w <- w + r1 (A2_plus + A3_plus o2)          o1, o2: traces of the target, tau_minus and tau_y
// r2 and o2 as they are before the spike itself.
#pragma once

#include "plasticity/rule.hpp"

namespace rheobase {

struct Triplet {
  static constexpr bool pairs = true, has_eligibility = false, sweeps = false, depends_on_weight = true;
  static constexpr RuleParameter parameters[] = {
      {"A2_plus", RuleParameter::Unit::weight, 5e-10, 0, 1e6},
      {"A3_plus", RuleParameter::Unit::weight, 6.2e-3, 0, 1e6},
      {"A2_minus", RuleParameter::Unit::weight, 7e-3, 0, 1e6},
      {"A3_minus", RuleParameter::Unit::weight, 2.3e-4, 0, 1e6},
      {"tau_plus", RuleParameter::Unit::time, 16.8, 1e-3, 1e6},
      {"tau_x", RuleParameter::Unit::time, 101, 1e-3, 1e6},
      {"tau_minus", RuleParameter::Unit::time, 33.7, 1e-3, 1e6},
      {"tau_y", RuleParameter::Unit::time, 125, 1e-3, 1e6},
      {"mu_plus", RuleParameter::Unit::none, 0, 0, 1},
      {"mu_minus", RuleParameter::Unit::none, 0, 0, 1},
  };
  template <class Folder>
  static void fold(const Folder& f, image::Plasticity& out) {
    out.decay_pre[0] = f.decay("tau_plus");
    out.decay_pre[1] = f.decay("tau_x");
    out.decay_post[0] = f.decay("tau_minus");
    out.decay_post[1] = f.decay("tau_y");
    out.parameters[0] = f.weight("A2_minus");
    out.parameters[1] = f.weight("A3_minus");
    out.parameters[2] = f.weight("A2_plus");
    out.parameters[3] = f.weight("A3_plus");
  }
  static float pre(const float* p, const Traces& t) { return -(t.post * (p[0] + p[1] * t.own_second)); }
  static float post(const float* p, const Traces& t) { return t.pre * (p[2] + p[3] * t.own_second); }
};

}  // namespace rheobase
