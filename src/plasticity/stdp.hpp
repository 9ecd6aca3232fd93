// Pair-based spike-timing dependent plasticity with exponential traces: Song, Miller & Abbott (2000) Nat. Neurosci.
// 3:919 (additive); van Rossum, Bi & Turrigiano (2000) J. Neurosci. 20:8812 (multiplicative); Gütig et al. (2003)
// J. Neurosci. 23:3697 (powers between).
//   pre:  w <- w - A_minus (w - w_min)^mu_minus * post trace
//   post: w <- w + A_plus (w_max - w)^mu_plus * pre trace
#pragma once

#include "plasticity/rule.hpp"

namespace rheobase {

struct Stdp : PairChanges {
  static constexpr bool pairs = true, has_eligibility = false, sweeps = false, depends_on_weight = true;
  static constexpr RuleParameter parameters[] = {
      {"A_plus", RuleParameter::Unit::weight, 0.01, 0, 1e6},  {"A_minus", RuleParameter::Unit::weight, 0.0105, 0, 1e6},
      {"tau_plus", RuleParameter::Unit::time, 20, 1e-3, 1e6}, {"tau_minus", RuleParameter::Unit::time, 20, 1e-3, 1e6},
      {"mu_plus", RuleParameter::Unit::none, 0, 0, 1},        {"mu_minus", RuleParameter::Unit::none, 0, 0, 1},
  };
  template <class Folder>
  static void fold(const Folder& f, image::Plasticity& out) {
    fold_pairs(f, out);
  }
};

}  // namespace rheobase
