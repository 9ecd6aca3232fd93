// The light learner with sensors that fail: what its network is told, and whether that can harm it.
#pragma once

#include <cstdint>

#include "learner_run.hpp"

namespace robots {

struct FaultReport {
  std::uint64_t ticks = 0, faulty_readings = 0, not_numbers = 0, refused = 0;
  std::uint64_t trials = 0;
  bool weights_within = true;  // 0 … w_max, in every trial
  bool voltages_finite = true;
  learner_control::Weights weights;  // at the end
};

// Learns for `ticks` steps. `faulty`: each sensor, for about a second at a time and half of the time, gives NaN, what it
// gave before, or anything.
FaultReport learn_with_faults(const Arena& arena, const LearnerRules& rules, std::uint64_t ticks, float w_max,
                              bool faulty);

}  // namespace robots
