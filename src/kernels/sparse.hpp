// Entries of sparse rows, sorted by target within a row.
#pragma once

#include <cstdint>

namespace rheobase {

// One word: target in the low 16 bits, weight in the high 16. Half the traffic of a pair of words.
// Populations of more than 65,536 neurons are reached by several projections, each with its window.
constexpr std::uint32_t pack_sparse_i16(std::uint32_t target, std::int32_t weight) {
  return (target & 0xFFFFu) | (static_cast<std::uint32_t>(weight) << 16);
}
constexpr std::uint32_t sparse_i16_target(std::uint32_t entry) { return entry & 0xFFFFu; }
constexpr std::int32_t sparse_i16_weight(std::uint32_t entry) { return static_cast<std::int32_t>(entry) >> 16; }

struct SparseI32 {
  std::uint32_t target;
  std::int32_t weight;
};

}  // namespace rheobase
