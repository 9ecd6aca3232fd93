#include "learner_run.hpp"

#include <stdexcept>
#include <utility>

namespace robots {
namespace {

constexpr int first_learning_start = 1000000, starts_of_a_seed = 1000;

void check(rheo_status status) {
  if (status != RHEO_OK) throw std::runtime_error(rheo_status_text(status));
}

}  // namespace

Learning learn_light(const Arena& arena, const LearnerRules& rules, const LearningOptions& options) {
  StepTimes times;
  Learning learning;
  std::size_t next_reward = 0;
  LightHooks hooks;
  hooks.recorded = options.recorded;
  hooks.sensed = [&](Readings& readings) {
    if (options.swapped) std::swap(readings.light_left, readings.light_right);
    float amount = learner_control::reward_of(readings);
    if (options.rewards) amount = (*options.rewards)[next_reward++ % options.rewards->size()];
    learning.rewards.push_back(amount);
    if (amount != 0) learner_control::give_reward(amount);
  };
  learner_control::learn(true);
  for (int k = 0; k < options.trials; ++k) {
    learner_control::carried();
    const int start = first_learning_start + starts_of_a_seed * options.seed + options.first_trial + k;
    const LightRun run = run_light(arena, start_number(arena, start), rules.trial, times, hooks);
    learning.time_s += run.time_s;
    learning.trials.push_back({run.reached, learner_control::weights()});
  }
  return learning;
}

LightSeries test_light(const Arena& arena, const LearnerRules& rules, const std::string& name, int seed, bool swapped) {
  rheo_engine* net = light_control::engine();
  std::size_t bytes = 0;
  check(rheo_snapshot_size(net, &bytes));
  std::vector<unsigned char> before(bytes);
  check(rheo_snapshot(net, before.data(), before.size(), nullptr));
  StepTimes times;
  LightHooks hooks;
  hooks.sensed = [swapped](Readings& readings) {
    if (swapped) std::swap(readings.light_left, readings.light_right);
  };
  learner_control::learn(false);
  LightSeries series{name, {}};
  for (int k = 0; k < rules.tests; ++k) {
    const Start start = start_number(arena, rules.tests * seed + k);
    series.runs.push_back(run_light(arena, start, rules.test, times, hooks));
  }
  check(rheo_restore(net, before.data(), before.size()));
  return series;
}

}  // namespace robots
