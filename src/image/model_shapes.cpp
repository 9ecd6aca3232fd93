#include "kernels/strict_math.hpp"

#include "kernels/chosen.hpp"
#include "models/izhikevich.hpp"
#include "models/lif.hpp"
#include "models/quadratic.hpp"
#include "models/shapes.hpp"

namespace rheobase {
namespace {

// What this build leaves out runs no image (rheo_init says so), so what is checked for it is left out too.
constexpr ListedShape listed(NeuronModel model, Integrator own, ModelShape shape) {
  if (!chosen(model)) shape.of_explicit.of = shape.of_own.of = nullptr;
  if (!chosen(model, own)) shape.own_planes_fit = nullptr;
  return {own, shape};
}

}  // namespace

#define RHEOBASE_MODEL_SHAPE(name, slopes, own, scheme) listed(NeuronModel::name, Integrator::own, name##_shape),
constexpr ListedShape model_shapes[model_count] = {RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_SHAPE)};
#undef RHEOBASE_MODEL_SHAPE

}  // namespace rheobase
