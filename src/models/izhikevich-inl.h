// Izhikevich's model of 2003: v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); a spike sets v to c and adds d to u.
#if defined(RHEOBASE_MODELS_IZHIKEVICH_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_IZHIKEVICH_INL_H_
#undef RHEOBASE_MODELS_IZHIKEVICH_INL_H_
#else
#define RHEOBASE_MODELS_IZHIKEVICH_INL_H_
#endif

#include "models/population-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

struct Izhikevich {
  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells&, N v, N u, N current) {
    const N drive = add(sub(set<N>(140.0f), u), current);
    return add(mul(add(mul(set<N>(0.04f), v), set<N>(5.0f)), v), drive);
  }

  template <class N>
  static RHEOBASE_INLINE N u_change(const Cells& cells, N v, N u) {
    return mul(cells.plane<N>(image::plane_a), sub(mul(cells.plane<N>(image::plane_b), v), u));
  }

  template <class N, class Mask>
  static RHEOBASE_INLINE void reset(const Cells& cells, Mask fired, N& v, N& u) {
    v = select(fired, cells.plane<N>(image::plane_c), v);
    u = select(fired, add(u, cells.plane<N>(image::plane_d)), u);
  }
};

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
