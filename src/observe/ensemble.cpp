#include "observe/ensemble.hpp"

#include <chrono>
#include <cmath>

#include "observe/recorder.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase {
namespace {

void add_sample(Ensemble& ensemble, const Statistics& s) {
  const std::pair<const char*, std::optional<double>> values[] = {
      {"spikes", static_cast<double>(s.spikes)},
      {"rate_e_hz", s.rate_e_hz},
      {"rate_i_hz", s.rate_i_hz},
      {"transient_peak_ms", s.transient_peak_ms},
      {"peak200_ms", s.peak200_ms},
      {"rhythm_hz", s.rhythm_hz},
      {"gamma_peak_hz", s.gamma_peak_hz},
      {"gamma_fraction", s.gamma_fraction},
      {"synchrony_chi", s.synchrony_chi},
      {"cv_isi_e", s.cv_isi_e},
      {"cv_isi_i", s.cv_isi_i},
  };
  for (const auto& [name, value] : values) {
    if (value) ensemble.samples[name].push_back(*value);
  }
}

void add_spectrum(Spectrum& sum, const Spectrum& one, double share) {
  if (sum.power.empty()) {
    sum.frequency_hz = one.frequency_hz;
    sum.power.assign(one.power.size(), 0.0);
  }
  for (std::size_t k = 0; k < one.power.size(); ++k) sum.power[k] += share * one.power[k];
}

}  // namespace

double Ensemble::mean(const std::string& statistic) const {
  const auto it = samples.find(statistic);
  if (it == samples.end()) return NAN;
  double sum = 0;
  for (double x : it->second) sum += x;
  return sum / static_cast<double>(it->second.size());
}

double Ensemble::standard_deviation(const std::string& statistic) const {
  const auto it = samples.find(statistic);
  if (it == samples.end() || it->second.size() < 2) return NAN;
  const double center = mean(statistic);
  double squares = 0;
  for (double x : it->second) squares += (x - center) * (x - center);
  return std::sqrt(squares / static_cast<double>(it->second.size() - 1));
}

double Ensemble::standard_error(const std::string& statistic) const {
  const auto it = samples.find(statistic);
  return it == samples.end() ? NAN : standard_deviation(statistic) / std::sqrt(static_cast<double>(it->second.size()));
}

Ensemble run_ensemble(const Network& network, std::uint64_t seeds, double duration_ms,
                      const std::function<void()>& progress) {
  using Clock = std::chrono::steady_clock;
  Ensemble ensemble;
  ensemble.seeds = seeds;
  const auto ticks = static_cast<std::uint64_t>(std::llround(duration_ms / network.dt_ms));
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CompileOptions options;
    options.seed = seed;
    const Simulation simulation(network, options);
    Recorder recorder(simulation.engine(), describe_image(simulation.image()));
    const auto start = Clock::now();
    for (std::uint64_t k = 0; k < ticks; ++k) {
      rheo_step(simulation.engine());
      recorder.observe();
    }
    ensemble.wall_s += std::chrono::duration<double>(Clock::now() - start).count();
    add_sample(ensemble, statistics_of(recorder.recording()));
    add_spectrum(ensemble.spectrum_e, spectrum_of(recorder.recording(), "excitatory"),
                 1.0 / static_cast<double>(seeds));
    add_spectrum(ensemble.spectrum_i, spectrum_of(recorder.recording(), "inhibitory"),
                 1.0 / static_cast<double>(seeds));
    ensemble.spike_hashes.push_back(rheo_spike_hash(simulation.engine()));
    if (progress) progress();
  }
  return ensemble;
}

}  // namespace rheobase
