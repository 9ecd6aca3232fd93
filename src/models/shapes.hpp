// The shapes of all models, by NeuronModel.
#pragma once

#include "kernels/chosen.hpp"
#include "models/fixed.hpp"
#include "models/list.hpp"
#include "models/shape.hpp"

namespace rheobase {

struct ListedShape {
  Integrator own;
  ModelShape shape;
};

extern const ListedShape* const model_shapes[model_count];  // image/model_shapes.cpp
extern const ListedShape left_out;                          // of every model that this build leaves out

inline const ModelShape& shape_of(const image::Population& p) { return model_shapes[p.model]->shape; }
inline bool has_membrane(NeuronModel model) { return model_shapes[static_cast<unsigned>(model)]->shape.has_membrane; }
// Models that this build leaves out are not checked: it runs no such image.
inline bool has_membrane(const image::Population& p) { return !has_sources || shape_of(p).has_membrane; }
inline bool is_external(const image::Population& p) {
  return chosen(NeuronModel::external) && p.model == static_cast<std::uint32_t>(NeuronModel::external);
}
inline bool has_list(const image::Population& p) {
  return chosen(NeuronModel::spikes) && p.model == static_cast<std::uint32_t>(NeuronModel::spikes);
}
inline bool has_u(const image::Population& p) { return shape_of(p).u0 != no_u0; }

#define RHEOBASE_MODEL_OWN(name, slopes, own, scheme) || integrator == Integrator::own
#define RHEOBASE_SOURCE_OWN(name, kernel)
// Whether it advances every model with a membrane; the others are those of single models.
constexpr bool is_explicit(Integrator integrator) {
  return integrator != Integrator::fixed && !(false RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_OWN, RHEOBASE_SOURCE_OWN));
}
#undef RHEOBASE_MODEL_OWN
#undef RHEOBASE_SOURCE_OWN

// Whether the population is advanced by its model's own scheme, not an explicit one.
inline bool uses_own_scheme(const image::Population& p) {
  return p.integrator == static_cast<std::uint32_t>(model_shapes[p.model]->own);
}

// Whether it is advanced in integers (fixed.hpp).
constexpr bool has_fixed(NeuronModel model) { return model == NeuronModel::izhikevich || model == NeuronModel::lif; }
inline bool is_fixed(const image::Population& p) {
  return chosen(Integrator::fixed) && p.integrator == static_cast<std::uint32_t>(Integrator::fixed);
}

inline const PlaneRanges& own_ranges(const image::Population& p) {
  if (is_fixed(p)) {
    return p.model == static_cast<std::uint32_t>(NeuronModel::lif) ? fixed_lif_ranges : fixed_izhikevich_ranges;
  }
  return uses_own_scheme(p) ? shape_of(p).of_own : shape_of(p).of_explicit;
}

}  // namespace rheobase
