// The riccati scheme's constants, for the host that folds them and the kernel that reads them.
//
// For v' = alpha v^2 + beta v + K: time in steps, sigma = alpha h (v + beta / (2 alpha)), z = h^2 (beta^2 / 4 - alpha
// K), so that
//   sigma' = sigma^2 - z          and, with sigma = -y'/y:      y'' = z y.
// Over a time l with z constant, C = cosh(sqrt(z) l) and S = sinh(sqrt(z) l)/sqrt(z), both even in
// sqrt(z), so that no case distinction is left:
//   y = C - sigma S,   sigma <- sigma + (sigma^2 - z) S / y,   integral of sigma = -ln y.
#pragma once

#include "kernels/strict_math.hpp"

#include <cstdint>
#include <cstring>

#include "models/shape.hpp"

namespace rheobase {

// z is cut to the range from here to z_most. At h = 1 ms that is I - u from -383.75 to 91.25 for the model
// of 2003; at smaller h the range grows as 1/h^2. The polynomials are fitted for z from -3 to 6. From there on
// cosh/sinh comes out too large, the more the larger z is: v falls to its fixed point more slowly than the equation has
// it, and never past it.
constexpr float riccati_z_least = -3.0f;
// z_most is at least this, and above sigma^2 at the threshold: with z at z_most, v falls from wherever it is.
constexpr float riccati_z_most_least = 16.0f, riccati_z_most_limit = 1024.0f;
constexpr float riccati_above_peak = 1.05f;
constexpr float riccati_q_most = 6.0f;  // conductance times h: by then v is within 0.3 % of where it stays
constexpr float riccati_shift_least = -1.0f;
constexpr float riccati_v_least = -2000.0f;

// Of a population, folded from dt, threshold and refractory period.
struct RiccatiClocks {
  float v_most;      // the float below the threshold: where a second crossing waits for the next step
  float dt;          // ms
  float refractory;  // the period, in steps
  float steps_per_ms;
  float early_release;  // what is left of the last of the period's steps where the spike was at the end of its own
  float u_moves;        // while refractory: 1, or 0
};
constexpr unsigned riccati_clocks_floats = 6;
static_assert(sizeof(RiccatiClocks) == riccati_clocks_floats * sizeof(float));

// Coefficients of the even series, the last of each adjusted to the range of z.
constexpr float riccati_c1 = 0.125f, riccati_c2 = 0x1.555556p-9f;                // cosh(sqrt z / 2)
constexpr float riccati_c2_range = 0x1.58p-9f;                                   // the same over the whole range
constexpr float riccati_s1 = 0x1.555556p-6f, riccati_s2 = 0x1.111112p-12f;       // sinh(sqrt z / 2)/sqrt z, from 1/2
constexpr float riccati_s1_range = 0x1.555556p-5f, riccati_s2_range = 5.28e-4f;  // twice that, over the whole range
constexpr float riccati_t1 = 0x1.555556p-2f, riccati_t2 = 0.16f;                 // atanh
constexpr float riccati_root = 0.498f;                                           // sqrt(1 - x)
constexpr float riccati_j1 = -0x1.555556p-1f, riccati_j2 = -0.33f, riccati_j3 = -0.61f;  // -2 atanh
constexpr float riccati_sixth = 0x1.555556p-3f, riccati_third = 0x1.555556p-2f;
constexpr float riccati_y_least = 0.015625f, riccati_y1_least = -0.984375f;  // y below 1/64: it crossed once more
constexpr float riccati_y_den_least = 1.0e-6f, riccati_t_least = -0.75f;     // beyond any real crossing's

// What a forged image could have otherwise. Who fired refractory_ticks ago is released between the beginning and the
// end of a step.
inline bool riccati_clocks_fit(const RiccatiClocks& s, const image::Population& p) {
  const float gap = p.threshold > 1.0f ? p.threshold : p.threshold < -1.0f ? -p.threshold : 1.0f;
  if (!(p.threshold > riccati_v_least && s.dt == p.dt && s.v_most < p.threshold && near(s.v_most, p.threshold, gap))) {
    return false;
  }
  if (p.refractory_ticks == 0) return true;
  const auto ticks = static_cast<float>(p.refractory_ticks);
  return near(s.steps_per_ms, 1.0f / p.dt, 1.0f / p.dt) && s.refractory >= 0.0f && s.early_release >= 0.0f &&
         s.early_release <= 1.0f && near(s.refractory + s.early_release, ticks, ticks) &&
         s.u_moves == ((p.flags & image::refractory_holds_u) != 0 ? 0.0f : 1.0f);
}

// Riccati asks for a v below the threshold, at the start and after a reset. Padding may have others.
inline bool stays_below_threshold(const image::View& view, const image::Population& p, std::uint32_t plane) {
  for (std::uint32_t i = 0; i < p.size; ++i) {
    if (!(view.plane_value(p, plane, i) < p.threshold)) return false;
  }
  return true;
}

}  // namespace rheobase
