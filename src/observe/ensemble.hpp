// One network over many seeds: statistics as samples, spectra as averages.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "observe/statistics.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct Ensemble {
  // By the JSON's names ("spikes", "rate_e_hz", …): one value per seed that has one.
  std::map<std::string, std::vector<double>> samples;
  Spectrum spectrum_e, spectrum_i;          // averaged over seeds
  std::vector<std::uint64_t> spike_hashes;  // one per seed
  double wall_s = 0;                        // of stepping and recording, over all seeds
  std::uint64_t seeds = 0;

  double mean(const std::string& statistic) const;  // NaN without samples
  double standard_deviation(const std::string& statistic) const;
  double standard_error(const std::string& statistic) const;
};

// Seeds 1 … seeds, each compiled and run for duration_ms. `progress` is called after each.
Ensemble run_ensemble(const Network& network, std::uint64_t seeds, double duration_ms,
                      const std::function<void()>& progress = {});

}  // namespace rheobase
