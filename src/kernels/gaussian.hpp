// A standard normal value from one 32-bit word, by exact arithmetic: no log, no square root, no
// table, the same bits everywhere.
//
// The sum of the word's four bytes is nearly normal already (Irwin-Hall). An odd polynomial maps
// its quantiles onto the normal's (tools/fit_gaussian.py fits it). Over all 2^32 words: sd 1 to
// 1e-6, excess kurtosis below 1e-4, sixth moment 15.005, and tails beyond 4, 4.5 and 5 sd of 1.14,
// 1.04 and 0.28 times the normal's; the largest value is 5.32 (tools/noise_law.cpp).
#pragma once

#include <cstdint>

namespace rheobase {

// The sum alone has 1,021 values, a comb. Twelve more bits, hashed from the same word, fill the gaps.
constexpr std::uint32_t gaussian_dither = 0x9E3779B1u;
constexpr int gaussian_dither_bits = 12;
// Half of the largest value of sum * 2^12 + dither.
constexpr std::int32_t gaussian_centre = (1020 * 4096 + 4096) / 2;
constexpr float gaussian_scale = 0x1p-21f;

constexpr int gaussian_terms = 5;
constexpr float gaussian_coefficients[gaussian_terms] = {0x1.ac9e5p+1f, 0x1.6b73b8p-5f, 0x1.6ba5b6p+1f, -0x1.82ef98p+2f,
                                                         0x1.4c7f56p+2f};

inline float gaussian_from_bits(std::uint32_t x) {
  const std::uint32_t pairs = (x & 0x00FF00FFu) + ((x >> 8) & 0x00FF00FFu);
  const std::uint32_t sum = (pairs + (pairs >> 16)) & 0xFFFFu;
  const std::uint32_t dither = (x * gaussian_dither) >> (32 - gaussian_dither_bits);
  const auto fine = static_cast<std::int32_t>((sum << gaussian_dither_bits) + dither);
  const float s = static_cast<float>(fine - gaussian_centre) * gaussian_scale;
  const float t = s * s;
  float g = gaussian_coefficients[gaussian_terms - 1];
  for (int k = gaussian_terms - 2; k >= 0; --k) g = g * t + gaussian_coefficients[k];
  return g * s;
}

}  // namespace rheobase
