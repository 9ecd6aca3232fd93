// The shapes of all models, by NeuronModel.
#pragma once

#include "models/list.hpp"
#include "models/shape.hpp"

namespace rheobase {

struct ListedShape {
  Integrator own;
  ModelShape shape;
};

extern const ListedShape model_shapes[model_count];  // image/model_shapes.cpp

inline const ModelShape& shape_of(const image::Population& p) { return model_shapes[p.model].shape; }
inline bool has_u(const image::Population& p) { return shape_of(p).u0 != no_u0; }

#define RHEOBASE_MODEL_OWN(name, slopes, own, scheme) || integrator == Integrator::own
// Whether it advances every model; the others are those of single models.
constexpr bool is_explicit(Integrator integrator) { return !(false RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_OWN)); }
#undef RHEOBASE_MODEL_OWN

// Whether the population is advanced by its model's own scheme, not an explicit one.
inline bool uses_own_scheme(const image::Population& p) {
  return p.integrator == static_cast<std::uint32_t>(model_shapes[p.model].own);
}

inline const PlaneRanges& own_ranges(const image::Population& p) {
  return uses_own_scheme(p) ? shape_of(p).of_own : shape_of(p).of_explicit;
}

}  // namespace rheobase
