// The start transient is left out of the statistics of the rhythm: "late" begins here.
#pragma once

#include <cmath>
#include <cstdint>

namespace rheobase {

constexpr double late_from_ms = 200.0;

// Which millisecond (0, 1, …) tick k = (k dt, (k+1) dt] begins in. The thousandth of a tick keeps
// 10 ticks of 0.1 ms from falling short of 1 ms by rounding.
inline std::uint64_t millisecond_of(std::uint64_t tick, double dt_ms) {
  return static_cast<std::uint64_t>(std::floor((static_cast<double>(tick) + 1e-3) * dt_ms));
}

}  // namespace rheobase
