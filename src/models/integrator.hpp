// The planes of the integrators: leaky ones that never fire, and integrate-and-fire without a leak.
#pragma once

#include "image/limits.hpp"
#include "models/shape.hpp"

namespace rheobase {

enum IntegratorPlane : std::uint32_t {
  integrator_leak = image::common_planes,  // 1/tau, in 1/ms; exact: 1 - exp(-dt/tau); 0: none
  integrator_rest,
  integrator_gain,  // r/tau, or r; exact: r (1 - exp(-dt/tau)), or r dt
  // A spike makes v  kept v + reset.
  integrator_kept,   // 0: reset to a value; 1: by subtraction
  integrator_reset,  // v_reset; by subtraction: v_reset - threshold
  end_of_integrator_planes
};

constexpr PlaneRange integrator_planes[] = {{0.0f, 1.0e3f},
                                            {-limits::most_parameter, limits::most_parameter},
                                            {-1.0e9f, 1.0e9f},
                                            {0.0f, 1.0f},
                                            {-2 * limits::most_parameter, limits::most_parameter}};

constexpr ModelShape integrator_shape = {true, no_u0, integrator_reset, integrator_planes, integrator_planes, nullptr};

}  // namespace rheobase
