// The learning rules, one line each: RULE(name in model files, struct). A rule's number in images is its place here:
// append.
#pragma once

#include "plasticity/dopamine.hpp"
#include "plasticity/izhikevich2006.hpp"
#include "plasticity/scaling.hpp"
#include "plasticity/stdp.hpp"
#include "plasticity/triplet.hpp"
#include "plasticity/vogels.hpp"

// clang-format off
#define RHEOBASE_RULE_LIST(RULE) \
  RULE(stdp, Stdp) \
  RULE(triplet, Triplet) \
  RULE(vogels, Vogels) \
  RULE(dopamine, Dopamine) \
  RULE(izhikevich2006, Izhikevich2006) \
  RULE(scaling, Scaling)
// clang-format on

namespace rheobase {

#define RHEOBASE_RULE_ONE(...) +1
constexpr unsigned rule_count = 0 RHEOBASE_RULE_LIST(RHEOBASE_RULE_ONE);
#undef RHEOBASE_RULE_ONE

struct RuleShape {
  bool pairs, has_eligibility, sweeps;
};
#define RHEOBASE_RULE_SHAPE(name, Rule) {Rule::pairs, Rule::has_eligibility, Rule::sweeps},
constexpr RuleShape rule_shapes[] = {RHEOBASE_RULE_LIST(RHEOBASE_RULE_SHAPE)};
#undef RHEOBASE_RULE_SHAPE

}  // namespace rheobase
