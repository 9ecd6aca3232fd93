// Keeps chosen states of chosen neurons, sampled at a fixed rate.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

// Which neurons' state: POPULATION:STATE, POPULATION:STATE[3] or POPULATION:STATE[0..9], ends included.
struct StateSelection {
  std::string text, population, state;
  std::uint32_t first = 0, last = UINT32_MAX;  // UINT32_MAX: to the population's end

  explicit StateSelection(const std::string& text);  // throws ModelError, "--record" first
  // "E.v", whatever the names hold: characters other than letters, digits, - and _ are written as %XX.
  std::string file_name() const;
};

// v of the first neuron of each population that is no source, of eight populations at most: where nothing is selected.
std::vector<StateSelection> first_neurons(const ImageReport& image);

// One state of some neurons of a population, sample by sample.
struct StateTrace {
  StateSelection of;  // `last` is a neuron of the population
  std::uint32_t population_number;
  std::uint32_t count;        // neurons
  std::vector<float> values;  // samples x neurons
};

class StateRecorder {
 public:
  // States are those that rheo_state knows. A sample every `every_ms`, a multiple of the step; 0: 1 ms, or the step if
  // it is longer. Throws ModelError, which begins with "--record" or "--every".
  StateRecorder(const rheo_engine* engine, double dt_ms, const std::vector<StateSelection>& selections,
                double every_ms);

  // After every rheo_step.
  void observe();
  void forget_after(std::uint64_t tick);
  void clear();  // the samples until now

  double dt_ms() const { return dt_ms_; }
  std::uint64_t every_ticks() const { return every_ticks_; }
  const std::vector<StateTrace>& traces() const { return traces_; }
  // Of the samples: what rheo_tick said.
  const std::vector<std::uint64_t>& ticks() const { return ticks_; }

 private:
  const rheo_engine* engine_;
  double dt_ms_;
  std::uint64_t every_ticks_;
  std::vector<StateTrace> traces_;
  std::vector<const float*> sources_;
  std::vector<std::uint64_t> ticks_;
};

// DIRECTORY/record/E.v.npy (samples x neurons, float32) and .csv (time_ms, then a column for each neuron), and
// time_ms.npy (float64), the samples' times.
void write_states(const StateRecorder& recorder, const std::string& directory);

}  // namespace rheobase
