#include "learner_endurance.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "rheobase/log.hpp"

namespace robots {
namespace {

class FaultySensor {
 public:
  explicit FaultySensor(std::uint64_t seed) : random_(seed) {}

  void spoil(float& reading) {
    if (random_() % 1000 == 0) state_ = random_() % 2 ? works : static_cast<State>(1 + random_() % 4);
    switch (state_) {
      case works: last_ = reading; break;
      case not_a_number: reading = std::numeric_limits<float>::quiet_NaN(); break;
      case stuck: reading = last_; break;
      case jumps: reading = static_cast<float>(random_() % 2); break;
      case anything:
        reading = std::ldexp(static_cast<float>(random_() >> 40) - 0x1p23f, static_cast<int>(random_() % 150) - 75);
        break;
    }
  }
  bool fails() const { return state_ != works; }

 private:
  enum State { works, not_a_number, stuck, jumps, anything };
  std::mt19937_64 random_;
  State state_ = works;
  float last_ = 0;
};

bool all_finite() {
  const rheo_engine* net = light_control::engine();
  for (std::uint32_t p = 0; p < rheo_population_count(net); ++p) {
    const float* v = rheo_v(net, p);
    for (std::uint32_t k = 0; v && k < rheo_population_size(net, p); ++k) {
      if (!std::isfinite(v[k])) return false;
    }
  }
  return true;
}

// The state in which a replay comes to a tick.
class StateAt : public rheobase::ReplayObserver {
 public:
  explicit StateAt(std::uint64_t tick) : tick_(tick) {}
  void begin(const rheo_engine*, const std::vector<rheobase::LogSignal>&) override {}
  void observe(const rheo_engine* engine, const std::vector<float>&) override {
    if (rheo_tick(engine) != tick_) return;
    std::size_t bytes = 0;
    if (rheo_snapshot_size(engine, &bytes) != RHEO_OK) return;
    snapshot.resize(bytes);
    if (rheo_snapshot(engine, snapshot.data(), bytes, nullptr) != RHEO_OK) snapshot.clear();
  }
  void forget_after(std::uint64_t) override {}
  std::vector<unsigned char> snapshot;

 private:
  std::uint64_t tick_;
};

}  // namespace

FaultReport learn_with_faults(const Arena& arena, const LearnerRules& rules, std::uint64_t ticks, float w_max,
                              bool faulty, const std::function<void()>& recorded) {
  FaultReport report;
  FaultySensor sensors[] = {FaultySensor(1), FaultySensor(2), FaultySensor(3), FaultySensor(4)};
  LightHooks hooks;
  hooks.recorded = recorded;
  hooks.sensed = [&](Readings& r) {
    float* readings[] = {&r.light_left, &r.light_right, &r.near_left, &r.near_right};
    for (int k = 0; faulty && k < 4; ++k) {
      sensors[k].spoil(*readings[k]);
      report.faulty_readings += sensors[k].fails();
      report.not_numbers += std::isnan(*readings[k]);
    }
    const float amount = learner_control::reward_of(r);
    if (amount != 0) learner_control::give_reward(amount);
    ++report.ticks;
  };
  StepTimes times;
  learner_control::learn(true);
  while (report.ticks < ticks) {
    LightRules rest = rules.trial;
    rest.limit_s = std::min(rest.limit_s, static_cast<double>(ticks - report.ticks) / 1000);
    learner_control::carried();
    run_light(arena, start_number(arena, static_cast<int>(report.trials++)), rest, times, hooks);
    report.weights = learner_control::weights();
    report.weights_within = report.weights_within && report.weights.least >= 0 && report.weights.greatest <= w_max;
    report.voltages_finite = report.voltages_finite && all_finite();
  }
  report.refused = light_control::refused();
  report.state_hash = rheo_state_hash(light_control::engine());
  return report;
}

void restore_from_log(const std::string& path, rheobase::Image image) {
  std::vector<rheobase::Image> images;
  images.push_back(std::move(image));
  const rheobase::Log log = rheobase::Log::read(path);
  const rheobase::ReplayReport report = rheobase::replay(log, images);
  if (report.divergence) throw rheobase::ModelError(path + ": does not replay");
  StateAt last(report.last_tick);
  rheobase::ReplayOptions options;
  options.observer = &last;
  (void)rheobase::replay(log, images, options);
  const rheo_status status = rheo_restore(light_control::engine(), last.snapshot.data(), last.snapshot.size());
  if (status != RHEO_OK) throw rheobase::ModelError(path + ": " + rheo_status_text(status));
}

}  // namespace robots
