// The integrator `fixed`: a step of a population in integers, from its input on. Izhikevich's model of 2003 by the
// published two half steps of v; leaky integrate-and-fire by the solution for a constant current. fixed.hpp: units,
// ranges. A product's operands are as wide as a machine without 64-bit products multiplies by two instructions.
#if defined(RHEOBASE_MODELS_FIXED_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_FIXED_INL_H_
#undef RHEOBASE_MODELS_FIXED_INL_H_
#else
#define RHEOBASE_MODELS_FIXED_INL_H_
#endif

#include "kernels/fixed-inl.h"
#include "models/fixed.hpp"
#include "models/population-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

RHEOBASE_INLINE IntVec integers_of(const Cells& cells, std::uint32_t plane) {
  return sub(load_bits(cells.task.planes[plane].block(cells.block) + cells.i), set_int(integer_plane_bits));
}
// In mV.
RHEOBASE_INLINE IntVec state_of(const Cells& cells, std::uint32_t plane) {
  return load_fixed<fixed_state_whole>(cells.task.planes[plane].block(cells.block) + cells.i);
}

// Above the threshold v may be more than a state holds: it is reset.
RHEOBASE_INLINE IntVec above_least(IntVec v, FixedMask& cut) {
  const FixedMask below = gt(set_int(-most_fixed_state), v);
  if (!is_vector && !rarely(any_of(below))) return v;
  cut = either(cut, below);
  return max(v, set_int(-most_fixed_state));
}

class FixedIzhikevich {
 public:
  using Number = IntVec;
  static constexpr bool fires_within_step = false, has_u = true, is_fixed = true;
  static constexpr std::uint32_t planes = end_of_fixed_izhikevich_planes;

  RHEOBASE_INLINE explicit FixedIzhikevich(const NeuronTask& task)
      : half_dt_(integer_of(*task.planes[fixed_half_dt].data)),
        square_(integer_of(*task.planes[fixed_square].data)),
        square_shift_(integer_of(*task.planes[fixed_square_shift].data)) {}

  RHEOBASE_INLINE void step(const Cells& cells, IntVec current, IntVec& v, IntVec& u, FixedMask& cut) const {
    constexpr std::int32_t middle = 125 << (fixed_fraction - 1), rest = 65 << (fixed_fraction - 2);  // 62.5, 16.25
    const IntVec drive = cut_to(sub(sub(current, u), set_int(rest)), most_fixed_drive, cut);
    const IntVec by_drive = shift_right<fixed_half_dt_bits - 12>(times(drive, set_int(half_dt_)));
    v = half_step(add(v, set_int(middle)), by_drive, v);
    v = cut_to(v, most_fixed_state);
    v = half_step(add(v, set_int(middle)), by_drive, v);
    v = min(above_least(v, cut), set_int(most_fixed_drive));
    u = with_recovery(cells, v, u);
  }

  // u driven by v.
  RHEOBASE_INLINE IntVec with_recovery(const Cells& cells, IntVec v, IntVec u) const {
    const IntVec driven = shift_right<fixed_b_bits - 12>(times(v, integers_of(cells, plane_b)));
    const IntVec pull = cut_to(sub(driven, u), most_fixed_drive);
    return add(u, shift_right<fixed_rate_bits - 12>(times(pull, integers_of(cells, plane_a))));
  }

  static RHEOBASE_INLINE void reset(const Cells& cells, FixedMask fired, IntVec& v, IntVec& u) {
    v = select(fired, state_of(cells, plane_c), v);
    u = select(fired, add(u, state_of(cells, plane_d)), u);
  }

 private:
  // 0.04 (v + 62.5)^2 and the drive. The square, in units of 2^-12, is that of v's upper 16 bits and twice their
  // product with the lower 9, whose own square is below the last bit.
  RHEOBASE_INLINE IntVec half_step(IntVec from_middle, IntVec by_drive, IntVec v) const {
    const IntVec high = shift_right<9>(from_middle), low = low_bits<9>(from_middle);
    const IntVec squared = add(mul(high, high), shift_right<8>(mul(high, low)));
    const IntVec rise = shift_right_by(times_high(squared, set_int(square_)), square_shift_);
    return add(add(v, by_drive), rise);
  }

  std::int32_t half_dt_, square_;
  int square_shift_;
};

struct FixedLif {
  using Number = IntVec;
  static constexpr bool fires_within_step = false, has_u = false, is_fixed = true;
  static constexpr std::uint32_t planes = end_of_lif_planes;

  RHEOBASE_INLINE explicit FixedLif(const NeuronTask&) {}

  RHEOBASE_INLINE void step(const Cells& cells, IntVec current, IntVec& v, IntVec&, FixedMask& cut) const {
    static_assert(fixed_r_bits == 12);
    const IntVec within = cut_to(current, most_fixed_drive, cut);
    const IntVec driven = cut_to(times(within, integers_of(cells, lif_r)), most_fixed_drive, cut);
    const IntVec rest = shift_left_by(integers_of(cells, lif_rest), fixed_fraction - fixed_rest_bits);
    const IntVec pull = cut_to(add(sub(rest, v), driven), most_fixed_drive, cut);
    v = above_least(add(v, shift_right<fixed_rate_bits - 12>(times(pull, integers_of(cells, lif_leak)))), cut);
  }

  static RHEOBASE_INLINE IntVec with_recovery(const Cells&, IntVec, IntVec u) { return u; }

  static RHEOBASE_INLINE void reset(const Cells& cells, FixedMask fired, IntVec& v, IntVec&) {
    const IntVec kept = select(gt(state_of(cells, lif_kept), set_int(0)), v, set_int(0));
    const IntVec after = add(kept, state_of(cells, lif_reset));
    v = select(fired, cut_to(after, most_fixed_state), v);
  }
};

// One step of as many neurons as an IntVec has lanes; `threshold` in s16.15.
template <class Scheme>
RHEOBASE_INLINE void advance_fixed(const Scheme& scheme, const Cells& cells, const std::int32_t* current,
                                   std::uint64_t held_word, std::int32_t threshold, BlockOutput& out) {
  const NeuronTask& task = cells.task;
  const std::size_t i = cells.i, at = cells.block * image::block_neurons + i;
  const IntVec v_before = load_fixed<fixed_state_whole>(task.v + at);
  IntVec v = v_before, u_before = v_before;
  if constexpr (Scheme::has_u) u_before = load_fixed<fixed_state_whole>(task.u + at);
  IntVec u = u_before;
  FixedMask cut = ne(v, v);
  scheme.step(cells, load_int(current + i), v, u, cut);
  FixedMask fired = gt(v, set_int(threshold - 1));
  if (task.held != nullptr) {
    const auto held = mask_of<FloatVec>(held_word, i);
    fired = both(fired, mask_of<FloatVec>(~held_word, i));
    if (!can_skip(held)) {
      v = select(held, v_before, v);
      u = select(held, task.holds_u ? u_before : scheme.with_recovery(cells, v_before, u_before), u);
    }
  }
  if (!can_skip(fired)) Scheme::reset(cells, fired, v, u);
  add_bits(fired, i, out.fired);
  store_fixed(v, task.v + at);
  if constexpr (Scheme::has_u) {
    store_fixed(cut_to(u, most_fixed_state, cut), task.u + at);
  }
  add_bits(cut, i, out.at_limit);
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
