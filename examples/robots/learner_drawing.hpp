// Pictures of the light learner: success and weights over the trials, paths, robots in motion.
#pragma once

#include <string>
#include <vector>

#include "learner_run.hpp"

namespace robots {

// All weights, 64 by 64: the eyes' neurons, left then right, by the motors', left then right.
std::vector<float> weight_matrix();

struct LearnerStory {  // of one seed
  Learning first, relearned, others_reward;
  std::vector<float> weights[3];   // before, after, after relearning; of the seed that is shown alone
  std::vector<LightSeries> tests;  // before, after, eyes swapped, relearned; the same
};

// learning.svg and .png: of all seeds; weights of the first. By gnuplot, if it is there.
void draw_learning(const std::vector<LearnerStory>& stories, const std::string& directory);

// learner.svg and learner.html: all starts of each test at once.
void draw_tests(const Arena& arena, const LightRules& rules, const std::vector<LightSeries>& tests,
                const std::string& directory);

}  // namespace robots
