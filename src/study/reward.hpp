// rheobase study reward: the experiment of Izhikevich (2007), Cereb. Cortex 17:2443, figure 1, with two controls.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/study.hpp"

namespace rheobase {

enum class Rewarded : std::uint8_t { pairing, nothing, random };

// One run, sampled every 100 s and at its end.
struct RewardCourse {
  std::vector<double> time_s, chosen, others_mean, others_sd;
  std::uint64_t rewards = 0;
};

// Neuron 0's first synapse starts at 0. `pairing`: where its target fires within 20 ms after neuron 0, and not in the
// same ms, a reward of 0.5 comes 1 to 3 s later; `random`: once in 20 s on average; whatever comes in one ms counts
// once.
RewardCourse reward_course(std::uint64_t seed, Rewarded rewarded, double duration_ms);

// `seeds` runs with reward and as many of each control, four at most, on all cores. Writes reward.md, .csv, .svg and
// .png. Returns the Markdown.
std::string study_reward(const StudyOptions& options);

}  // namespace rheobase
