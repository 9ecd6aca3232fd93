// A value of the description as the float that the engine will see.
#pragma once

#include "kernels/strict_math.hpp"

namespace rheobase {

// Subnormals must not arise in a step, so none may enter it: what is nearer to 0 than `tiny` becomes 0.
inline float as_float(double x) {
  const auto f = static_cast<float>(x);
  return f > -tiny && f < tiny ? 0.0f : f;
}

}  // namespace rheobase
