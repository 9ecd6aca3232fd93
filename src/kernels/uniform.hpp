// Uniform values from one 32-bit word: its upper 31 bits as a float, which small values keep whole; and centred ones.
#pragma once

#include <cstdint>

namespace rheobase {

constexpr float uniform_end = 0x1p31f;          // all values are below
constexpr float uniform_most = 0x1.fffffep30f;  // what rounding up would make uniform_end

inline float uniform_from_bits(std::uint32_t x) {
  const auto drawn = static_cast<float>(static_cast<std::int32_t>(x >> 1));
  return drawn < uniform_most ? drawn : uniform_most;
}

// Uniform noise, of standard deviation 1: the word's upper 25 bits, signed and odd, so that the value of ~x is minus
// the value of x, and none is 0.
constexpr float uniform_noise_scale = 0x1.bb67aep-24f;  // sqrt(3) / 2^24

inline float uniform_noise_from_bits(std::uint32_t x) {
  return static_cast<float>((static_cast<std::int32_t>(x) >> 7) | 1) * uniform_noise_scale;
}

}  // namespace rheobase
