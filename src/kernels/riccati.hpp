// The riccati integrator: the exact flow of v with u's mean over the step, the crossing of the
// threshold inside the step in closed form, and the rest of the step after the reset. Derivation,
// ranges and errors: docs/numerics.md.
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

// The polynomials hold for z in this range; it is cut to it. At h = 1 ms that is I - u from -133.75
// to 91.25; at smaller h the range grows as 1/h^2.
constexpr float riccati_z_least = -3.0f, riccati_z_most = 6.0f;
constexpr float riccati_v_least = -2000.0f;

// One set per population: in plane_extra1, in this order.
struct RiccatiStep {
  float k;                   // 0.04 h: sigma per mV
  float kz;                  // 0.04 h^2: z per unit of u - I
  float z_rest;              // 0.65 h^2: z at u = I
  float volts;               // 25 / h: mV per unit of sigma
  float ahead;               // 25 / (3 h): mV by which v's weighted mean lies ahead, per unit of sigma's slope
  float peak, peak_squared;  // sigma at the threshold
  float v_most;              // the float below the threshold: where a second crossing waits for the next step
  float dt;                  // ms
};
constexpr unsigned riccati_step_floats = 9;
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

struct RiccatiNeuron {  // folded constants of one neuron, by plane
  float k1;             // 1 - exp(-a h)
  float b, c;
  float d;        // d (1 - k1^2 / 12): how much of the jump is left, averaged over when it happens
  float kz_mean;  // 0.04 h^2 (1 - k1 / (a h)): what a constant drive adds to the mean of z over a step
};

inline float riccati_cut_z(float z) {
  const float low = z > riccati_z_least ? z : riccati_z_least;
  return low < riccati_z_most ? low : riccati_z_most;
}

struct RiccatiResult {
  float v, u;
  float rest;  // part of the step that lay after the crossing; 1 where none
  bool fired;
};

// One step of one neuron. v below the threshold; everything finite. `cleared` is the part of the
// current that the neuron's own spike takes away.
inline RiccatiResult riccati_step(const RiccatiStep& p, RiccatiNeuron n, float v, float u, float current, float cleared,
                                  bool blocked) {
  const float z0 = p.kz * (u - current) + p.z_rest;
  const float sigma = p.k * (v + 62.5f);

  // Mean of z over the step: u moves by a (b v - u), and v itself by sigma^2 - z0, whose weight in u's mean is
  // a third of a constant's.
  const float slope0 = sigma * sigma - z0;
  const float drift = n.kz_mean * (n.b * (v + p.ahead * slope0) - u);
  const float z = riccati_cut_z(z0 + drift);

  // g = y' + peak y also obeys g'' = z g and is zero where sigma reaches the peak. From the middle of the step,
  // where it is G with slope -H, the zero lies at atanh(sqrt(z) G/H)/sqrt(z): no iteration.
  const float above = p.peak - sigma;
  const float D = p.peak * sigma - z;
  const float ca = 1.0f + z * (riccati_c1 + z * riccati_c2);
  const float sa = 0.5f + z * (riccati_s1 + z * riccati_s2);
  const float G = above * ca - D * sa;
  const float H = D * ca - (above * z) * sa;
  // H > 0 wherever there is a crossing and z is in range; asked for, it keeps the quotient finite.
  const bool fired = !blocked && H > 0.0f && G * ca <= H * sa;
  const float t_raw = fired ? G / H : 0.0f;
  const float t = t_raw > riccati_t_least ? t_raw : riccati_t_least;
  const float x = z * (t * t);
  const float late = t + (t * x) * (riccati_t1 + x * riccati_t2);  // crossing time - 1/2
  // y at the crossing, as a fraction, and no smaller than y may become below.
  const float y_den_raw = p.peak_squared - z;
  const float y_den = y_den_raw > riccati_y_den_least ? y_den_raw : riccati_y_den_least;
  const float y_num_raw = H - (H * x) * riccati_root;
  const float y_num_least = riccati_y_least * y_den;
  const float y_num = y_num_raw > y_num_least ? y_num_raw : y_num_least;

  // After the reset: what is left of the step, and the mean of z over it.
  const float left = 0.5f - late;
  const float drift_after = left * (n.kz_mean * (n.b * n.c - (u + n.d)));
  const float z_after = ((z + p.kz * (n.d + cleared)) + (late + late) * drift) + drift_after;

  // One evaluation for both kinds of neuron: from v over the whole step, or from c over its rest.
  const float a_num = fired ? y_num : 1.0f;
  const float a_den = fired ? y_den : 1.0f;
  const float from = fired ? n.c : v;
  const float len = fired ? left : 1.0f;
  const float zb = fired ? riccati_cut_z(z_after) : z;
  // z's drift within the interval, to fourth order (Magnus).
  const float shift = (fired ? left * drift_after : drift) * riccati_sixth;
  const float sb = p.k * (from + 62.5f) + shift;
  const float slope = sb * sb - zb;
  const float zl = zb * (len * len);
  const float cb = 1.0f + zl * (riccati_c1 + zl * riccati_c2_range);
  const float s2 = 1.0f + zl * (riccati_s1_range + zl * riccati_s2_range);
  const float S = len * (s2 * cb);
  // y - 1, not y: its logarithm keeps its precision however short the step.
  const float y1_raw = (0.5f * zl) * (s2 * s2) - sb * S;
  const float y1 = y1_raw > riccati_y1_least ? y1_raw : riccati_y1_least;
  const float y = 1.0f + y1;

  // One division for 1/y and for q = (Y - 1)/(Y + 1), Y = y y_num / y_den; -ln Y = -2 atanh q is the integral of
  // sigma over the whole step, through a crossing or not.
  const float num = y1 * a_num + (a_num - a_den);
  const float den = num + (a_den + a_den);
  const float r = 1.0f / (y * den);
  const float q = num * (r * y);
  const float qq = q * q;
  const float J = q * (-2.0f + qq * (riccati_j1 + qq * (riccati_j2 + qq * riccati_j3)));
  const float v_flow = from + (p.volts * (slope * S)) * (r * den);

  // u with the exact mean of v.
  const float jump = fired ? n.d : 0.0f;
  const float u_new = (u + jump) + n.k1 * (n.b * (p.volts * J - 62.5f) - (u + jump * len));
  const float v_low = v_flow < p.v_most ? v_flow : p.v_most;
  const float v_new = v_low > riccati_v_least ? v_low : riccati_v_least;
  return {v_new, u_new > -tiny && u_new < tiny ? 0.0f : u_new, len, fired};
}

}  // namespace rheobase
