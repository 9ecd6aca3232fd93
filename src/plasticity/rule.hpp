// What a learning rule is made of. Each rule is one file of this folder and one line of list.hpp: its parameters as a
// model file has them, how compile folds them, and what a spike does to a synapse.
#pragma once

#include <cstdint>

#include "image/format.hpp"

namespace rheobase {

// A parameter of a rule as a model file has it.
struct RuleParameter {
  enum class Unit : std::uint8_t { none, time, rate, weight };
  const char* name;
  Unit unit;
  double by_default;
  double least, most;
};

// What of a synapse a rule reads: traces of its source (pre) and of its target (post), as they are before this instant,
// but for what same_time says.
struct Traces {
  float pre, post;   // of the other side's first trace
  float own_second;  // the second trace of the side that fired
};

// How a sweep changes a weight by its eligibility c: offset + scale c.
struct Line {
  float offset, scale;
};

// What rules of pairs share: an arriving spike takes A_minus times the target's trace, one that fires adds A_plus times
// the source's.
struct PairChanges {
  template <class Folder>
  static void fold_pairs(const Folder& f, image::Plasticity& out) {
    out.decay_pre[0] = f.decay("tau_plus");
    out.decay_post[0] = f.decay("tau_minus");
    out.parameters[0] = f.weight("A_minus");
    out.parameters[1] = f.weight("A_plus");
  }
  static float minus(const float* p) { return p[0]; }
  static float plus(const float* p) { return p[1]; }
  static float pre(const float* p, const Traces& t) { return -(p[0] * t.post); }
  static float post(const float* p, const Traces& t) { return p[1] * t.pre; }
};

}  // namespace rheobase
