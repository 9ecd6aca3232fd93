// The general quadratic model, of which Izhikevich's of 2003 and of 2007 are two:
//   v' = alpha v^2 + beta v + gamma + gain (I - u),  u' = a (b (v - v_u) - u); a spike sets v to c and adds d to u.
#if defined(RHEOBASE_MODELS_QUADRATIC_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_QUADRATIC_INL_H_
#undef RHEOBASE_MODELS_QUADRATIC_INL_H_
#else
#define RHEOBASE_MODELS_QUADRATIC_INL_H_
#endif

#include <cstring>

#include "models/izhikevich-inl.h"
#include "models/quadratic.hpp"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

struct Quadratic {
  static constexpr bool has_u = true, steps_v = false;
  static constexpr std::uint32_t planes = quadratic_gain + 1;

  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells& cells, N v, N u, N current) {
    const N drive = mul(cells.plane<N>(quadratic_gain), sub(current, u));
    const N linear = add(mul(cells.plane<N>(quadratic_alpha), v), cells.plane<N>(quadratic_beta));
    return add(mul(linear, v), add(cells.plane<N>(quadratic_gamma), drive));
  }

  template <class N>
  static RHEOBASE_INLINE N u_change(const Cells& cells, N v, N u) {
    const N from_v_u = sub(v, cells.plane<N>(quadratic_v_u));
    return mul(cells.plane<N>(plane_a), sub(mul(cells.plane<N>(plane_b), from_v_u), u));
  }

  template <class N>
  static RHEOBASE_INLINE N gain(const Cells& cells) {
    return cells.plane<N>(quadratic_gain);
  }

  // Where a is negative u grows by itself.
  template <class N>
  static RHEOBASE_INLINE N limited_u(N u) {
    return min(max(u, set<N>(-limits::most_u)), set<N>(limits::most_u));
  }

  template <class N, class Mask>
  static RHEOBASE_INLINE void reset(const Cells& cells, Mask fired, N& v, N& u) {
    Izhikevich::reset(cells, fired, v, u);
  }
};

// Of riccati: each neuron's own.
class QuadraticCoefficients {
 public:
  static constexpr std::uint32_t planes = quadratic_constants + 1;

  RHEOBASE_INLINE explicit QuadraticCoefficients(const NeuronTask& task) {
    std::memcpy(&clocks, task.planes[quadratic_constants].data, sizeof clocks);
  }

#define RHEOBASE_PLANE(name)                         \
  template <class N>                                 \
  RHEOBASE_INLINE N name(const Cells& cells) const { \
    return cells.plane<N>(quadratic_##name);         \
  }
  RHEOBASE_PLANE(k)
  RHEOBASE_PLANE(half)
  RHEOBASE_PLANE(kz)
  RHEOBASE_PLANE(kz_mean)
  RHEOBASE_PLANE(z_rest)
  RHEOBASE_PLANE(volts)
  RHEOBASE_PLANE(peak)
#undef RHEOBASE_PLANE

  template <class N>
  RHEOBASE_INLINE N ahead(const Cells& cells) const {
    return mul(volts<N>(cells), set<N>(riccati_third));
  }
  template <class N>
  RHEOBASE_INLINE N peak_squared(const Cells& cells) const {
    return mul(peak<N>(cells), peak<N>(cells));
  }
  template <class N>
  RHEOBASE_INLINE N z_most(const Cells& cells) const {
    return above_peak(peak_squared<N>(cells));
  }
  template <class N>
  RHEOBASE_INLINE N conductance_share(const Cells& cells) const {
    return mul(kz<N>(cells), volts<N>(cells));
  }
  template <class N>
  RHEOBASE_INLINE N from_v_u(const Cells& cells, N v_sum, N time) const {
    return sub(v_sum, mul(cells.plane<N>(quadratic_v_u), time));
  }
  template <class N>
  RHEOBASE_INLINE N limited_u(N u) const {
    return Quadratic::limited_u(u);
  }
  template <class N>
  RHEOBASE_INLINE N flushed_v(N v) const {
    return flush_tiny(v);
  }

  RiccatiClocks clocks;
};
using QuadraticRiccati = Riccati<QuadraticCoefficients>;

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
