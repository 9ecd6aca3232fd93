// One 64-bit mixing function for every hash of the project: image checksum, spikes, state.
//
// A hash here is a sum over (position, word) pairs, so its terms may be added in any order and by
// any thread. For a fixed position the mix is a bijection: a change confined to one word always
// changes the sum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace rheobase {

// The finalizer of SplitMix64 (Steele, Lea & Flood 2014).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

constexpr std::uint64_t hash_term(std::uint64_t position, std::uint64_t word) {
  return mix64(word + mix64(position + 0x9E3779B97F4A7C15u));
}

// Sum over `count` 64-bit words at `bytes`, at positions first, first + 1, …
inline std::uint64_t hash_words(const void* bytes, std::size_t count, std::uint64_t first) {
  const auto* p = static_cast<const unsigned char*>(bytes);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t word;
    std::memcpy(&word, p + 8 * i, 8);
    sum += hash_term(first + i, word);
  }
  return sum;
}

}  // namespace rheobase
