// The planes of the general quadratic model. Each neuron has coefficients of its own, all of them folded on the host.
#pragma once

#include "models/izhikevich.hpp"

namespace rheobase {

// Behind the planes of recovery.
enum QuadraticPlane : std::uint32_t {
  quadratic_v_u = end_of_recovery_planes,  // mV, from which v drives u
  quadratic_alpha,
  quadratic_beta,
  quadratic_gamma,
  quadratic_gain,  // mV/ms per unit of I - u
};
enum QuadraticRiccatiPlane : std::uint32_t {
  quadratic_kz_mean = quadratic_v_u + 1,  // kz (1 - k1 / (a h)), as izhikevich's
  quadratic_k,                            // alpha h: sigma per mV
  quadratic_half,                         // beta / (2 alpha): sigma is 0 at v = -half
  quadratic_kz,                           // alpha h^2 gain: z per unit of u - I
  quadratic_z_rest,                       // h^2 (beta^2 / 4 - alpha gamma): z at u = I
  quadratic_volts,                        // 1 / k
  quadratic_peak,                         // sigma at the threshold
  quadratic_constants,                    // RiccatiClocks, of the population
};

namespace limits {
constexpr float most_alpha = 100.0f, most_beta = 1.0e3f, most_gain = 1.0e3f, most_quadratic_b = 1.0e5f;
// Of riccati: sigma per mV, the distance from 0 to the middle of the parabola, u's drive of z per mV.
constexpr float most_k = 4.0f, most_half = 1.0e5f, most_kz_mean_b = 4.0e4f;
}  // namespace limits

constexpr PlaneRange quadratic_planes[] = {{-1.0f, 1.0f},
                                           {-limits::most_quadratic_b, limits::most_quadratic_b},
                                           {-limits::most_parameter, limits::most_parameter},
                                           {-limits::most_parameter, limits::most_parameter},
                                           {-limits::most_parameter, limits::most_parameter},
                                           {-limits::most_parameter, limits::most_parameter},
                                           {0.0f, limits::most_alpha},
                                           {-limits::most_beta, limits::most_beta},
                                           {-limits::most_parameter, limits::most_parameter},
                                           {0.0f, limits::most_gain}};
constexpr PlaneRange quadratic_riccati_planes[] = {
    {-1.8f, 1.0f},       quadratic_planes[1],        quadratic_planes[2],
    quadratic_planes[3], quadratic_planes[4],        quadratic_planes[5],
    {-1.0e6f, 1.0e6f},   {1.0e-12f, limits::most_k}, {-limits::most_half, limits::most_half},
    {0.0f, 1.0e7f},      {-1.0e12f, 1.0e12f},        {0.1f, 1.0e13f},
    {-1.0e6f, 1.0e6f},   {-1.0e12f, 1.0e12f}};

inline bool quadratic_riccati_fits(const image::View& view, const image::Population& p) {
  RiccatiClocks clocks;
  std::memcpy(&clocks, view.plane_values(p, quadratic_constants), sizeof clocks);
  if (!riccati_clocks_fit(clocks, p)) return false;
  for (std::uint32_t i = 0; i < p.size; ++i) {
    const auto value = [&](std::uint32_t plane) { return view.plane_value(p, plane, i); };
    const auto size = [](float x) { return x < 0 ? -x : x; };
    const float k = value(quadratic_k), half = value(quadratic_half);
    const float peak_size = k * (size(p.threshold) + size(half));
    if (!near(value(quadratic_volts) * k, 1.0f, 1.0f)) return false;
    if (!near(value(quadratic_peak), k * (p.threshold + half), peak_size)) return false;
    if (!(size(value(quadratic_kz_mean)) * size(value(plane_b)) <= 1.001f * limits::most_kz_mean_b)) return false;
  }
  return stays_below_threshold(view, p, image::plane_v0) && stays_below_threshold(view, p, plane_c);
}

constexpr ModelShape quadratic_shape = {
    true, plane_u0, plane_c, quadratic_planes, quadratic_riccati_planes, quadratic_riccati_fits};

}  // namespace rheobase
