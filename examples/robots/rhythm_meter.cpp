#include "rhythm_meter.hpp"

#include <algorithm>
#include <cmath>
#include <complex>

namespace robots {

void Onsets::add(double time_s, float value) {
  if (value < low_) armed_ = true;
  if (armed_ && value > high_) {
    armed_ = false;
    times_s_.push_back(time_s);
  }
}

Beat beat_of(const Onsets& first, const Onsets& second) {
  const std::vector<double>&a = first.times_s(), &b = second.times_s();
  Beat beat;
  if (a.size() < 3) return beat;
  constexpr double turn = 2 * 3.14159265358979323846;
  beat.cycles = static_cast<int>(a.size()) - 1;
  const double mean_s = (a.back() - a.front()) / beat.cycles;
  beat.frequency_hz = 1 / mean_s;
  double squares = 0;
  std::complex<double> sum = 0;
  int lags = 0;
  for (std::size_t k = 0; k + 1 < a.size(); ++k) {
    const double cycle_s = a[k + 1] - a[k];
    squares += (cycle_s - mean_s) * (cycle_s - mean_s);
    const auto from = std::lower_bound(b.begin(), b.end(), a[k]), to = std::lower_bound(from, b.end(), a[k + 1]);
    for (auto onset = from; onset != to; ++onset, ++lags) sum += std::polar(1.0, turn * (*onset - a[k]) / cycle_s);
  }
  beat.cycle_cv = std::sqrt(squares / beat.cycles) / mean_s;
  if (lags > 0) {
    const double lag = std::arg(sum), length = std::min(std::abs(sum) / lags, 1.0);
    beat.lag_degrees = 360 / turn * (lag < 0 ? lag + turn : lag);
    beat.lag_sd_degrees = 360 / turn * std::sqrt(-2 * std::log(std::max(length, 1e-9)));
  }
  return beat;
}

}  // namespace robots
