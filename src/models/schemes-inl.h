// Explicit schemes over the slopes of any model M:
//   M::v_slope(cells, v, u, current)   dv/dt in mV/ms
//   M::u_change(cells, v, u)           dt du/dt: the host folds dt into u's rate, which saves a multiplication
//   M::gain(cells)                     mV/ms per unit of current, and 1/ms per unit of conductance
//   M::limited_u(u)                    within +-limits::most_u, if nothing else keeps it there
//   M::has_u                           false: v is the only state
//   M::steps_v                         true: it has M::v_after(cells, h_ms, v, u, current), v + h dv/dt, never
//   subnormal
// Multiply, then add: never fused, whose rounding depends on the machine.
#if defined(RHEOBASE_MODELS_SCHEMES_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_SCHEMES_INL_H_
#undef RHEOBASE_MODELS_SCHEMES_INL_H_
#else
#define RHEOBASE_MODELS_SCHEMES_INL_H_
#endif

#include "models/population-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

template <class M>
struct ExplicitScheme {
  using Model = M;
  using Number = FloatVec;
  static constexpr bool fires_within_step = false, has_u = M::has_u, is_fixed = false, v_may_be_tiny = true;
  static constexpr std::uint32_t planes = M::planes;
  static constexpr float most_v() { return v_limit; }

  // Conductances, after the scheme's step without them, by one implicit step of theirs: stable however strong they are,
  // and with the right v at rest. Those that grow with v (negative ones) are taken as they are at the step's beginning.
  template <class N>
  static RHEOBASE_INLINE N conduct(const Cells& cells, const Conductances& conductances, N v_before, N v) {
    const N share = mul(set<N>(cells.task.dt), M::template gain<N>(cells)), zero = set<N>(0.0f), one = set<N>(1.0f);
    const N per_step = mul(load<N>(conductances.before + cells.i), share);
    const N drive = mul(load<N>(conductances.drive + cells.i), share);
    const N scale = div(one, max(add(one, per_step), one));
    return mul(sub(add(v, drive), mul(min(per_step, zero), v_before)), scale);
  }
};

// The model without v_after: v goes by its slope.
template <class M>
struct BySlope : M {
  static constexpr bool steps_v = false;
};

// The model while it is refractory: v stays.
template <class M>
struct Still : BySlope<M> {
  template <class N>
  static RHEOBASE_INLINE N v_slope(const Cells&, N, N, N) {
    return set<N>(0.0f);
  }
};

// v + h dv/dt.
template <class M, class N>
RHEOBASE_INLINE N v_after(const Cells& cells, float h_ms, N v, N u, N current) {
  if constexpr (M::steps_v) {
    return M::v_after(cells, h_ms, v, u, current);
  } else {
    return add(v, mul(set<N>(h_ms), M::v_slope(cells, v, u, current)));
  }
}

template <class M>
class Euler : public ExplicitScheme<M> {
 public:
  static constexpr bool v_may_be_tiny = !M::steps_v;
  using VHeld = Euler<Still<M>>;
  RHEOBASE_INLINE explicit Euler(const NeuronTask& task) : dt_(task.dt) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    const N v_next = v_after<M>(cells, dt_, v, u, current);
    u = M::limited_u(flush_tiny(add(u, M::u_change(cells, v, u))));
    v = v_next;
  }

 private:
  float dt_;
};

// v in steps of v_dt with u frozen, then u with the v just computed.
template <class M, int v_steps, class N>
RHEOBASE_INLINE void v_then_u(const Cells& cells, float v_dt, N current, N& v, N& u) {
  for (int k = 0; k < v_steps; ++k) v = v_after<M>(cells, v_dt, v, u, current);
  const N v_within = M::steps_v ? cut_v(v) : flush_tiny(cut_v(v));
  u = M::limited_u(flush_tiny(add(u, M::u_change(cells, v_within, u))));
}

// As published with the 2003 model: two half steps of v.
template <class M>
class HalfSteps : public ExplicitScheme<M> {
 public:
  static constexpr bool v_may_be_tiny = !M::steps_v;
  using VHeld = HalfSteps<Still<M>>;
  RHEOBASE_INLINE explicit HalfSteps(const NeuronTask& task) : half_dt_(task.half_dt) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    v_then_u<M, 2>(cells, half_dt_, current, v, u);
  }

 private:
  float half_dt_;
};

// As in the script of figure 1 of Izhikevich 2004: one whole step of v, in the script's order of operations, which
// gives the figure's spikes.
template <class M>
class WholeStep : public ExplicitScheme<M> {
 public:
  using VHeld = WholeStep<Still<M>>;
  RHEOBASE_INLINE explicit WholeStep(const NeuronTask& task) : dt_(task.dt) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    v_then_u<BySlope<M>, 1>(cells, dt_, current, v, u);
  }

 private:
  float dt_;
};

// Slopes at the stage reached from (v, u) by v_dt * dv and u_share * du. Stages are cut as v is: at the limit a fourth
// power would overflow.
template <class M, class N>
RHEOBASE_INLINE void stage_slopes(const Cells& cells, N v, N u, N current, float v_dt, float u_share, N& dv, N& du) {
  const N v_stage = cut_v(add(v, mul(set<N>(v_dt), dv)));
  const N u_stage = add(u, mul(set<N>(u_share), du));
  dv = M::v_slope(cells, v_stage, u_stage, current);
  du = M::u_change(cells, v_stage, u_stage);
}

// The explicit midpoint rule.
template <class M>
class Rk2 : public ExplicitScheme<M> {
 public:
  using VHeld = Rk2<Still<M>>;
  RHEOBASE_INLINE explicit Rk2(const NeuronTask& task) : dt_(task.dt), half_dt_(task.half_dt) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    N dv = M::v_slope(cells, v, u, current), du = M::u_change(cells, v, u);
    stage_slopes<M>(cells, v, u, current, half_dt_, 0.5f, dv, du);
    v = add(v, mul(set<N>(dt_), dv));
    u = M::limited_u(flush_tiny(add(u, du)));
  }

 private:
  float dt_, half_dt_;
};

// The classical rule of order four.
template <class M>
class Rk4 : public ExplicitScheme<M> {
 public:
  using VHeld = Rk4<Still<M>>;
  RHEOBASE_INLINE explicit Rk4(const NeuronTask& task)
      : dt_(task.dt), half_dt_(task.half_dt), sixth_dt_(task.sixth_dt) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    const N two = set<N>(2.0f);
    const N dv1 = M::v_slope(cells, v, u, current), du1 = M::u_change(cells, v, u);
    N dv2 = dv1, du2 = du1;
    stage_slopes<M>(cells, v, u, current, half_dt_, 0.5f, dv2, du2);
    N dv3 = dv2, du3 = du2;
    stage_slopes<M>(cells, v, u, current, half_dt_, 0.5f, dv3, du3);
    N dv4 = dv3, du4 = du3;
    stage_slopes<M>(cells, v, u, current, dt_, 1.0f, dv4, du4);
    const N dv = add(add(dv1, dv4), mul(two, add(dv2, dv3)));
    const N du = add(add(du1, du4), mul(two, add(du2, du3)));
    v = add(v, mul(set<N>(sixth_dt_), dv));
    u = M::limited_u(flush_tiny(add(u, mul(set<N>(sixth), du))));
  }

 private:
  float dt_, half_dt_, sixth_dt_;
};

// Of a linear model, the solution for a current that is constant over the step: its planes are those of a whole step.
template <class M>
class Exact : public ExplicitScheme<M> {
 public:
  using VHeld = Exact;
  RHEOBASE_INLINE explicit Exact(const NeuronTask&) {}

  template <class N>
  RHEOBASE_INLINE void step(const Cells& cells, N current, N& v, N& u) const {
    v = add(v, M::v_slope(cells, v, u, current));
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
