// Whether this thread's float arithmetic rounds to nearest, ties to even, as every kernel assumes. Asked of the
// arithmetic itself: a firmware may have no <cfenv>.
#pragma once

#include "kernels/strict_math.hpp"

namespace rheobase {

inline bool rounds_to_nearest() {
  const volatile float one = 1.0f, less_than_half_ulp = 0x1p-25f, more_than_half_ulp = 0x1.8p-24f;
  const volatile float up = one + less_than_half_ulp;       // larger than one if rounded up
  const volatile float down = -one - less_than_half_ulp;    // smaller than -one if rounded down
  const volatile float nearest = one + more_than_half_ulp;  // one if cut towards zero
  return up == one && down == -one && nearest > one;
}

}  // namespace rheobase
