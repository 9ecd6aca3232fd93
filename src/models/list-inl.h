// The kernels of every model in list.hpp, for one target.
#if defined(RHEOBASE_MODELS_LIST_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_LIST_INL_H_
#undef RHEOBASE_MODELS_LIST_INL_H_
#else
#define RHEOBASE_MODELS_LIST_INL_H_
#endif

#include "kernels/chosen.hpp"
#include "models/izhikevich-inl.h"
#include "models/list.hpp"
#include "models/quadratic-inl.h"
#include "models/schemes-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

template <class Slopes, class OwnScheme>
constexpr ModelKernels kernels_of(NeuronModel model, Integrator own) {
  ModelKernels kernels = {};
  for (unsigned k = 0; k < integrator_count; ++k) {
    const auto integrator = static_cast<Integrator>(k);
    if (!chosen(model, integrator)) continue;
    switch (integrator) {
      case Integrator::euler: kernels.integrate[k] = integrate<Euler<Slopes>>; break;
      case Integrator::izhikevich2003: kernels.integrate[k] = integrate<HalfSteps<Slopes>>; break;
      case Integrator::rk2: kernels.integrate[k] = integrate<Rk2<Slopes>>; break;
      case Integrator::rk4: kernels.integrate[k] = integrate<Rk4<Slopes>>; break;
      default:
        if (integrator == own) kernels.integrate[k] = integrate<OwnScheme>;
    }
  }
  return kernels;
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#undef RHEOBASE_MODEL_KERNELS
#define RHEOBASE_MODEL_KERNELS(name, slopes, own, scheme) \
  RHEOBASE_TARGET::kernels_of<RHEOBASE_TARGET::slopes, RHEOBASE_TARGET::scheme>(NeuronModel::name, Integrator::own),

#endif
