// The weights of a run that learns: how they spread over time, and each synapse at the end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "observe/report.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase {

class WeightRecorder {
 public:
  static constexpr std::uint32_t bins = 50;

  // Of all projections that learn, at most a hundred times in so many ticks.
  WeightRecorder(const Simulation& simulation, std::uint64_t ticks);

  void observe();  // after every rheo_step
  void finish();   // at the end, while the engine still has the weights
  bool empty() const { return projections_.empty(); }

  // directory/weights/SOURCE_to_TARGET.npy, float64, a row a synapse: source, target, weight, delay in ms: what a
  // projection's `file` takes; weights.svg and .png. The second between the same populations ends in _2,
  // or the next number that is free, whatever the case of letters.
  std::vector<std::string> files() const;
  void write(const std::string& directory, const RunReport& report) const;

 private:
  struct Learning {
    std::uint32_t projection;
    std::string source, target, file;
    std::uint32_t sources, targets;
    double w_min, w_max;
    std::vector<double> shares;  // of the weights in each bin, sample by sample
    std::vector<LearnedSynapse> synapses;
  };
  void sample();
  std::string histogram_of(const Learning& learning, std::string& data) const;
  std::string matrix_of(const Learning& learning, std::string& data) const;

  const Simulation& simulation_;
  std::uint64_t every_ticks_;
  std::vector<double> times_s_;
  std::vector<Learning> projections_;
};

}  // namespace rheobase
