// Whether this thread's float arithmetic rounds to nearest, ties to even, as every kernel assumes. Asked of the
// arithmetic itself: a firmware may have no <cfenv>.
#pragma once

#include "kernels/strict_math.hpp"

namespace rheobase {

inline bool rounds_to_nearest() {
  const volatile float one = 1.0f, less_than_half_ulp = 0x1p-25f, more_than_half_ulp = 0x1.8p-24f;
  const volatile float stays = one + less_than_half_ulp, rises = one + more_than_half_ulp;  // not both in other modes
  return stays == one && rises > one;
}

}  // namespace rheobase
