// What the work of a projection's rows is counted by.
#pragma once

#include <map>

#include "bounds/step_features.hpp"

namespace rheobase {

// Blocks of neurons, the last as far as its array reaches.
inline double blocks_of(const image::Population& p) {
  return static_cast<double>(image::padded(p.size)) / static_cast<double>(image::block_neurons);
}

// How many rows there are of each length.
inline std::map<std::uint32_t, std::uint64_t> row_lengths(const image::View& view, const image::Projection& p) {
  std::map<std::uint32_t, std::uint64_t> lengths;
  for (std::uint32_t r = 0; r < view.population(p.source).size; ++r) ++lengths[view.row_synapses(p, r)];
  return lengths;
}

inline RowWork rows_alike(const image::Projection& p, std::uint64_t rows, std::uint64_t length) {
  RowWork work;
  work.events = static_cast<double>(rows * length);
  work.dequeue_cost[p.rows != 0 ? feature_budget_take_counted : feature_budget_take] = static_cast<double>(rows);
  return work;
}

}  // namespace rheobase
