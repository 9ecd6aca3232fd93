// What learning does to many numbers at once, in plain C++: the meaning of learning-inl.h, and what runs where a vector
// cannot be read in part.
#pragma once

#include "kernels/bits.hpp"
#include "kernels/kernels.hpp"
#include "kernels/sparse.hpp"

namespace rheobase {

inline float without_tiny(float x) { return x < tiny && x > -tiny ? 0.0f : x; }
inline float bounded_eligibility(float c) {
  return without_tiny(c > most_eligibility ? most_eligibility : c < -most_eligibility ? -most_eligibility : c);
}

inline void decay_traces(float* trace, std::size_t count, float share) {
  for (std::size_t i = 0; i < count; ++i) {
    trace[i] = without_tiny(trace[i] - trace[i] * share);
  }
}

template <class Entry>
void depress_rows(const DeliverTask& rows, const float* traces, float amount, float* eligibility) {
  const auto* entries = static_cast<const Entry*>(rows.weights);
  for_each_bit(rows.spikes, 0, rows.words, [&](std::size_t source) {
    for (std::uint32_t k = rows.row_begin[source]; k < rows.row_end[source]; ++k) {
      eligibility[k] = bounded_eligibility(eligibility[k] - amount * traces[entries[k].target()]);
    }
  });
}

inline void potentiate_column(const ColumnTask& task, std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t n = begin; n < end; ++n) {
    float& c = task.eligibility[task.entries[n]];
    c = bounded_eligibility(c + task.amount * task.traces[task.places[n]]);
  }
}
inline void potentiate_columns(const ColumnTask& task) {
  for_each_bit(task.fired, task.first_word, task.end_word,
               [&](std::size_t target) { potentiate_column(task, task.sums[target], task.sums[target + 1]); });
}

// Uniform on [0, 1) in steps of 2^-24, of a synapse's change in a tick.
inline float draw_of(std::uint32_t salt, std::uint32_t entry) {
  std::uint32_t h = salt + entry * 0x9E3779B9u;
  h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
  h = (h ^ (h >> 13)) * 0xC2B2AE35u;
  return static_cast<float>((h ^ (h >> 16)) >> 8) * 0x1p-24f;
}

// Rounded up or down at random, so that many small steps add up to their sum; no further than the bound. `size` >= 0.
inline std::int32_t rounded_steps(float size, std::int32_t distance, std::uint32_t salt, std::uint32_t entry) {
  const auto steps = static_cast<std::int32_t>((size > 1e9f ? 1e9f : size) + draw_of(salt, entry));
  return steps < distance ? steps : distance;
}

template <class Weight>
void sweep(const SweepTask& task) {
  auto* weights = static_cast<Weight*>(task.weights);
  for (std::uint32_t k = task.begin; k < task.end; ++k) {
    const float c = task.eligibility[k], by = task.offset + task.scale * c;
    const std::int32_t w = weights[k];
    const std::int32_t steps = by > 0.0f ? rounded_steps(by, task.w_max - w, task.salt, task.first_entry + k)
                                         : -rounded_steps(-by, w - task.w_min, task.salt, task.first_entry + k);
    weights[k] = static_cast<Weight>(w + steps);
    task.eligibility[k] = without_tiny(c - c * task.decay);
  }
}

constexpr LearningKernels plain_learning = {decay_traces,
                                            depress_rows<SparseEntry<std::uint16_t, std::int16_t>>,
                                            depress_rows<SparseEntry<std::uint32_t, std::int32_t>>,
                                            potentiate_columns,
                                            sweep<std::int16_t>,
                                            sweep<std::int32_t>};

}  // namespace rheobase
