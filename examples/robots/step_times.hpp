// How long the steps of a control loop take: network and physics apart, in fixed memory; and the 1 kHz clock.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace robots {

class StepTimes {
 public:
  // Paced: each begin() waits for its millisecond, as on a robot. Otherwise as fast as it goes.
  explicit StepTimes(bool paced = false) : paced_(paced) {}

  void begin();
  void network_done();  // encoders, step, decoders, log
  void physics_done();

  std::uint64_t steps() const { return steps_; }
  double network_us() const { return mean_us(network_ns_); }
  double physics_us() const { return mean_us(physics_ns_); }
  // Of whole steps: the time that this fraction of them did not exceed, to 0.1 us; the longest.
  double quantile_us(double fraction) const;
  double longest_us() const { return static_cast<double>(longest_ns_) / 1e3; }
  bool paced() const { return paced_; }
  std::uint64_t late() const { return late_; }  // paced: steps not done when the next one was due

 private:
  using Clock = std::chrono::steady_clock;
  double mean_us(std::uint64_t ns) const;

  bool paced_;
  Clock::time_point due_{}, begin_{}, between_{};
  std::uint64_t steps_ = 0, network_ns_ = 0, physics_ns_ = 0, longest_ns_ = 0, late_ = 0;
  std::array<std::uint32_t, 20000> by_tenth_us_{};  // the last: that and longer
};

// Two lines on stdout: what a step took, and of a millisecond how much that is.
void print(const StepTimes& times);

}  // namespace robots
