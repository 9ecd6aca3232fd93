#include "kernels/strict_math.hpp"

#include "kernels/chosen.hpp"
#include "models/external.hpp"
#include "models/integrator.hpp"
#include "models/izhikevich.hpp"
#include "models/lif.hpp"
#include "models/poisson.hpp"
#include "models/quadratic.hpp"
#include "models/shapes.hpp"
#include "models/spikes.hpp"

namespace rheobase {
namespace {

constexpr ListedShape listed(NeuronModel model, Integrator own, ModelShape shape) {
  if (!chosen(model, own)) shape.own_planes_fit = nullptr;
  return {own, shape};
}

#define RHEOBASE_MODEL_SHAPE(name, slopes, own, scheme) \
  constexpr ListedShape name##_listed = listed(NeuronModel::name, Integrator::own, name##_shape);
#define RHEOBASE_SOURCE_SHAPE(name, kernel) constexpr ListedShape name##_listed = {no_integrator, name##_shape};
RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_SHAPE, RHEOBASE_SOURCE_SHAPE)
#undef RHEOBASE_MODEL_SHAPE
#undef RHEOBASE_SOURCE_SHAPE

}  // namespace

// Unused, since rheo_init refuses the image.
constexpr ListedShape left_out = {no_integrator, {true, no_u0, no_reset, {}, {}, nullptr}};

#define RHEOBASE_MODEL_SHAPE(name, ...) chosen(NeuronModel::name) ? &name##_listed : &left_out,
const ListedShape* const model_shapes[model_count] = {RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_SHAPE, RHEOBASE_MODEL_SHAPE)};
#undef RHEOBASE_MODEL_SHAPE

}  // namespace rheobase
