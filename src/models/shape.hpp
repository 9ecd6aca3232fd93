// What the engine and check_image know of a model: its states and the planes of its parameters.
#pragma once

#include "kernels/strict_math.hpp"

#include <cstdint>

#include "image/view.hpp"
#include "rheobase/model_enums.hpp"

namespace rheobase {

struct PlaneRange {
  float least, most;
};

// The planes of a model behind those that every model has (image::CommonPlane), in order.
struct PlaneRanges {
  constexpr PlaneRanges() : of(nullptr), count(0) {}
  template <std::uint32_t n>
  constexpr PlaneRanges(const PlaneRange (&ranges)[n]) : of(ranges), count(n) {}  // NOLINT: an array is its ranges
  const PlaneRange* of;
  std::uint32_t count;
};

struct ModelShape {
  bool has_membrane;                // v, channels, an integrator: a neuron; otherwise a source of spikes
  std::uint8_t u0;                  // plane of the second state's initial values; no_u0: v is the only state
  std::uint8_t reset;               // plane of v after a spike
  PlaneRanges of_explicit, of_own;  // of explicit schemes, and of the model's own
  // For the model's own scheme, what the ranges of the planes leave open. All planes lie in the image, in their ranges.
  // Null in a build without that scheme.
  bool (*own_planes_fit)(const image::View& view, const image::Population& population);
};
constexpr std::uint8_t no_u0 = 0, no_reset = 0;  // a common plane's number
constexpr Integrator no_integrator{};            // of sources

constexpr ModelShape source_shape = {false, no_u0, no_reset, {}, {}, nullptr};

// For own_planes_fit: compile stores 0 for what is below `tiny`.
inline bool near(float x, float exact, float size) {
  const float error = x > exact ? x - exact : exact - x;
  return error <= 1.0e-5f * size + tiny;
}

}  // namespace rheobase
