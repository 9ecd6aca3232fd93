// The functions that coding needs, by additions, multiplications, correctly rounded divisions and selections alone: no
// libm, the same bits everywhere. Series, so that every coefficient can be read; errors against the true functions
// are checked in tests/encode_test.cpp.
#pragma once

#include "kernels/strict_math.hpp"

#include <cstdint>
#include <cstring>
#include <initializer_list>

namespace rheobase {

inline bool within(float x, float low, float high) { return x >= low && x <= high; }  // NaN is not

// low at 0, high at 1, exactly.
inline float between(float low, float high, float x) { return x == 1.0f ? high : low + x * (high - low); }

// exp(-z) for z >= 0, to 2e-6 of itself, for z <= 1 to 2e-7; below exp(-24), 0. Exactly 1 at 0.
inline float exp_minus(float z) {
  if (!(z < 24.0f)) return 0.0f;
  const float y = z * 0x1.715476p+0f;  // 2^-y
  const auto whole = static_cast<std::uint32_t>(y);
  const float t = (y - static_cast<float>(whole)) * 0x1.62e43p-1f;  // exp(-t), t < ln 2
  float sum = 1.0f;
  for (const float n : {1.0f / 9, 1.0f / 8, 1.0f / 7, 1.0f / 6, 1.0f / 5, 1.0f / 4, 1.0f / 3, 1.0f / 2, 1.0f}) {
    sum = 1.0f - t * n * sum;
  }
  const std::uint32_t bits = (127u - whole) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return sum * power;
}

struct Direction {
  float x, y;
};

// Cosine and sine of a part of a turn, 0 <= turn <= 1, to 1e-7.
inline Direction direction(float turn) {
  const auto quarter = static_cast<std::uint32_t>(turn * 4.0f + 0.5f);  // NOLINT(bugprone-incorrect-roundings)
  const float a = (turn - static_cast<float>(quarter) * 0.25f) * 0x1.921fb6p+2f;  // within +- pi / 4
  const float q = a * a;
  float s = 1.0f, c = 1.0f;
  for (const float n : {1.0f / 72, 1.0f / 42, 1.0f / 20, 1.0f / 6}) s = 1.0f - q * n * s;
  for (const float n : {1.0f / 90, 1.0f / 56, 1.0f / 30, 1.0f / 12, 1.0f / 2}) c = 1.0f - q * n * c;
  s *= a;
  switch (quarter & 3u) {
    case 0: return {c, s};
    case 1: return {-s, c};
    case 2: return {-c, -s};
    default: return {s, -c};
  }
}

// The part of a turn, 0 <= turn < 1, in which (x, y) lies, to 1e-7; not both may be 0.
inline float turn_of(float x, float y) {
  const float ax = x < 0 ? -x : x, ay = y < 0 ? -y : y;
  float t = ax > ay ? ay / ax : ax / ay;
  const bool upper = t > 0x1.a8279ap-2f;  // tan(pi / 8)
  if (upper) t = (t - 1.0f) / (t + 1.0f);
  const float q = t * t;
  float sum = 1.0f / 17;
  for (const float n : {1.0f / 15, 1.0f / 13, 1.0f / 11, 1.0f / 9, 1.0f / 7, 1.0f / 5, 1.0f / 3, 1.0f}) {
    sum = n - q * sum;
  }
  float turn = t * sum * 0x1.45f306p-3f;  // / 2 pi
  if (upper) turn = turn + 0.125f;
  if (ay > ax) turn = 0.25f - turn;
  if (x < 0) turn = 0.5f - turn;
  if (y < 0) turn = 1.0f - turn;
  return turn < 1.0f ? turn : 0.0f;
}

// The length of (x, y), to 2e-7 of itself.
inline float length_of(float x, float y) {
  const float ax = x < 0 ? -x : x, ay = y < 0 ? -y : y;
  const float longer = ax > ay ? ax : ay, shorter = ax > ay ? ay : ax;
  if (longer == 0.0f) return 0.0f;
  const float t = shorter / longer, square = 1.0f + t * t;
  float root = 1.0f + (square - 1.0f) * 0.4142136f;  // then Newton's square root
  for (int i = 0; i < 2; ++i) root = 0.5f * (root + square / root);
  return longer * root;
}

}  // namespace rheobase
