// The synapses of one projection as real numbers, before any storage is chosen: rows by source,
// targets ascending.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernels/philox.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct Synapses {
  std::uint32_t sources = 0, targets = 0;
  std::vector<std::uint64_t> row_begin;  // sources + 1
  std::vector<std::uint32_t> target;
  std::vector<double> weight;

  std::uint64_t count() const { return target.size(); }
  double density() const {
    return static_cast<double>(count()) / (static_cast<double>(sources) * static_cast<double>(targets));
  }
};

// `index` is the projection's number (its stream of random numbers). Throws ModelError.
Synapses evaluate_synapses(const Projection& projection, std::uint32_t index, std::uint32_t sources,
                           std::uint32_t targets, const std::map<std::string, double>& constants, PhiloxKey key);

}  // namespace rheobase
