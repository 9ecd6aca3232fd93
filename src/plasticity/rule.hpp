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

}  // namespace rheobase
