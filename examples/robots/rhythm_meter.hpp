// Frequency and phase of two signals that come and go by turns.
#pragma once

#include <vector>

namespace robots {

// When a signal rises through `high`, having been below `low` since the last time.
class Onsets {
 public:
  Onsets(float low, float high) : low_(low), high_(high) {}
  void add(double time_s, float value);
  const std::vector<double>& times_s() const { return times_s_; }

 private:
  float low_, high_;
  bool armed_ = false;
  std::vector<double> times_s_;
};

struct Beat {
  int cycles = 0;
  double frequency_hz = 0;    // mean, over whole cycles of the first signal; 0 if there are fewer than two
  double cycle_cv = 0;        // sd / mean of its cycles
  double lag_degrees = 0;     // circular mean of the second's onset in the first's cycle
  double lag_sd_degrees = 0;  // circular
};

Beat beat_of(const Onsets& first, const Onsets& second);

}  // namespace robots
