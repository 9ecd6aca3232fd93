// A standard normal value from one 32-bit word, by exact arithmetic: no log, no square root, no
// table, the same bits everywhere.
//
// The sum of the word's four bytes is nearly normal already (Irwin-Hall). An odd polynomial with
// exponents 1, 3 and 11 gives it the second, fourth and sixth moments of the normal law
// (tools/fit_gaussian.py). Over all 2^32 words (tools/noise_law.cpp): odd moments 0, sd 1 to 4e-8,
// excess kurtosis below 1e-7, sixth moment 15.000, eighth 105.2; tails beyond 4, 4.5 and 5 sd of
// 1.13, 0.91 and 0.15 times the normal's; the largest value is 5.22.
#pragma once

#include <cstdint>

namespace rheobase {

constexpr std::uint32_t gaussian_bytes = 0x00FF00FFu;
// Spreads the words of one byte sum evenly, which the golden ratio's multiplier does not.
constexpr std::uint32_t gaussian_dither = 0x7FEB352Du;
constexpr float gaussian_scale = 0x1.088702p-24f;  // makes the leading coefficient 1
constexpr float gaussian_c0 = 0x1.9bd72ap+1f;
constexpr float gaussian_c1 = 0x1.0117cap-1f;

// Of one word, before the polynomial: below 2^24 in size.
inline std::int32_t gaussian_level(std::uint32_t x) {
  // b0 - b1 + b2 - b3 has the law of the plain sum, but is centred already. The low half is b0 - b1;
  // what it borrows is part of the number.
  const std::uint32_t pairs = (x & gaussian_bytes) - ((x >> 8) & gaussian_bytes);
  const auto level = static_cast<std::int32_t>(pairs + (pairs << 16));
  // 1,021 levels are a comb; bits hashed from the same word fill the gaps. With this addend the
  // dither of ~x is the complement of that of x …
  const std::int32_t dither = static_cast<std::int32_t>(x * gaussian_dither + (gaussian_dither - 1) / 2) >> 16;
  // … so that, halved to fit a float and made odd, the value of ~x is minus the value of x, exactly.
  return ((level + dither) >> 1) | 1;
}

inline float gaussian_from_bits(std::uint32_t x) {
  const float s = static_cast<float>(gaussian_level(x)) * gaussian_scale;
  const float t = s * s;
  const float t2 = t * t;
  return s * (gaussian_c0 + t * (gaussian_c1 + t2 * t2));
}

}  // namespace rheobase
