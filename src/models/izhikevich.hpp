// The planes of Izhikevich's model of 2003. Those of recovery are those of every model with a recovery variable u.
#pragma once

#include "image/limits.hpp"
#include "models/riccati.hpp"
#include "models/shape.hpp"

namespace rheobase {

enum RecoveryPlane : std::uint32_t {
  plane_a = image::common_planes,  // a dt; riccati: 1 - exp(-a dt)
  plane_b,
  plane_c,
  plane_d,  // riccati: d (1 - k1^2 / 12), k1 being plane_a: how much of the jump is left, averaged over when it happens
  plane_u0,
  end_of_recovery_planes
};

enum IzhikevichRiccatiPlane : std::uint32_t {
  izhikevich_kz_mean = end_of_recovery_planes,  // kz (1 - k1 / (a h)): what a constant drive adds to the mean of z
  izhikevich_constants,                         // IzhikevichConstants, of the population
};

// Of a population, folded from dt and the threshold (riccati.hpp: notation).
struct IzhikevichConstants {
  float k;                   // 0.04 h: sigma per mV
  float kz;                  // 0.04 h^2: z per unit of u - I
  float z_rest;              // 0.65 h^2: z at u = I
  float volts;               // 25 / h: mV per unit of sigma
  float ahead;               // 25 / (3 h): mV by which v's weighted mean lies ahead, per unit of sigma's slope
  float peak, peak_squared;  // sigma at the threshold
  float z_most;
  RiccatiClocks clocks;
};
constexpr unsigned izhikevich_constants_floats = 8 + riccati_clocks_floats;
static_assert(sizeof(IzhikevichConstants) == izhikevich_constants_floats * sizeof(float));

constexpr PlaneRange izhikevich_planes[] = {{0.0f, 1.0f},
                                            {-limits::most_b, limits::most_b},
                                            {-limits::most_parameter, limits::most_parameter},
                                            {-limits::most_parameter, limits::most_parameter},
                                            {-limits::most_parameter, limits::most_parameter}};
constexpr PlaneRange izhikevich_riccati_planes[] = {izhikevich_planes[0], izhikevich_planes[1], izhikevich_planes[2],
                                                    izhikevich_planes[3], izhikevich_planes[4], {0.0f, 400.0f},
                                                    {-1.0e12f, 1.0e12f}};

// The constants are as compile folds them, in double precision.
inline bool izhikevich_riccati_fits(const image::View& view, const image::Population& p) {
  IzhikevichConstants s;
  std::memcpy(&s, view.plane_values(p, izhikevich_constants), sizeof s);
  const float k = 0.04f * p.dt, volts = 25.0f / p.dt, peak = k * (p.threshold + 62.5f);
  const float peak_size = k * ((p.threshold > 0 ? p.threshold : -p.threshold) + 62.5f);
  return near(s.k, k, k) && near(s.kz, k * p.dt, k * p.dt) &&
         near(s.z_rest, 16.25f * (k * p.dt), 16.25f * (k * p.dt)) && near(s.volts, volts, volts) &&
         near(s.ahead, volts / 3.0f, volts) && near(s.peak, peak, peak_size) &&
         near(s.peak_squared, s.peak * s.peak, s.peak * s.peak) && s.z_most >= riccati_z_most_least &&
         s.z_most <= riccati_z_most_limit && riccati_clocks_fit(s.clocks, p) &&
         stays_below_threshold(view, p, image::plane_v0) && stays_below_threshold(view, p, plane_c);
}

constexpr ModelShape izhikevich_shape = {
    true, plane_u0, plane_c, izhikevich_planes, izhikevich_riccati_planes, izhikevich_riccati_fits};

}  // namespace rheobase
