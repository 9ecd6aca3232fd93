#include "step_times.hpp"

#include <algorithm>
#include <thread>

#include "observe/streams.hpp"

namespace robots {
namespace {

constexpr std::chrono::milliseconds period{1};

std::uint64_t ns_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(to - from).count());
}

}  // namespace

void StepTimes::begin() {
  if (paced_) {
    if (due_ == Clock::time_point{}) due_ = Clock::now();
    std::this_thread::sleep_until(due_);
    due_ += period;
  }
  begin_ = Clock::now();
}

void StepTimes::network_done() { between_ = Clock::now(); }

void StepTimes::physics_done() {
  const Clock::time_point end = Clock::now();
  const std::uint64_t whole = ns_between(begin_, end);
  network_ns_ += ns_between(begin_, between_);
  physics_ns_ += ns_between(between_, end);
  longest_ns_ = std::max(longest_ns_, whole);
  ++by_tenth_us_[std::min<std::size_t>(whole / 100, by_tenth_us_.size() - 1)];
  ++steps_;
  if (paced_ && end > due_) {
    ++late_;
    due_ = end;  // the clock goes on from here
  }
}

double StepTimes::mean_us(std::uint64_t ns) const {
  return steps_ == 0 ? 0.0 : static_cast<double>(ns) / 1e3 / static_cast<double>(steps_);
}

double StepTimes::quantile_us(double fraction) const {
  std::uint64_t below = 0;
  std::size_t k = 0;
  for (; k < by_tenth_us_.size() && static_cast<double>(below) < fraction * static_cast<double>(steps_); ++k) {
    below += by_tenth_us_[k];
  }
  return static_cast<double>(k) / 10;
}

void print(const StepTimes& times) {
  const double whole = times.network_us() + times.physics_us();
  rheobase::print(
      "  step        network {:.2f} us + physics {:.2f} us = {:.2f} % of a millisecond ({:.0f}x real time)\n",
      times.network_us(), times.physics_us(), whole / 10, 1000 / whole);
  rheobase::print("              half of {} steps within {:.1f} us, 99 % within {:.0f} us, the longest {:.0f} us",
                  times.steps(), times.quantile_us(0.5), times.quantile_us(0.99), times.longest_us());
  if (times.paced()) rheobase::print(", {} late at 1 kHz", times.late());
  rheobase::print("\n");
}

}  // namespace robots
