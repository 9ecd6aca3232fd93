#include <algorithm>
#include <cmath>

#include "observe/statistics.hpp"

namespace rheobase {

RateCurve rate_curve(const Recording& recording, const std::string& type, double window_ms) {
  RateCurve curve;
  std::vector<bool> wanted(recording.neurons(), false);
  double neurons = 0;
  for (const Group& g : recording.groups) {
    if (!type.empty() && g.type != type) continue;
    std::fill_n(wanted.begin() + static_cast<std::ptrdiff_t>(g.first), g.count, true);
    neurons += static_cast<double>(g.count);
  }
  if (neurons == 0) return curve;
  std::vector<double> counts(recording.ticks, 0.0);
  for (std::size_t k = 0; k < recording.spike_tick.size(); ++k) {
    if (wanted[recording.spike_neuron[k]]) counts[recording.spike_tick[k]] += 1;
  }
  const auto width = static_cast<std::size_t>(std::max(1.0, std::round(window_ms / recording.dt_ms)));
  if (counts.size() < width) return curve;
  double sum = 0;
  for (std::size_t end = 0; end < counts.size(); ++end) {
    sum += counts[end];
    if (end >= width) sum -= counts[end - width];
    if (end + 1 < width) continue;
    // The window holds steps end - width + 1 … end.
    curve.time_ms.push_back((static_cast<double>(end + 1) - static_cast<double>(width) / 2) * recording.dt_ms);
    curve.rate_hz.push_back(sum / neurons / (static_cast<double>(width) * recording.dt_ms / 1000.0));
  }
  return curve;
}

}  // namespace rheobase
