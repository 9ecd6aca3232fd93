// The integrator `fixed`: v, u and currents are integers of s16.15 within a step (docs/numerics.md). Between steps v
// and u are the floats of the same value, which those below 512 in size all have. Planes of integers are those of
// integer_of(fixed_bits.hpp); the others are floats that the kernels convert.
#pragma once

#include "kernels/fixed_bits.hpp"
#include "models/izhikevich.hpp"
#include "models/lif.hpp"

namespace rheobase {

constexpr int fixed_state_whole = 9, fixed_drive_whole = 10;  // v and u are below 2^9, a current's effect 2^10
constexpr std::int32_t most_fixed_state = most_fixed<fixed_state_whole>;
constexpr std::int32_t most_fixed_drive = std::int32_t{1} << (fixed_drive_whole + fixed_fraction);
constexpr std::int32_t most_fixed_current = 2 * most_fixed_drive;

// Bits behind the point of parameters.
constexpr int fixed_rate_bits = 18;  // a dt; 1 - exp(-dt/tau)
constexpr int fixed_b_bits = 16, fixed_r_bits = 12, fixed_rest_bits = 12, fixed_half_dt_bits = 16;
constexpr std::int32_t most_fixed_rate = 1 << 17, most_fixed_b = 1 << 17, most_fixed_r = 1 << 17;
constexpr std::int32_t most_fixed_rest = 1 << 21, most_fixed_half_dt = 1 << 16;
// 0.32 times half a step: what a square of mV, in units of 2^-12, does to v. A number of 15 bits, and how many places
// the product of 2^-16 is shifted.
constexpr std::int32_t least_fixed_square = 1 << 14, most_fixed_square = (1 << 15) - 1, most_fixed_square_shift = 31;

// Behind those of recovery, of the population.
enum FixedIzhikevichPlane : std::uint32_t {
  fixed_half_dt = end_of_recovery_planes,
  fixed_square,
  fixed_square_shift,
  end_of_fixed_izhikevich_planes
};

constexpr float integer_plane(std::int32_t k) { return integer_plane_base + static_cast<float>(k); }
constexpr PlaneRange fixed_range(std::int32_t least, std::int32_t most) {
  return {integer_plane(least), integer_plane(most)};
}
constexpr PlaneRange fixed_izhikevich_planes[] = {fixed_range(0, most_fixed_rate),
                                                  fixed_range(-most_fixed_b, most_fixed_b),
                                                  izhikevich_planes[2],
                                                  izhikevich_planes[3],
                                                  izhikevich_planes[4],
                                                  fixed_range(0, most_fixed_half_dt),
                                                  fixed_range(least_fixed_square, most_fixed_square),
                                                  fixed_range(0, most_fixed_square_shift)};
constexpr PlaneRange fixed_lif_planes[] = {fixed_range(0, most_fixed_rate),
                                           fixed_range(-most_fixed_rest, most_fixed_rest),
                                           fixed_range(-most_fixed_r, most_fixed_r), lif_planes[3], lif_planes[4]};
constexpr PlaneRanges fixed_izhikevich_ranges = fixed_izhikevich_planes, fixed_lif_ranges = fixed_lif_planes;

}  // namespace rheobase
