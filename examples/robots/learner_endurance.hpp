// The light learner where things go wrong: sensors that fail, a program that was killed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "learner_run.hpp"
#include "rheobase/compiler.hpp"

namespace robots {

struct FaultReport {
  std::uint64_t ticks = 0, faulty_readings = 0, not_numbers = 0, refused = 0;
  std::uint64_t trials = 0;
  bool weights_within = true;  // 0 … w_max, in every trial
  bool voltages_finite = true;
  learner_control::Weights weights;  // at the end
  std::uint64_t state_hash = 0;
};

// Learns for `ticks` steps. `faulty`: each sensor, for about a second at a time and half of the time, gives NaN, what
// it gave before, or anything. `recorded`: a black box.
FaultReport learn_with_faults(const Arena& arena, const LearnerRules& rules, std::uint64_t ticks, float w_max,
                              bool faulty, const std::function<void()>& recorded);

// Runs a log again, whose recorder may have been killed, and gives the network its last state. Throws ModelError, also
// if the log's hashes are not equal.
void restore_from_log(const std::string& path, rheobase::Image image);

}  // namespace robots
