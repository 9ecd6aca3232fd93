// A value of the description as the float that the engine will see.
#pragma once

#include "kernels/strict_math.hpp"

#include <cmath>

namespace rheobase {

// Subnormals must not arise in a step, so none may enter it: what is nearer to 0 than `tiny` becomes 0.
inline float as_float(double x) {
  const auto f = static_cast<float>(x);
  return f > -tiny && f < tiny ? 0.0f : f;
}

// The largest float below `x` that a state may have.
inline float float_below(float x) {
  const float below = std::nextafter(x, -INFINITY);
  if (below <= -tiny || below >= tiny) return below;
  return x > 0 ? 0.0f : -tiny;
}

}  // namespace rheobase
