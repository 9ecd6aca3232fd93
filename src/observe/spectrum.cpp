// Welch's method as scipy.signal.welch does it with detrend='constant', window='hann'.
#include <kiss_fftr.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "observe/pi.hpp"
#include "observe/statistics.hpp"

namespace rheobase {
namespace {

constexpr std::size_t segment = 400;  // samples of 1 ms: 2.5 Hz apart
constexpr double first_ms = 200.0, sample_ms = 1.0;
constexpr double sample_rate_hz = 1000.0 / sample_ms;

// Population rate in Hz per neuron, one value per millisecond, from first_ms on.
std::vector<double> binned_rate(const Recording& recording, const std::string& type) {
  const auto whole = static_cast<std::size_t>(std::floor(recording.duration_ms() / sample_ms + 1e-9));
  const auto skip = static_cast<std::size_t>(first_ms / sample_ms);
  if (whole <= skip) return {};
  std::vector<double> bins(whole - skip, 0.0);
  std::vector<bool> wanted(recording.neurons(), false);
  double neurons = 0;
  for (const Group& g : recording.groups) {
    if (!type.empty() && g.type != type) continue;
    std::fill_n(wanted.begin() + static_cast<std::ptrdiff_t>(g.first), g.count, true);
    neurons += static_cast<double>(g.count);
  }
  if (neurons == 0) return {};
  for (std::size_t k = 0; k < recording.spike_tick.size(); ++k) {
    if (!wanted[recording.spike_neuron[k]]) continue;
    const auto bin = static_cast<std::size_t>(recording.spike_tick[k] * recording.dt_ms / sample_ms + 1e-9);
    if (bin >= skip && bin < whole) bins[bin - skip] += sample_rate_hz / neurons;
  }
  return bins;
}

}  // namespace

Spectrum spectrum_of(const Recording& recording, const std::string& type) {
  Spectrum out;
  const std::vector<double> rate = binned_rate(recording, type);
  if (rate.size() < segment) return out;

  std::vector<double> window(segment);
  double window_power = 0;
  for (std::size_t i = 0; i < segment; ++i) {
    window[i] = 0.5 - 0.5 * std::cos(2 * pi * static_cast<double>(i) / segment);
    window_power += window[i] * window[i];
  }
  const std::unique_ptr<std::remove_pointer_t<kiss_fftr_cfg>, void (*)(void*)> plan(
      kiss_fftr_alloc(segment, 0, nullptr, nullptr), [](void* p) { kiss_fftr_free(p); });
  std::vector<float> in(segment);
  std::vector<kiss_fft_cpx> bins(segment / 2 + 1);
  out.power.assign(segment / 2 + 1, 0.0);
  std::size_t segments = 0;
  for (std::size_t begin = 0; begin + segment <= rate.size(); begin += segment / 2, ++segments) {
    double mean = 0;
    for (std::size_t i = 0; i < segment; ++i) mean += rate[begin + i] / segment;
    for (std::size_t i = 0; i < segment; ++i) in[i] = static_cast<float>((rate[begin + i] - mean) * window[i]);
    kiss_fftr(plan.get(), in.data(), bins.data());
    for (std::size_t k = 0; k < bins.size(); ++k) {
      const double one_sided = k == 0 || k == segment / 2 ? 1 : 2;
      out.power[k] +=
          one_sided * (double{bins[k].r} * bins[k].r + double{bins[k].i} * bins[k].i) / (sample_rate_hz * window_power);
    }
  }
  for (std::size_t k = 0; k < out.power.size(); ++k) {
    out.power[k] /= static_cast<double>(segments);
    out.frequency_hz.push_back(static_cast<double>(k) * sample_rate_hz / segment);
  }
  return out;
}

}  // namespace rheobase
