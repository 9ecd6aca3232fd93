// The statistics of a recording, defined in docs/statistics.md (and in the command's JSON).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "observe/recording.hpp"

namespace rheobase {

struct PopulationStatistics {
  std::string name, type;  // type: "excitatory", "inhibitory" or empty
  std::uint64_t neurons = 0, spikes = 0;
  std::uint64_t steps_at_limit = 0;  // rheo_steps_at_limit; no recording has them
  std::optional<double> rate_hz;     // whole run; empty if it has no step
};

// A statistic without a meaning for this run (too few spikes, too short) is empty: null in JSON.
struct Statistics {
  std::uint64_t spikes = 0;
  std::optional<double> rate_e_hz, rate_i_hz;           // whole run
  std::optional<double> transient_peak_ms, peak200_ms;  // highest 2 ms window within 50 / 200 ms
  std::optional<double> rhythm_hz, gamma_peak_hz;       // Welch maximum in 5-100, 30-50 Hz, from 200 ms on
  std::optional<double> gamma_fraction;                 // power 30-50 Hz / power 5-100 Hz
  std::optional<double> synchrony_chi;
  std::optional<double> cv_isi_e, cv_isi_i;
  std::vector<PopulationStatistics> populations;
};

Statistics statistics_of(const Recording& recording);

// Welch spectrum of the population rate in 1 ms bins from 200 ms on (Hann, 400 samples a segment,
// half overlap, constant detrend). Empty if the run is shorter than one segment.
struct Spectrum {
  std::vector<double> frequency_hz, power;
};
Spectrum spectrum_of(const Recording& recording, const std::string& type = {});  // empty: all neurons

// Population rate in Hz per neuron, flat window of window_ms over the ticks' counts; centre times.
struct RateCurve {
  std::vector<double> time_ms, rate_hz;
};
RateCurve rate_curve(const Recording& recording, const std::string& type, double window_ms);

}  // namespace rheobase
