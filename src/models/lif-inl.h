// The leaky integrate-and-fire model: tau v' = v_rest - v + r I; a spike resets v to a value, or subtracts from it.
#if defined(RHEOBASE_MODELS_LIF_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_LIF_INL_H_
#undef RHEOBASE_MODELS_LIF_INL_H_
#else
#define RHEOBASE_MODELS_LIF_INL_H_
#endif

#include "models/lif.hpp"
#include "models/schemes-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// What linear models of one variable share: a spike makes v  kept v + reset, by planes.
template <std::uint32_t kept, std::uint32_t reset_to>
struct OneVariable {
  static constexpr bool has_u = false, steps_v = false;

  template <class N>
  static RHEOBASE_INLINE N u_change(const Cells&, N, N) {
    return set<N>(0.0f);
  }

  template <class N>
  static RHEOBASE_INLINE N limited_u(N u) {
    return u;
  }

  template <class N, class Mask>
  static RHEOBASE_INLINE void reset(const Cells& cells, Mask fired, N& v, N&) {
    v = select(fired, flush_tiny(add(mul(cells.plane<N>(kept), v), cells.plane<N>(reset_to))), v);
  }
};

struct Lif : OneVariable<lif_kept, lif_reset> {
  static constexpr std::uint32_t planes = end_of_lif_planes;

  // v' where the plane `leak` holds 1/tau; the change of v over a step where it holds 1 - exp(-dt/tau).
  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells& cells, N v, N, N current) {
    const N driven = mul(cells.plane<N>(lif_r), current);
    return mul(cells.plane<N>(lif_leak), add(sub(cells.plane<N>(lif_rest), v), driven));
  }

  template <class N>
  static RHEOBASE_INLINE N gain(const Cells& cells) {
    return mul(cells.plane<N>(lif_leak), cells.plane<N>(lif_r));
  }
};

using LifExact = Exact<Lif>;

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
