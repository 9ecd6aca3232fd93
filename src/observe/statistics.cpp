#include "observe/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace rheobase {
namespace {

// One bit per group: which neurons belong to populations of a type. An empty type means all.
std::vector<bool> members(const Recording& recording, const std::string& type) {
  std::vector<bool> mask(recording.neurons(), false);
  for (const Group& g : recording.groups) {
    if (!type.empty() && g.type != type) continue;
    std::fill_n(mask.begin() + static_cast<std::ptrdiff_t>(g.first), g.count, true);
  }
  return mask;
}

std::optional<double> rate_of(const Recording& recording, const std::string& type) {
  const std::vector<bool> mask = members(recording, type);
  const auto neurons = static_cast<double>(std::count(mask.begin(), mask.end(), true));
  if (neurons == 0 || recording.ticks == 0) return std::nullopt;
  const auto spikes = static_cast<double>(std::count_if(recording.spike_neuron.begin(), recording.spike_neuron.end(),
                                                        [&](std::uint32_t n) { return mask[n]; }));
  return spikes / neurons / (recording.duration_ms() / 1000.0);
}

std::vector<PopulationStatistics> populations_of(const Recording& recording) {
  std::vector<PopulationStatistics> populations;
  const double duration_s = recording.duration_ms() / 1000.0;
  for (const Group& g : recording.groups) {
    PopulationStatistics p{g.name, g.type, g.count, 0, 0, std::nullopt};
    for (const std::uint32_t n : recording.spike_neuron) p.spikes += n >= g.first && n - g.first < g.count ? 1 : 0;
    if (g.count > 0 && recording.ticks > 0) {
      p.rate_hz = static_cast<double>(p.spikes) / static_cast<double>(g.count) / duration_s;
    }
    populations.push_back(p);
  }
  return populations;
}

std::optional<double> peak_within(const RateCurve& curve, double end_ms) {
  std::optional<double> at;
  double highest = 0;
  for (std::size_t i = 0; i < curve.time_ms.size() && curve.time_ms[i] <= end_ms; ++i) {
    if (curve.rate_hz[i] > highest) {
      highest = curve.rate_hz[i];
      at = curve.time_ms[i];
    }
  }
  return at;
}

// Mean over neurons with at least three spikes of the sd of their intervals over their mean.
std::optional<double> cv_isi(const Recording& recording, const std::string& type) {
  const std::vector<bool> mask = members(recording, type);
  std::vector<std::vector<std::uint32_t>> trains(recording.neurons());
  for (std::size_t k = 0; k < recording.spike_tick.size(); ++k) {
    const std::uint32_t neuron = recording.spike_neuron[k];
    if (mask[neuron]) trains[neuron].push_back(recording.spike_tick[k]);
  }
  double sum = 0;
  std::size_t count = 0;
  for (const auto& train : trains) {
    if (train.size() < 3) continue;
    const auto intervals = static_cast<double>(train.size() - 1);
    const double mean = (train.back() - train.front()) / intervals;
    double squares = 0;
    for (std::size_t k = 1; k < train.size(); ++k) {
      const double deviation = train[k] - train[k - 1] - mean;
      squares += deviation * deviation;
    }
    sum += std::sqrt(squares / intervals) / mean;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / static_cast<double>(count);
}

// chi: sd over time of the mean potential, over the root mean square of each neuron's own sd.
std::optional<double> synchrony(const Recording& recording) {
  if (recording.late_samples < 2) return std::nullopt;
  const auto samples = static_cast<double>(recording.late_samples);
  double sum = 0, sum_sq = 0;
  for (std::size_t k = recording.first_late_sample; k < recording.v_mean.size(); ++k) {
    sum += recording.v_mean[k];
    sum_sq += recording.v_mean[k] * recording.v_mean[k];
  }
  const double variance_of_mean = sum_sq / samples - (sum / samples) * (sum / samples);
  double mean_of_variances = 0;
  for (std::size_t i = 0; i < recording.neurons(); ++i) {
    const double mean = recording.v_sum[i] / samples;
    mean_of_variances += recording.v_sum_sq[i] / samples - mean * mean;
  }
  mean_of_variances /= static_cast<double>(recording.neurons() - recording.sources);
  if (mean_of_variances <= 0) return std::nullopt;
  return std::sqrt(std::max(variance_of_mean, 0.0) / mean_of_variances);
}

bool between(double x, double low, double high) { return x >= low - 1e-9 && x <= high + 1e-9; }

std::optional<double> peak_of(const Spectrum& spectrum, double low_hz, double high_hz) {
  std::optional<double> at;
  double highest = 0;
  for (std::size_t k = 0; k < spectrum.frequency_hz.size(); ++k) {
    if (between(spectrum.frequency_hz[k], low_hz, high_hz) && spectrum.power[k] > highest) {
      highest = spectrum.power[k];
      at = spectrum.frequency_hz[k];
    }
  }
  return at;
}

double power_between(const Spectrum& spectrum, double low_hz, double high_hz) {
  double sum = 0;
  for (std::size_t k = 0; k < spectrum.frequency_hz.size(); ++k) {
    if (between(spectrum.frequency_hz[k], low_hz, high_hz)) sum += spectrum.power[k];
  }
  return sum;
}

}  // namespace

Statistics statistics_of(const Recording& recording) {
  Statistics s;
  s.spikes = recording.spike_tick.size();
  s.rate_e_hz = rate_of(recording, "excitatory");
  s.rate_i_hz = rate_of(recording, "inhibitory");
  const RateCurve curve = rate_curve(recording, {}, 2.0);
  s.transient_peak_ms = peak_within(curve, 50.0);
  s.peak200_ms = peak_within(curve, 200.0);
  const Spectrum spectrum = spectrum_of(recording);
  s.rhythm_hz = peak_of(spectrum, 5, 100);
  s.gamma_peak_hz = peak_of(spectrum, 30, 50);
  const double band = power_between(spectrum, 5, 100);
  if (band > 0) s.gamma_fraction = power_between(spectrum, 30, 50) / band;
  s.synchrony_chi = synchrony(recording);
  s.cv_isi_e = cv_isi(recording, "excitatory");
  s.cv_isi_i = cv_isi(recording, "inhibitory");
  s.populations = populations_of(recording);
  return s;
}

}  // namespace rheobase
