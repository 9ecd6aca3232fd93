// One run in numbers: the JSON of the command contract, and the same for a reader at a terminal.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "observe/statistics.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

namespace rheobase {

struct RunReport {
  std::string model, integrator, simd_target;
  std::uint64_t n = 0, seed = 0, noise_seed = 0, events = 0;
  double dt_ms = 0, duration_ms = 0;
  Statistics statistics;
  std::vector<std::string> warnings;
  std::uint64_t state_hash = 0, spike_hash = 0;
  std::vector<double> passes_s;  // the steps alone, of each time that the run was timed
  std::uint64_t ticks = 0;
  std::uint64_t flash_bytes = 0, ram_bytes = 0;

  double wall_s(double quantile = 0.5) const;  // of a pass: the median, or another quantile
  double ns_per_neuron_step() const;
  std::optional<double> ns_per_synaptic_event() const;  // the whole step's time per event
};

// Of the steps that the engine has done and the recording holds; times, noise seed and warnings are left to the caller.
RunReport report_of(const rheo_engine* engine, const ImageReport& image, const Recording& recording);

// "1 neuron", "1000 neurons".
std::string neurons_text(std::uint64_t neurons);
// "seed 1", or "seed 1, noise seed 2" where they differ.
std::string seeds_text(const RunReport& report);

nlohmann::ordered_json to_json(const RunReport& report);
std::string to_text(const RunReport& report);  // several lines, each with its newline

}  // namespace rheobase
