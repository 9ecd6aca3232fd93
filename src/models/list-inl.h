// The kernels of every model in list.hpp, for one target.
#if defined(RHEOBASE_MODELS_LIST_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_LIST_INL_H_
#undef RHEOBASE_MODELS_LIST_INL_H_
#else
#define RHEOBASE_MODELS_LIST_INL_H_
#endif

#include "kernels/chosen.hpp"
#include "models/izhikevich-inl.h"
#include "models/lif-inl.h"
#include "models/list.hpp"
#include "models/quadratic-inl.h"
#include "models/schemes-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

template <class Scheme>
constexpr void set_kernels(ModelKernels& kernels, unsigned integrator) {
  kernels.integrate[integrator] = integrate<Scheme>;
  if (RHEOBASE_CONDUCTANCES != 0) kernels.conducting[integrator] = integrate_conducting<Scheme>;
}

template <class Slopes, class OwnScheme>
constexpr ModelKernels kernels_of(NeuronModel model, Integrator own) {
  ModelKernels kernels = {};
  for (unsigned k = 0; k < integrator_count; ++k) {
    const auto integrator = static_cast<Integrator>(k);
    if (!chosen(model, integrator)) continue;
    switch (integrator) {
      case Integrator::euler: set_kernels<Euler<Slopes>>(kernels, k); break;
      case Integrator::izhikevich2003: set_kernels<HalfSteps<Slopes>>(kernels, k); break;
      case Integrator::rk2: set_kernels<Rk2<Slopes>>(kernels, k); break;
      case Integrator::rk4: set_kernels<Rk4<Slopes>>(kernels, k); break;
      case Integrator::izhikevich2004: set_kernels<WholeStep<Slopes>>(kernels, k); break;
      default:
        if (integrator == own) set_kernels<OwnScheme>(kernels, k);
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
