// The riccati scheme's constants, for the host that folds them and the kernel that reads them.
//
// Time in steps, sigma = 0.04 h (v + 62.5), z = h^2 (6.25 - 0.04 K), K = 140 - u + I, so that
//   sigma' = sigma^2 - z          and, with sigma = -y'/y:      y'' = z y.
// Over a time l with z constant, C = cosh(sqrt(z) l) and S = sinh(sqrt(z) l)/sqrt(z), both even in
// sqrt(z), so that no case distinction is left:
//   y = C - sigma S,   sigma <- sigma + (sigma^2 - z) S / y,   integral of sigma = -ln y.
#pragma once

#include "kernels/strict_math.hpp"

#include <cstdint>

namespace rheobase {

// z is cut to the range from here to z_most. At h = 1 ms that is I - u from -383.75 to 91.25; at smaller h the range
// grows as 1/h^2. The polynomials are fitted for z from -3 to 6. From there on cosh/sinh comes out too large, the more
// the larger z is: v falls to its fixed point more slowly than the equation has it, and never past it.
constexpr float riccati_z_least = -3.0f;
// z_most is at least this, and above sigma^2 at the threshold: with z at z_most, v falls from wherever it is.
constexpr float riccati_z_most_least = 16.0f, riccati_z_most_limit = 1024.0f;
constexpr float riccati_shift_least = -1.0f;
constexpr float riccati_v_least = -2000.0f;

// Of a neuron, by plane: plane_a 1 - exp(-a h); plane_b, plane_c; plane_d d (1 - k1^2 / 12), with k1 that of plane_a:
// how much of the jump is left, averaged over when it happens; plane_extra0 0.04 h^2 (1 - k1 / (a h)): what a constant
// drive adds to the mean of z over a step. Of a population, in plane_extra1, in this order:
struct RiccatiStep {
  float k;                   // 0.04 h: sigma per mV
  float kz;                  // 0.04 h^2: z per unit of u - I
  float z_rest;              // 0.65 h^2: z at u = I
  float volts;               // 25 / h: mV per unit of sigma
  float ahead;               // 25 / (3 h): mV by which v's weighted mean lies ahead, per unit of sigma's slope
  float peak, peak_squared;  // sigma at the threshold
  float v_most;              // the float below the threshold: where a second crossing waits for the next step
  float dt;                  // ms
  float z_most;
  float refractory;  // the period, in steps
  float steps_per_ms;
  float early_release;  // what is left of the last of the period's steps where the spike was at the end of its own
  float u_moves;        // while refractory: 1, or 0
};
constexpr unsigned riccati_step_floats = 14;
static_assert(sizeof(RiccatiStep) == riccati_step_floats * sizeof(float));

// Coefficients of the even series, the last of each adjusted to the range of z.
constexpr float riccati_c1 = 0.125f, riccati_c2 = 0x1.555556p-9f;                // cosh(sqrt z / 2)
constexpr float riccati_c2_range = 0x1.58p-9f;                                   // the same over the whole range
constexpr float riccati_s1 = 0x1.555556p-6f, riccati_s2 = 0x1.111112p-12f;       // sinh(sqrt z / 2)/sqrt z, from 1/2
constexpr float riccati_s1_range = 0x1.555556p-5f, riccati_s2_range = 5.28e-4f;  // twice that, over the whole range
constexpr float riccati_t1 = 0x1.555556p-2f, riccati_t2 = 0.16f;                 // atanh
constexpr float riccati_root = 0.498f;                                           // sqrt(1 - x)
constexpr float riccati_j1 = -0x1.555556p-1f, riccati_j2 = -0.33f, riccati_j3 = -0.61f;  // -2 atanh
constexpr float riccati_sixth = 0x1.555556p-3f;
constexpr float riccati_y_least = 0.015625f, riccati_y1_least = -0.984375f;  // y below 1/64: it crossed once more
constexpr float riccati_y_den_least = 1.0e-6f, riccati_t_least = -0.75f;     // beyond any real crossing's

}  // namespace rheobase
