// The seven cell types of tests/data/single_neuron_constant_10.json: parameters, the spike times of the continuous
// model under I = 10 for 1 s, and what an integrator makes of them. For tests and benchmarks.
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "networks.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase::test {

constexpr double cells_current = 10.0, cells_duration_ms = 1000.0;

struct CellType {
  std::string name;
  double a, b, c, d;
  std::vector<double> spike_times_ms;  // of the continuous model
};

inline std::vector<CellType> cell_types() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/single_neuron_constant_10.json");
  std::vector<CellType> cells;
  const auto data = nlohmann::ordered_json::parse(file);
  for (const auto& [name, entry] : data.items()) {
    cells.push_back({name, entry["a"], entry["b"], entry["c"], entry["d"], entry["spike_times_ms"]});
  }
  return cells;
}

// One neuron of the type, without input.
inline Network cell_network(const CellType& cell, Integrator integrator, double dt_ms) {
  Network network = cells(1, integrator, dt_ms);
  Population& p = network.populations[0];
  p.a = cell.a;
  p.b = cell.b;
  p.c = cell.c;
  p.d = cell.d;
  p.spike_times = integrator == Integrator::riccati;
  return network;
}

// Spike times of neuron 0 of population 0: within the step where the integrator knows; otherwise the middle of the
// step, the reading that favours the scheme.
inline std::vector<double> spike_times_of(const Simulation& s, double dt_ms, double duration_ms = cells_duration_ms) {
  std::vector<double> times;
  for (long k = 0; k < std::lround(duration_ms / dt_ms); ++k) {
    rheo_step(s.engine());
    if (rheo_spike_count(s.engine(), 0) == 0) continue;
    const float* age_ms = rheo_spike_age_ms(s.engine(), 0);
    times.push_back(static_cast<double>(k + 1) * dt_ms - (age_ms != nullptr ? age_ms[0] : 0.5 * dt_ms));
  }
  return times;
}

// What the integrator makes of the data's experiment.
inline std::vector<double> spike_times_at_10(const CellType& cell, Integrator integrator, double dt_ms) {
  Network network = cell_network(cell, integrator, dt_ms);
  network.populations[0].current = cells_current;
  return spike_times_of(Simulation(network), dt_ms);
}

// The k-th spike against the k-th of the continuous model, over as many as both have: a train with too few or too many
// spikes is late or early all along, so that a wrong count is seen here too.
struct TrainError {
  double mean_ms, last_ms;  // mean of the absolute differences; the last of them
  long surplus;             // spikes too many
};

inline TrainError train_error(const std::vector<double>& times, const std::vector<double>& truth) {
  const std::size_t both = std::min(times.size(), truth.size());
  if (both == 0) return {INFINITY, INFINITY, static_cast<long>(times.size()) - static_cast<long>(truth.size())};
  double sum = 0;
  for (std::size_t k = 0; k < both; ++k) sum += std::fabs(times[k] - truth[k]);
  return {sum / static_cast<double>(both), std::fabs(times[both - 1] - truth[both - 1]),
          static_cast<long>(times.size()) - static_cast<long>(truth.size())};
}

}  // namespace rheobase::test
