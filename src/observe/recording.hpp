// What a run leaves behind on the host: spikes as (tick, neuron) and per-millisecond samples of v.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rheobase {

struct Group {  // a population in the recording
  std::string name;
  std::string type;                  // "excitatory", "inhibitory" or empty
  std::size_t first = 0, count = 0;  // neurons are numbered through, population after population
  double peak_mv = 30;               // to which a spike is drawn, since a sample may miss its peak
};

struct Recording {
  double dt_ms = 1.0;
  std::uint64_t ticks = 0;
  double begin_ms = 0;  // what the engine's time was at the recording's beginning; all times here count from there
  std::vector<std::pair<double, double>> gaps_ms;  // stretches that were not observed: from, to
  std::vector<Group> groups;
  // One entry per spike, in order of tick, then neuron. A spike of tick k happened in (k dt, (k+1) dt].
  std::vector<std::uint32_t> spike_tick, spike_neuron;
  // How long before the end of its tick each spike fell. Empty if no population keeps spike_times; 0 for the spikes
  // of those that do not.
  std::vector<float> spike_age_ms;
  // v sampled once per millisecond, cut at 30 mV: for chi.
  std::size_t sources = 0;              // neurons without v
  std::vector<double> v_mean;           // per sample: mean over neurons with v; none without such
  std::vector<double> v_sum, v_sum_sq;  // per neuron, over the samples from 200 ms on
  std::size_t late_samples = 0;         // samples in v_sum
  std::size_t first_late_sample = 0;    // index in v_mean of the first of them

  std::size_t neurons() const;
  // Of the threshold's crossing with spike_times, else of the end of its tick.
  double spike_time_ms(std::size_t spike) const {
    return (spike_tick[spike] + 1.0) * dt_ms - (spike_age_ms.empty() ? 0.0 : spike_age_ms[spike]);
  }
  double duration_ms() const { return dt_ms * static_cast<double>(ticks); }
};

}  // namespace rheobase
