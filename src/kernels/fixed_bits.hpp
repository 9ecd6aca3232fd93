// Numbers with 15 bits behind the point (s16.15) in an int32, and a float's bits taken apart by integers alone: for
// machines without an FPU, and for what a population has once. The same as the machine's own conversions.
#pragma once

#include <cstdint>
#include <cstring>

namespace rheobase {

constexpr int fixed_fraction = 15;  // bits

// The largest below 2^whole that is a float too.
template <int whole, int fraction = fixed_fraction>
constexpr std::int32_t most_fixed = whole + fraction <= 24 ? (std::int32_t{1} << (whole + fraction)) - 1
                                                           : (std::int32_t{1} << (whole + fraction)) -
                                                                 (std::int32_t{1} << (whole + fraction - 24));

// In units of 2^-fraction, towards 0; within 2^whole.
template <int whole, int fraction = fixed_fraction>
inline std::int32_t fixed_by_bits(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const std::uint32_t shift = 127 + 31 - fraction - (bits << 1 >> 24);  // of 24 bits that begin at the highest
  constexpr std::uint32_t least_shift = 32 - fraction - whole;
  std::int32_t size = most_fixed<whole, fraction>;
  if (shift - least_shift <= 31 - least_shift) {
    size = static_cast<std::int32_t>((bits << 8 | 0x80000000u) >> shift);
  } else if (shift - least_shift < 256) {
    return 0;
  }
  return (bits & 0x80000000u) != 0 ? -size : size;
}

// Exact: of s16.15 below 2^24 in size, 512.
inline float float_by_bits(std::int32_t x) {
  std::uint32_t size = static_cast<std::uint32_t>(x), bits = size & 0x80000000u;
  if (x < 0) size = 0u - size;
  if (size != 0) {
    std::uint32_t exponent = 127 + 31 - fixed_fraction - 8;  // once the highest bit is the last of 32
    size <<= 8;
    if (size < 1u << 24) {
      size <<= 8;
      exponent -= 8;
    }
    if (size < 1u << 24) {
      size <<= 8;
      exponent -= 8;
    }
    if (size < 1u << 28) {
      size <<= 4;
      exponent -= 4;
    }
    while ((size & 0x80000000u) == 0) {
      size <<= 1;
      --exponent;
    }
    bits |= exponent << 23 | size << 1 >> 9;
  }
  float out;
  std::memcpy(&out, &bits, sizeof out);
  return out;
}

// Without an FPU a float costs a call for each operation; these cost some ten instructions.
#if defined(__SOFTFP__) || (defined(__riscv) && !defined(__riscv_flen))
constexpr bool has_float_unit = false;
#else
constexpr bool has_float_unit = true;
#endif

// Planes of integers lie in the image as floats whose last bits they are: 1.5 * 2^23 + k, so that the ranges of floats
// bound them and no conversion is needed.
constexpr float integer_plane_base = 12582912.0f;
constexpr std::int32_t integer_plane_bits = 0x4B400000;

inline std::int32_t integer_of(float plane_value) {
  std::int32_t bits;
  std::memcpy(&bits, &plane_value, sizeof bits);
  return bits - integer_plane_bits;
}

}  // namespace rheobase
