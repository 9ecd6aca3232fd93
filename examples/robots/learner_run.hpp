// Learning and tests of the light learner: trials in which it learns, and starts from which it must find the lamp with
// its weights as they are.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "learner_control.hpp"
#include "light_drawing.hpp"

namespace robots {

struct LearnerRules {
  int trials = 50, relearning_trials = 80, tests = 20;
  LightRules trial{20.0, 0.30f, 0.0, true};  // time, reach, stay
  LightRules test{45.0, 0.30f, 4.0, true};
};

struct Trial {
  bool reached;
  learner_control::Weights weights;  // after it
};

struct Learning {
  std::vector<Trial> trials;
  double time_s = 0;
  std::vector<float> rewards;  // every millisecond
};

struct LearningOptions {
  int seed, first_trial, trials;
  bool swapped = false;                         // the eyes' wires
  const std::vector<float>* rewards = nullptr;  // those of another run, whatever the robot does
  std::function<void()> recorded = {};          // before each step: a black box
};

// The network that learner_control holds learns on from where it is.
Learning learn_light(const Arena& arena, const LearnerRules& rules, const LearningOptions& options);

// From each seed's own starts, with learning and exploration off. The network is afterwards as it was before.
LightSeries test_light(const Arena& arena, const LearnerRules& rules, const std::string& name, int seed, bool swapped);

}  // namespace robots
