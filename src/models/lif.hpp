// The planes of the leaky integrate-and-fire model.
#pragma once

#include "image/limits.hpp"
#include "models/shape.hpp"

namespace rheobase {

enum LifPlane : std::uint32_t {
  lif_leak = image::common_planes,  // 1/tau, in 1/ms; exact: 1 - exp(-dt/tau)
  lif_rest,
  lif_r,
  // A spike makes v  kept v + reset.
  lif_kept,   // 0: reset to a value; 1: by subtraction
  lif_reset,  // v_reset; by subtraction: v_reset - threshold
  end_of_lif_planes
};

constexpr PlaneRange lif_planes[] = {{0.0f, 1.0e3f},
                                     {-limits::most_parameter, limits::most_parameter},
                                     {-limits::most_parameter, limits::most_parameter},
                                     {0.0f, 1.0f},
                                     {-2 * limits::most_parameter, limits::most_parameter}};
constexpr PlaneRange lif_exact_planes[] = {{0.0f, 1.0f}, lif_planes[1], lif_planes[2], lif_planes[3], lif_planes[4]};

constexpr ModelShape lif_shape = {true, no_u0, lif_reset, lif_planes, lif_exact_planes, nullptr};

}  // namespace rheobase
