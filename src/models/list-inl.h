// The kernels of every model in list.hpp, for one target.
#if defined(RHEOBASE_MODELS_LIST_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_LIST_INL_H_
#undef RHEOBASE_MODELS_LIST_INL_H_
#else
#define RHEOBASE_MODELS_LIST_INL_H_
#endif

#include "kernels/chosen.hpp"
#include "models/external-inl.h"
#include "models/fixed-inl.h"
#include "models/integrator-inl.h"
#include "models/izhikevich-inl.h"
#include "models/lif-inl.h"
#include "models/list.hpp"
#include "models/poisson-inl.h"
#include "models/quadratic-inl.h"
#include "models/schemes-inl.h"
#include "models/shapes.hpp"
#include "models/spikes-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// By Integrator; of a source, by none.
struct KernelsOfModel {
  ModelKernel by[integrator_count];
  bool has[integrator_count];  // that a function is there is no constant under sanitizers
};

template <class Scheme>
constexpr ModelKernel kernel_of(NeuronModel model, Integrator integrator) {
  IntegrateFn conducting = nullptr;
  if constexpr (chosen(Extra::conductances) && !Scheme::is_fixed) conducting = integrate_conducting<Scheme>;
  return {model, integrator, integrate<Scheme>, conducting};
}

// What advances a model in integers; void: nothing.
template <class Slopes>
struct FixedOf {
  using Scheme = void;
};
template <>
struct FixedOf<Izhikevich> {
  using Scheme = FixedIzhikevich;
};
template <>
struct FixedOf<Lif> {
  using Scheme = FixedLif;
};

template <class Slopes, class OwnScheme>
constexpr KernelsOfModel kernels_of(NeuronModel model, Integrator own) {
  using Fixed = typename FixedOf<Slopes>::Scheme;
  constexpr bool has_fixed_scheme = !std::is_void_v<Fixed>;
  KernelsOfModel kernels = {};
  for (unsigned k = 0; k < integrator_count; ++k) {
    const auto integrator = static_cast<Integrator>(k);
    if (!chosen(model, integrator)) continue;
    kernels.has[k] =
        is_explicit(integrator) || integrator == own || (integrator == Integrator::fixed && has_fixed_scheme);
    switch (integrator) {
      case Integrator::euler: kernels.by[k] = kernel_of<Euler<Slopes>>(model, integrator); break;
      case Integrator::izhikevich2003: kernels.by[k] = kernel_of<HalfSteps<Slopes>>(model, integrator); break;
      case Integrator::rk2: kernels.by[k] = kernel_of<Rk2<Slopes>>(model, integrator); break;
      case Integrator::rk4: kernels.by[k] = kernel_of<Rk4<Slopes>>(model, integrator); break;
      case Integrator::izhikevich2004: kernels.by[k] = kernel_of<WholeStep<Slopes>>(model, integrator); break;
      case Integrator::fixed:
        if constexpr (has_fixed_scheme) kernels.by[k] = kernel_of<Fixed>(model, integrator);
        break;
      default:
        if (integrator == own) kernels.by[k] = kernel_of<OwnScheme>(model, integrator);
    }
  }
  return kernels;
}

constexpr KernelsOfModel source_kernel(NeuronModel model, IntegrateFn kernel) {
  KernelsOfModel kernels = {};
  kernels.has[0] = chosen(model);
  if (kernels.has[0]) kernels.by[0] = {model, no_integrator, kernel, nullptr};
  return kernels;
}

#define RHEOBASE_MODEL_KERNELS(name, slopes, own, scheme) \
  kernels_of<slopes, scheme>(NeuronModel::name, Integrator::own),
#define RHEOBASE_SOURCE_KERNEL(name, kernel) source_kernel(NeuronModel::name, kernel),
constexpr KernelsOfModel all_kernels[] = {RHEOBASE_MODEL_LIST(RHEOBASE_MODEL_KERNELS, RHEOBASE_SOURCE_KERNEL)};
#undef RHEOBASE_MODEL_KERNELS
#undef RHEOBASE_SOURCE_KERNEL

constexpr std::uint32_t count_kernels() {
  std::uint32_t count = 0;
  for (const KernelsOfModel& kernels : all_kernels) {
    for (const bool has : kernels.has) count += has ? 1 : 0;
  }
  return count;
}

struct ModelKernelList {
  ModelKernel kernels[count_kernels() > 0 ? count_kernels() : 1];
};
constexpr ModelKernelList list_kernels() {
  ModelKernelList list = {};
  std::uint32_t count = 0;
  for (const KernelsOfModel& kernels : all_kernels) {
    for (unsigned k = 0; k < integrator_count; ++k) {
      if (kernels.has[k]) list.kernels[count++] = kernels.by[k];
    }
  }
  return list;
}
constexpr ModelKernelList model_kernels = list_kernels();

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
