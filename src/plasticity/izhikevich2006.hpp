// The rule of the network of Izhikevich (2006) Neural Comput. 18:245, as its program has it: pairs change a derivative
// c; every update_interval (1 s there) w <- w + drift + c, then c <- keep * c.
//   pre:  c <- c - A_minus * post trace        post: c <- c + A_plus * pre trace
#pragma once

#include "plasticity/rule.hpp"

namespace rheobase {

struct Izhikevich2006 : PairChanges {
  static constexpr bool pairs = true, has_eligibility = true, sweeps = true, depends_on_weight = false;
  static constexpr RuleParameter parameters[] = {
      {"A_plus", RuleParameter::Unit::weight, 0.1, 0, 1e6},    {"A_minus", RuleParameter::Unit::weight, 0.12, 0, 1e6},
      {"tau_plus", RuleParameter::Unit::time, 20, 1e-3, 1e6},  {"tau_minus", RuleParameter::Unit::time, 20, 1e-3, 1e6},
      {"drift", RuleParameter::Unit::weight, 0.01, -1e6, 1e6}, {"keep", RuleParameter::Unit::none, 0.9, 1e-6, 0.9999},
  };
  template <class Folder>
  static void fold(const Folder& f, image::Plasticity& out) {
    fold_pairs(f, out);
    out.parameters[2] = f.weight("drift");
    out.decay_eligibility = static_cast<float>(1 - f.value("keep"));
  }
  static Line sweep(const float* p, float) { return {p[2], 1.0f}; }
};

}  // namespace rheobase
