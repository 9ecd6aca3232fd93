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

constexpr LearningKernels plain_learning = {decay_traces, depress_rows<SparseEntry<std::uint16_t, std::int16_t>>,
                                            depress_rows<SparseEntry<std::uint32_t, std::int32_t>>, potentiate_columns};

}  // namespace rheobase
