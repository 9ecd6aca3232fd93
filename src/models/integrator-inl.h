// Integrators: v' = leak (v_rest - v) + gain I; a spike resets v to a value, or subtracts from it.
#if defined(RHEOBASE_MODELS_INTEGRATOR_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_INTEGRATOR_INL_H_
#undef RHEOBASE_MODELS_INTEGRATOR_INL_H_
#else
#define RHEOBASE_MODELS_INTEGRATOR_INL_H_
#endif

#include "models/integrator.hpp"
#include "models/lif-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

struct Integrating : OneVariable<integrator_kept, integrator_reset> {
  static constexpr std::uint32_t planes = end_of_integrator_planes;

  // v', or, by the planes of the exact scheme, the change of v over a step.
  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells& cells, N v, N, N current) {
    const N leaks = mul(cells.plane<N>(integrator_leak), sub(cells.plane<N>(integrator_rest), v));
    return add(leaks, mul(cells.plane<N>(integrator_gain), current));
  }

  template <class N>
  static RHEOBASE_INLINE N gain(const Cells& cells) {
    return cells.plane<N>(integrator_gain);
  }
};

using IntegratingExact = Exact<Integrating>;

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
