// One run in numbers: the JSON of the command contract, and the same for a reader at a terminal.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "observe/statistics.hpp"

namespace rheobase {

struct RunReport {
  std::string model, integrator, simd_target;
  std::uint64_t n = 0, seed = 0, noise_seed = 0, events = 0;
  double dt_ms = 0, duration_ms = 0;
  Statistics statistics;
  std::vector<std::string> warnings;
  std::uint64_t state_hash = 0, spike_hash = 0;
  double wall_s = 0;  // of the steps alone
  std::uint64_t ticks = 0;
  std::uint64_t flash_bytes = 0, ram_bytes = 0;

  double ns_per_neuron_step() const;
  std::optional<double> ns_per_synaptic_event() const;  // the whole step's time per event
};

// "seed 1", or "seed 1, noise seed 2" where they differ.
std::string seeds_text(const RunReport& report);

nlohmann::ordered_json to_json(const RunReport& report);
std::string to_text(const RunReport& report);  // several lines, each with its newline

}  // namespace rheobase
