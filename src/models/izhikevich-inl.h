// Izhikevich's model of 2003: v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); a spike sets v to c and adds d to u.
#if defined(RHEOBASE_MODELS_IZHIKEVICH_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_IZHIKEVICH_INL_H_
#undef RHEOBASE_MODELS_IZHIKEVICH_INL_H_
#else
#define RHEOBASE_MODELS_IZHIKEVICH_INL_H_
#endif

#include <cstring>

#include "models/izhikevich.hpp"
#include "models/population-inl.h"
#include "models/riccati-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

struct Izhikevich {
  static constexpr bool has_u = true, steps_v = true;
  static constexpr std::uint32_t planes = end_of_recovery_planes;

  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells&, N v, N u, N current) {
    const N drive = add(sub(set<N>(140.0f), u), current);
    return add(mul(add(mul(set<N>(0.04f), v), set<N>(5.0f)), v), drive);
  }

  // v + h v' = v + ((0.04 h v + 5 h) v + h (140 + I - u)): what is rounded beside v is small as h is.
  // It is never subnormal, so that nothing has to look. 140 + I, rounded, is a multiple of 2^-17, and u is 0 or at
  // least `tiny`: the last term is 0, and v grows by (1 + 5 h), or at least 1e-20 h, and h is 2^-18 or more. Where that
  // and the first term, or their sum and v, cancel, v is at least 2^-93, and what is left a multiple of its last bit,
  // or theirs.
  template <class N>
  static RHEOBASE_INLINE N v_after(const Cells&, float h_ms, N v, N u, N current) {
    const N drive = mul(set<N>(h_ms), sub(add(current, set<N>(140.0f)), u));
    return add(v, add(mul(add(mul(set<N>(0.04f * h_ms), v), set<N>(5.0f * h_ms)), v), drive));
  }

  template <class N>
  static RHEOBASE_INLINE N u_change(const Cells& cells, N v, N u) {
    return mul(cells.plane<N>(plane_a), sub(mul(cells.plane<N>(plane_b), v), u));
  }

  // mV/ms per unit of current.
  template <class N>
  static RHEOBASE_INLINE N gain(const Cells&) {
    return set<N>(1.0f);
  }

  template <class N>
  static RHEOBASE_INLINE N limited_u(N u) {
    return u;
  }

  template <class N, class Mask>
  static RHEOBASE_INLINE void reset(const Cells& cells, Mask fired, N& v, N& u) {
    v = select(fired, cells.plane<N>(plane_c), v);
    u = select(fired, add(u, cells.plane<N>(plane_d)), u);
  }
};

// Of riccati: the same for all neurons, but for kz_mean.
class IzhikevichCoefficients {
 public:
  static constexpr std::uint32_t planes = izhikevich_constants + 1;

  RHEOBASE_INLINE explicit IzhikevichCoefficients(const NeuronTask& task) {
    std::memcpy(&of_, task.planes[izhikevich_constants].data, sizeof of_);
    clocks = of_.clocks;
  }

#define RHEOBASE_CONSTANT(name, value)         \
  template <class N>                           \
  RHEOBASE_INLINE N name(const Cells&) const { \
    return set<N>(value);                      \
  }
  RHEOBASE_CONSTANT(k, of_.k)
  RHEOBASE_CONSTANT(half, 62.5f)
  RHEOBASE_CONSTANT(kz, of_.kz)
  RHEOBASE_CONSTANT(z_rest, of_.z_rest)
  RHEOBASE_CONSTANT(volts, of_.volts)
  RHEOBASE_CONSTANT(ahead, of_.ahead)
  RHEOBASE_CONSTANT(peak, of_.peak)
  RHEOBASE_CONSTANT(peak_squared, of_.peak_squared)
  RHEOBASE_CONSTANT(z_most, of_.z_most)
  RHEOBASE_CONSTANT(conductance_share, clocks.dt)
#undef RHEOBASE_CONSTANT

  template <class N>
  RHEOBASE_INLINE N kz_mean(const Cells& cells) const {
    return cells.plane<N>(izhikevich_kz_mean);
  }
  template <class N>
  RHEOBASE_INLINE N from_v_u(const Cells&, N v_sum, N) const {
    return v_sum;
  }
  template <class N>
  RHEOBASE_INLINE N limited_u(N u) const {
    return u;
  }
  // Next to 0 it never is: what a step adds to v has the last bit of a number of the size of 62.5 k.
  template <class N>
  RHEOBASE_INLINE N flushed_v(N v) const {
    return v;
  }

  RiccatiClocks clocks;

 private:
  IzhikevichConstants of_;
};
using IzhikevichRiccati = Riccati<IzhikevichCoefficients>;

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
