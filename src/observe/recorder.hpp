// Watches an engine step by step and keeps what the statistics and pictures need.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "observe/recording.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

// The v that a sample takes from a neuron that fires in the sampled step. The two sources of the
// networks differ (docs/statistics.md): the paper's loop resets at the start of the next step, so v is
// still at its peak; the forum's simulator has reset it by then.
enum class FiringSample { peak, reset };
inline FiringSample firing_sample_of(const PopulationReport& population) {
  return population.integrator == "izhikevich2003" ? FiringSample::peak : FiringSample::reset;
}

class Recorder {
 public:
  // From the engine's tick on. `image` is the engine's, for what the engine itself does not show.
  Recorder(const rheo_engine* engine, const ImageReport& image);

  // To be called after every rheo_step.
  void observe();
  // Takes back what was observed after the engine's tick was `tick`, but for the samples of v.
  void forget_after(std::uint64_t tick);
  // The engine's tick has come here without being observed.
  void skip_to(std::uint64_t tick);

  const Recording& recording() const { return recording_; }

 private:
  void sample_v(std::uint64_t tick);

  const rheo_engine* engine_;
  Recording recording_;
  std::uint64_t first_tick_, samples_ = 0;
  std::vector<FiringSample> firing_samples_;  // by population
  std::vector<float> sampled_mv_;             // of a population: sample_v
  bool keeps_age_ = false;                    // a population has spike_times
};

}  // namespace rheobase
