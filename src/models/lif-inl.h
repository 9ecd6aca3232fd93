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

struct Lif {
  static constexpr bool has_u = false;
  static constexpr std::uint32_t planes = end_of_lif_planes;

  // v' where the plane `leak` holds 1/tau; the change of v over a step where it holds 1 - exp(-dt/tau).
  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells& cells, N v, N, N current) {
    const N driven = mul(cells.plane<N>(lif_r), current);
    return mul(cells.plane<N>(lif_leak), add(sub(cells.plane<N>(lif_rest), v), driven));
  }

  template <class N>
  static RHEOBASE_INLINE N u_change(const Cells&, N, N) {
    return set<N>(0.0f);
  }

  template <class N>
  static RHEOBASE_INLINE N gain(const Cells& cells) {
    return mul(cells.plane<N>(lif_leak), cells.plane<N>(lif_r));
  }

  template <class N>
  static RHEOBASE_INLINE N limited_u(N u) {
    return u;
  }

  template <class N, class Mask>
  static RHEOBASE_INLINE void reset(const Cells& cells, Mask fired, N& v, N&) {
    v = select(fired, flush_tiny(add(mul(cells.plane<N>(lif_kept), v), cells.plane<N>(lif_reset))), v);
  }
};

// The solution for a current that is constant over the step.
class LifExact : public ExplicitScheme<Lif> {
 public:
  using VHeld = LifExact;
  RHEOBASE_INLINE explicit LifExact(const NeuronTask&) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    v = add(v, Lif::v_slope(cells, v, u, current));
  }

  // Compile leaves this scheme no conductances, but channels onto v.
  template <class N>
  static RHEOBASE_INLINE N conduct(const Cells&, const Conductances&, N, N v) {
    return v;
  }
};

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
