// The shapes of all models, by NeuronModel.
#pragma once

#include "models/izhikevich.hpp"
#include "models/list.hpp"
#include "models/quadratic.hpp"
#include "models/shape.hpp"

namespace rheobase {

struct ListedShape {
  Integrator own;
  ModelShape shape;
};

#define RHEOBASE_MODEL_SHAPE(name, slopes, own, scheme) {Integrator::own, name##_shape},
constexpr ListedShape model_shapes[] = {RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_SHAPE)};
#undef RHEOBASE_MODEL_SHAPE

constexpr const ModelShape& shape_of(const image::Population& p) { return model_shapes[p.model].shape; }
constexpr bool has_u(const image::Population& p) { return shape_of(p).u0 != no_u0; }

// Whether the population is advanced by its model's own scheme, not an explicit one.
constexpr bool uses_own_scheme(const image::Population& p) {
  return p.integrator == static_cast<std::uint32_t>(model_shapes[p.model].own);
}

constexpr const PlaneRanges& own_ranges(const image::Population& p) {
  return uses_own_scheme(p) ? shape_of(p).of_own : shape_of(p).of_explicit;
}

}  // namespace rheobase
