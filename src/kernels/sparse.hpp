// Entries of sparse rows (StorageLayout::entries) as kernels read them: a target, then its weight.
#pragma once

#include <cstdint>

namespace rheobase {

template <class Target, class Weight>
struct SparseEntry {
  Target stored_target;
  Weight stored_weight;
  constexpr std::uint32_t target() const { return stored_target; }
  constexpr std::int32_t weight() const { return stored_weight; }
};

// Read as one word: half the loads of two halves.
template <>
struct SparseEntry<std::uint16_t, std::int16_t> {
  std::uint32_t word;
  constexpr std::uint32_t target() const { return word & 0xFFFFu; }
  constexpr std::int32_t weight() const { return static_cast<std::int32_t>(word) >> 16; }
};

}  // namespace rheobase
