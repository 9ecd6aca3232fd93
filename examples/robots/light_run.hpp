// One run of the light follower: from a start until the lamp is reached or time is up.
#pragma once

#include <functional>
#include <vector>

#include "arena.hpp"
#include "light_control.hpp"
#include "step_times.hpp"

namespace robots {

struct Start {
  b2Vec2 at;
  float heading;
  std::uint64_t noise_seed;
};

// The k-th of endlessly many: anywhere in the arena that is free and at least 1 m from the lamp. A function of k.
Start start_number(const Arena& arena, int k);

struct Sample {
  float x, y, heading;
  light_control::Activity activity;
};

struct LightRun {
  static constexpr int sample_ms = 40;
  bool reached = false;
  bool passed = false;  // was within reach of the lamp, if only for a moment
  double time_s = 0;
  std::vector<Sample> path;  // every sample_ms, the last at the end
};

struct LightRules {
  double limit_s = 30.0;
  float reach = 0.30f;   // m from the lamp's foot, to the robot's middle
  double stay_s = 0.0;   // how long it must be there without a break
  bool goes_on = false;  // the network goes on from where it is: the robot is carried to the start
};

// Either may be empty.
struct LightHooks {
  std::function<void(Readings&)> sensed;  // before the network is told: what it is told may be changed
  std::function<void()> recorded;         // before each step: a black box
};

// Runs the network that light_control holds, from tick 0.
LightRun run_light(const Arena& arena, const Start& start, const LightRules& rules, StepTimes& times,
                   const LightHooks& hooks = {});

}  // namespace robots
