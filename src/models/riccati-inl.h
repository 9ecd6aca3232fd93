// Quadratic models by the exact flow of v with u's mean over the step, the crossing of the threshold inside the step in
// closed form, and the rest of the step after the reset. Notation: riccati.hpp. Derivation, ranges and errors:
// docs/numerics.md.
//
// Coefficients, made from the task, answer for the neurons of some cells:
//   k half kz kz_mean z_rest volts ahead peak peak_squared z_most
//       izhikevich.hpp and quadratic.hpp say what they are.
//   from_v_u(cells, v_sum, time)
//       v_sum, the integral of v over a time, less v_u's.
//   limited_u(u), flushed_v(v)
//       u within what can be stored; v, or 0 where it is next to it.
//   conductance_share
//       h, per unit of conductance: g is a conductance times it.
//   clocks
//       RiccatiClocks.
#if defined(RHEOBASE_MODELS_RICCATI_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_RICCATI_INL_H_
#undef RHEOBASE_MODELS_RICCATI_INL_H_
#else
#define RHEOBASE_MODELS_RICCATI_INL_H_
#endif

#include "models/population-inl.h"
#include "models/riccati.hpp"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// The end of z's range: with z there, v falls from wherever it is below the peak.
template <class N>
RHEOBASE_INLINE N above_peak(N peak_squared) {
  const N above = mul(set<N>(riccati_above_peak), peak_squared);
  return min(max(above, set<N>(riccati_z_most_least)), set<N>(riccati_z_most_limit));
}

template <class Coefficients>
class Riccati {
 public:
  using Number = FloatPack;
  static constexpr bool fires_within_step = true, has_u = true, is_fixed = false;
  static constexpr std::uint32_t planes = Coefficients::planes;

  RHEOBASE_INLINE explicit Riccati(const NeuronTask& task) : of_(task) {}

  // v below the threshold; everything finite. Where they are not asked for by kHindrance, `span`, `cleared` and
  // `conductances` mean nothing: a whole step, no current, none.
  template <Hindrance kHindrance, class N>
  RHEOBASE_INLINE MaskOf<N> step(const Cells& cells, const Conductances* conductances, N span, N current, N cleared,
                                 N& v_io, N& u_io, N& rest, MaskOf<N>& cut) const {
    constexpr bool refractory = is_refractory(kHindrance), conducting = is_conducting(kHindrance);
    const N k1 = cells.plane<N>(plane_a), b = cells.plane<N>(plane_b), c = cells.plane<N>(plane_c);
    const N jump_by = cells.plane<N>(plane_d), kz_mean = of_.template kz_mean<N>(cells);
    const N zero = set<N>(0.0f), one = set<N>(1.0f), v = v_io;
    const N middle = of_.template half<N>(cells), k = of_.template k<N>(cells);
    const N volts = of_.template volts<N>(cells);
    N peak = of_.template peak<N>(cells), u = u_io;
    // A conductance, g per step, moves the middle of the parabola: sigma by -g/2 for every v, and z.
    N g = zero, g_after = zero, z_shift = zero, z_shift_after = zero;
    if constexpr (conducting) {
      const N share = of_.template conductance_share<N>(cells), at_0 = mul(k, middle);
      N drive, drive_after;
      limited(load<N>(conductances->before + cells.i), load<N>(conductances->drive + cells.i), share, g, drive);
      limited(load<N>(conductances->after + cells.i), load<N>(conductances->drive_after + cells.i), share, g_after,
              drive_after);
      z_shift = mul(g, sub(mul(set<N>(0.25f), g), at_0));
      z_shift_after = mul(g_after, sub(mul(set<N>(0.25f), g_after), at_0));
      peak = sub(peak, mul(set<N>(0.5f), g));
      current = add(current, drive);
      cleared = add(cleared, sub(drive, drive_after));
    }
    // Until it is released u moves under a v that stays, or stays too.
    if constexpr (refractory) {
      u = add(u, mul(mul(set<N>(of_.clocks.u_moves), k1),
                     mul(sub(one, span), sub(mul(b, of_.from_v_u(cells, v, one)), u))));
    }
    N z0 = add(mul(of_.template kz<N>(cells), sub(u, current)), of_.template z_rest<N>(cells));
    N sigma = mul(k, add(v, middle)), peak_squared = of_.template peak_squared<N>(cells);
    N z_most = of_.template z_most<N>(cells);
    if constexpr (conducting) {
      z0 = add(z0, z_shift);
      sigma = sub(sigma, mul(set<N>(0.5f), g));
      peak_squared = mul(peak, peak);
      z_most = above_peak(peak_squared);
    }

    // Mean of z over the step: u moves by a (b v - u), and v itself by sigma^2 - z0, whose weight in u's mean is a
    // third of a constant's. Beyond its range z acts as if it were at its end, also on v's slope.
    const N slope0 = sub(mul(sigma, sigma), cut_z(z0, z_most));
    const N rise = mul(of_.template ahead<N>(cells), slope0);
    const N ahead = add(v, refractory ? mul(rise, span) : rise);
    const N drift = mul(kz_mean, sub(mul(b, of_.from_v_u(cells, ahead, one)), u));  // over a whole step
    const N z_asked = add(z0, refractory ? mul(drift, span) : drift);
    const N z = cut_z(z_asked, z_most);
    cut = ne(z, z_asked);

    // g = y' + peak y also obeys g'' = z g and is zero where sigma reaches the peak. From the middle of the step, where
    // it is G with slope -H, the zero lies at atanh(sqrt(z) G/H)/sqrt(z): no iteration.
    const N above = sub(peak, sigma);
    const N D = sub(mul(peak, sigma), z);
    const N half = refractory ? mul(set<N>(0.5f), span) : set<N>(0.5f);
    const N zs = refractory ? mul(z, mul(span, span)) : z;
    const N ca = add(one, mul(zs, add(set<N>(riccati_c1), mul(zs, set<N>(riccati_c2)))));
    const N sa_of_one = add(set<N>(0.5f), mul(zs, add(set<N>(riccati_s1), mul(zs, set<N>(riccati_s2)))));
    const N sa = refractory ? mul(span, sa_of_one) : sa_of_one;
    const N G = sub(mul(above, ca), mul(D, sa));
    const N H = sub(mul(D, ca), mul(mul(above, z), sa));
    // H > 0 wherever there is a crossing and z is in range; asked for, it keeps the quotient finite.
    const auto falls = both(gt(H, zero), le(mul(G, ca), mul(H, sa)));
    const auto fired = refractory ? both(gt(span, zero), falls) : falls;
    // From v over the whole step; where a neuron fired, from c over what is left of it and not refractory.
    N a_num = one, a_den = one, from = v, len = refractory ? span : one, zb = z, jump = zero;
    N tilt = refractory ? mul(span, mul(span, drift)) : drift, left = len;
    if (!can_skip(fired)) {
      const N t = max(div_or_zero(fired, G, H), set<N>(riccati_t_least));
      const N x = min(mul(z, mul(t, t)), one);  // below 1 but for the errors of large z
      // The time of the crossing, from the middle of the step.
      const N late = add(t, mul(mul(t, x), add(set<N>(riccati_t1), mul(x, set<N>(riccati_t2)))));
      // y at the crossing, as a fraction, and no smaller than y may become below.
      const N y_den = max(sub(peak_squared, z), set<N>(riccati_y_den_least));
      const N y_num = max(sub(H, mul(mul(H, x), set<N>(riccati_root))), mul(set<N>(riccati_y_least), y_den));
      // What is left of the step, and the mean of z over it.
      N flows = sub(half, late);
      left = select(fired, flows, left);
      if constexpr (refractory) flows = max(sub(flows, set<N>(of_.clocks.refractory)), zero);
      const N drift_after = mul(flows, mul(kz_mean, sub(mul(b, of_.from_v_u(cells, c, one)), add(u, jump_by))));
      N z_jump = mul(of_.template kz<N>(cells), kHindrance == Hindrance::none ? jump_by : add(jump_by, cleared));
      if constexpr (conducting) z_jump = add(z_jump, sub(z_shift_after, z_shift));
      const N z_after = add(add(add(z, z_jump), mul(add(late, late), drift)), drift_after);
      a_num = select(fired, y_num, one);
      a_den = select(fired, y_den, one);
      from = select(fired, c, v);
      len = select(fired, flows, len);
      zb = select(fired, cut_z(z_after, z_most), z);
      tilt = select(fired, mul(flows, drift_after), tilt);
      jump = select(fired, jump_by, zero);
    }
    if constexpr (conducting) g_after = select(fired, g_after, g);

    // z's drift within the interval, to fourth order (Magnus).
    const N shift = max(mul(tilt, set<N>(riccati_sixth)), set<N>(riccati_shift_least));
    N sb = add(mul(k, add(from, middle)), shift);
    if constexpr (conducting) sb = sub(sb, mul(set<N>(0.5f), g_after));
    const N slope = sub(mul(sb, sb), zb);
    const N zl = mul(zb, mul(len, len));
    const N cb = add(one, mul(zl, add(set<N>(riccati_c1), mul(zl, set<N>(riccati_c2_range)))));
    const N s2 = add(one, mul(zl, add(set<N>(riccati_s1_range), mul(zl, set<N>(riccati_s2_range)))));
    const N S = mul(len, mul(s2, cb));
    // y - 1, not y: its logarithm keeps its precision however short the step.
    const N y1 = max(sub(mul(mul(set<N>(0.5f), zl), mul(s2, s2)), mul(sb, S)), set<N>(riccati_y1_least));
    const N y = add(one, y1);

    // One division for 1/y and for q = (Y - 1)/(Y + 1), Y = y y_num / y_den; -ln Y = -2 atanh q is the integral of
    // sigma over the whole step, through a crossing or not.
    const N num = add(mul(y1, a_num), sub(a_num, a_den));
    const N den = add(num, add(a_den, a_den));
    const N r = div(one, mul(y, den));
    const N q = mul(num, mul(r, y));
    const N qq = mul(q, q);
    const N j2 = add(set<N>(riccati_j2), mul(qq, set<N>(riccati_j3)));
    const N j1 = add(set<N>(riccati_j1), mul(qq, j2));
    const N J = mul(q, add(set<N>(-2.0f), mul(qq, j1)));
    const N v_flow = add(from, mul(mul(volts, mul(slope, S)), mul(r, den)));

    // The integral of v + middle. Strong conductances take v to where it stays: there the logarithm is too small.
    N sum = mul(volts, J);
    const N time = refractory ? span : one, moves = sub(time, sub(left, len));
    if constexpr (conducting) {
      const N of_g = add(mul(g, sub(time, left)), mul(g_after, len));
      const N end = add(v_flow, middle), begin = add(v, middle), threshold = add(set<N>(of_.clocks.v_most), middle);
      const N least = min(min(begin, end), select(fired, add(c, middle), begin));
      const N most = max(max(begin, end), select(fired, threshold, begin));
      sum = min(max(add(sum, mul(volts, mul(set<N>(0.5f), of_g))), mul(moves, least)), mul(moves, most));
    }
    // u with the exact mean of v.
    if constexpr (refractory) {
      u_io = refractory_u(cells, fired, v, u_io, jump, from, sum, moves, left, len);
    } else {
      const N mean_v = of_.from_v_u(cells, sub(sum, middle), one);
      const N pull = sub(mul(b, mean_v), add(u, mul(jump, len)));
      u_io = of_.limited_u(flush_tiny(add(add(u, jump), mul(k1, pull))));
    }
    v_io = of_.flushed_v(max(min(v_flow, set<N>(of_.clocks.v_most)), set<N>(riccati_v_least)));
    rest = left;
    return fired;
  }

  // Where v may jump at the step's beginning.
  RHEOBASE_INLINE float most_v() const { return of_.clocks.v_most; }

  // The share of a step that is left when the refractory period of a spike of the given age ends within it.
  template <class N>
  RHEOBASE_INLINE N span_after(N age_ms) const {
    return min(add(mul(age_ms, set<N>(of_.clocks.steps_per_ms)), set<N>(of_.clocks.early_release)), set<N>(1.0f));
  }

  // Of a spike, ms from the crossing to the step's end. Rounding may put a crossing just outside its step.
  template <class N>
  RHEOBASE_INLINE N age(N rest) const {
    return mul(min(max(rest, set<N>(0.0f)), set<N>(1.0f)), set<N>(of_.clocks.dt));
  }

 private:
  // u after a step of which v moved for `moves`, a share of it, and stayed at `held_at` otherwise. A spike's jump
  // decays for `left` while u moves all the time, for `len` while it moves with v alone.
  template <class N, class Mask>
  RHEOBASE_INLINE N refractory_u(const Cells& cells, Mask fired, N v, N u, N jump, N held_at, N volts_J, N moves,
                                 N left, N len) const {
    const N k1 = cells.plane<N>(plane_a), b = cells.plane<N>(plane_b);
    const N one = set<N>(1.0f), u_moves = set<N>(of_.clocks.u_moves), half_k1 = mul(set<N>(0.5f), k1);
    const N stays = sub(one, moves), u_stays = mul(sub(one, u_moves), stays), u_time = sub(one, u_stays);
    const N v_sum = add(sub(volts_J, mul(of_.template half<N>(cells), moves)), mul(mul(u_moves, stays), held_at));
    const N decays = add(len, mul(u_moves, sub(left, len)));
    const N pull = sub(mul(b, of_.from_v_u(cells, v_sum, u_time)), add(mul(u, u_time), mul(jump, decays)));
    // Where u stops with the spike, the upstroke is the last that drives it: none of it has decayed.
    const N upstroke = mul(b, sub(v_sum, mul(v, u_time)));
    const N undecayed = select(fired, mul(mul(half_k1, sub(one, u_moves)), mul(u_time, upstroke)), set<N>(0.0f));
    // 1 - exp(-a h t) = k1 t (1 + k1 (1 - t)/2 + ...)
    const N share = mul(k1, add(one, mul(half_k1, u_stays)));
    return of_.limited_u(flush_tiny(add(add(u, jump), mul(share, add(pull, undecayed)))));
  }

  template <class N>
  static RHEOBASE_INLINE N cut_z(N z, N z_most) {
    return min(max(z, set<N>(riccati_z_least)), z_most);
  }

  // g, a conductance per step, and its drive, its reversal potential times itself. Beyond the range of the series both
  // act as if g were at its end.
  template <class N>
  static RHEOBASE_INLINE void limited(N conductance, N drive, N share, N& g, N& limited_drive) {
    const N per_step = mul(conductance, share), most = set<N>(riccati_q_most);
    const N scale = div(most, max(max(per_step, sub(set<N>(0.0f), per_step)), most));
    g = mul(per_step, scale);
    limited_drive = mul(drive, scale);
  }

  Coefficients of_;
};

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
