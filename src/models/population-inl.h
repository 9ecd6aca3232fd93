// One step of a population, by any scheme of any model: input, flow, spikes, reset.
//
// A scheme has a Number (the vector or pack it is computed in), is made from the task, knows has_u (without, u means
// nothing) and how many `planes` it reads (the image's first), and has a step:
//   fires_within_step = false:  step(cells, current, v, u); v, which may be anything finite, is cut to its limits; who
//                               is at the threshold then fires, and Model resets it. VHeld is the scheme with v' = 0;
//   fires_within_step = true:   step<kHindrance>(cells, conductances, span, current, cleared, v, u, rest, cut) advances
//                               by `span`, a share of the step, finds the crossing, resets, goes on for the rest of the
//                               step (`rest`, a share of it; none while refractory) and says who fired. `cut` is set
//                               where the input was beyond what the scheme can follow in one step.
// is_fixed: its numbers are integers, its input and its step those of fixed-inl.h.
#if defined(RHEOBASE_MODELS_POPULATION_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_POPULATION_INL_H_
#undef RHEOBASE_MODELS_POPULATION_INL_H_
#else
#define RHEOBASE_MODELS_POPULATION_INL_H_
#endif

#include "kernels/bits.hpp"
#include "kernels/chosen.hpp"
#include "kernels/numbers-inl.h"
#include "models/fixed_input-inl.h"
#include "models/input-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// The neurons from `i` of a block on, as many as a number has lanes: where a model finds their parameters.
struct Cells {
  const NeuronTask& task;
  std::size_t block, i;
  template <class N>
  RHEOBASE_INLINE N plane(std::uint32_t index) const {
    return load<N>(task.planes[index].block(block) + i);
  }
};

// What a scheme that fires within the step reads in addition: spikes that take current away, refractory periods.
// The last two: what `clearing` and `refractory` have, and conductances, where single instructions do not matter.
enum class Hindrance { none, clearing, refractory, conducting, conducting_refractory };
constexpr bool is_refractory(Hindrance h) {
  return h == Hindrance::refractory || h == Hindrance::conducting_refractory;
}
constexpr bool is_conducting(Hindrance h) {
  return h == Hindrance::conducting || h == Hindrance::conducting_refractory;
}

// What the neurons of a block share.
struct BlockInput {
  const float *current, *cleared;  // cleared is null where no spike takes current away
  std::uint64_t held;              // refractory for all of the step
  float threshold;
  const Conductances* conductances;  // null where there are none
};

// The task as a kernel reads it. Vectors: a copy, with its planes, that no store can change, so that the compiler keeps
// what it needs in registers.
template <bool copies, std::uint32_t planes>
struct OwnTask {
  RHEOBASE_INLINE explicit OwnTask(const NeuronTask& shared) : task(shared) {}
  const NeuronTask& task;
};
template <std::uint32_t planes>
struct OwnTask<true, planes> {
  RHEOBASE_INLINE explicit OwnTask(const NeuronTask& shared) : task(shared) {
    for (std::uint32_t k = 0; k < planes; ++k) views[k] = shared.planes[k];
    task.planes = views;
  }
  NeuronTask task;
  PlaneView views[planes];
};

// Bits of the neurons of a block: who fired, and whose step was at a limit.
struct BlockOutput {
  std::uint64_t fired = 0, at_limit = 0;
};

// The share of the step for which each neuron is not refractory.
template <class Scheme, class N>
RHEOBASE_INLINE N span_of(const Scheme& scheme, const Cells& cells, std::uint64_t held, N age_ms) {
  const auto released = mask_of<N>(cells.task.released[cells.block], cells.i);
  const N moving = select(released, scheme.span_after(age_ms), set<N>(1.0f));
  return select(mask_of<N>(held, cells.i), set<N>(0.0f), moving);
}

// Undoes what a step did to refractory neurons: v stays, and u too, or goes on as v staying has it.
template <class Scheme, class N>
RHEOBASE_INLINE void hold(const Cells& cells, std::uint64_t held_word, N v_before, N u_before, N& v, N& u) {
  const auto held = mask_of<N>(held_word, cells.i);
  if (can_skip(held)) return;
  N v_held = v_before, u_held = u_before;
  if (!cells.task.holds_u) typename Scheme::VHeld(cells.task).step(cells, v_before, v_held, u_held);
  v = select(held, v_before, v);
  u = select(held, u_held, u);
}

// What the loop of a population knows before it begins. any: nothing. plain, noisy: its input is plain, without noise
// or with; nobody is refractory. For vectors alone: firmware pays for each kernel.
enum class Known { any, plain, noisy };

// One step of as many neurons as an N has lanes.
template <class N, Hindrance kHindrance, Known known, class Scheme>
RHEOBASE_INLINE void advance(const Scheme& scheme, const Cells& cells, const BlockInput& in, BlockOutput& out) {
  const NeuronTask& task = cells.task;
  const std::size_t i = cells.i, at = cells.block * image::block_neurons + i;
  N v = load<N>(task.v + at), u = v;
  if constexpr (Scheme::has_u) u = load<N>(task.u + at);
  const N current = load<N>(in.current + i);
  if constexpr (Scheme::fires_within_step) {
    N rest, span = current, cleared = current;
    MaskOf<N> cut;
    if constexpr (kHindrance != Hindrance::none) cleared = load<N>(in.cleared + i);
    if constexpr (is_refractory(kHindrance)) {
      const N age_ms = load<N>(task.spike_age + at);
      span = span_of(scheme, cells, in.held, age_ms);
      const auto fired =
          scheme.template step<kHindrance>(cells, in.conductances, span, current, cleared, v, u, rest, cut);
      store(select(fired, scheme.age(rest), age_ms), task.spike_age + at);
      add_bits(fired, i, out.fired);
    } else {
      const auto fired =
          scheme.template step<kHindrance>(cells, in.conductances, span, current, cleared, v, u, rest, cut);
      if (task.spike_age != nullptr) store(scheme.age(rest), task.spike_age + at);
      add_bits(fired, i, out.fired);
    }
    add_bits(cut, i, out.at_limit);
  } else {
    const N v_before = v, u_before = u;
    scheme.step(cells, current, v, u);
    if constexpr (is_conducting(kHindrance)) v = scheme.conduct(cells, *in.conductances, v_before, v);
    const N v_within = cut_v(v);
    add_bits(ne(v, v_within), i, out.at_limit);
    v = Scheme::v_may_be_tiny || is_conducting(kHindrance) ? flush_tiny(v_within) : v_within;
    auto fired = ge(v, set<N>(in.threshold));
    if (known == Known::any && task.held != nullptr) {
      fired = both(fired, mask_of<N>(~in.held, i));
      hold<Scheme>(cells, in.held, v_before, u_before, v, u);
    }
    if (!can_skip(fired)) Scheme::Model::reset(cells, fired, v, u);
    add_bits(fired, i, out.fired);
  }
  store(v, task.v + at);
  if constexpr (Scheme::has_u) store(u, task.u + at);
}

template <class Scheme>
void advance_fixed(const Scheme& scheme, const Cells& cells, const std::int32_t* current, std::uint64_t held_word,
                   std::int32_t threshold, BlockOutput& out);

// kSubsteps: there may be several.
template <class Scheme, Hindrance kHindrance, bool kSubsteps = false, Known known = Known::any>
RHEOBASE_INLINE void integrate_blocks(const NeuronTask& shared_task, std::size_t first_block, std::size_t end_block) {
  const OwnTask<is_vector, Scheme::planes> own(shared_task);
  const NeuronTask& task = own.task;
  using N = typename Scheme::Number;
  constexpr bool takes_away = Scheme::fires_within_step && kHindrance != Hindrance::none, packs = vectors_in<N> != 1;
  const Scheme scheme(task);
  const RoundKeys noise_keys(task.noise_key);
  std::int32_t fixed_threshold = 0;
  if constexpr (Scheme::is_fixed) fixed_threshold = fixed_by_bits<fixed_state_whole>(task.threshold);
  RHEOBASE_ALIGN std::conditional_t<Scheme::is_fixed, std::int32_t, float> current[image::block_neurons];
  RHEOBASE_ALIGN float cleared[takes_away ? image::block_neurons : 1];
  ConductancesOf<is_conducting(kHindrance)> conductances;
  for (std::size_t block = first_block; block < end_block; ++block) {
    const std::size_t left = task.size - block * image::block_neurons;
    const std::size_t neurons = left < image::block_neurons ? left : image::block_neurons;
    const std::size_t count = packs ? static_cast<std::size_t>(image::padded(neurons)) : neurons;
    if constexpr (Scheme::is_fixed) {
      fill_fixed_input(shared_task, noise_keys, block, count, current);
    } else if constexpr (known == Known::any) {
      fill_input(shared_task, noise_keys, block, count, current, takes_away ? cleared : nullptr);
    } else {
      fill_plain_input<known == Known::noisy>(task, noise_keys, block, count, current);
    }
    const std::uint64_t held = known == Known::any && task.held != nullptr ? task.held[block] : 0;
    const Conductances* conducted = nullptr;
    if constexpr (is_conducting(kHindrance)) {
      const std::uint64_t released = task.released != nullptr ? task.released[block] : 0;
      fill_conductances<Scheme::fires_within_step>(shared_task, block, count, held | released, scheme.most_v(),
                                                   conductances);
      conducted = &conductances;
    }
    BlockOutput out;
    std::uint64_t earlier = 0, stays = held;
    for (std::uint32_t substep = 1;; ++substep) {
      std::size_t i = 0;
      if constexpr (Scheme::is_fixed) {
        for (; i < count; i += vector_lanes()) {
          advance_fixed(scheme, {task, block, i}, current, stays, fixed_threshold, out);
        }
      } else {
        const BlockInput in = {current, cleared, stays, task.threshold, conducted};
        if constexpr (packs) {
          for (; i + lanes<N>() <= count; i += lanes<N>()) {
            advance<N, kHindrance, known>(scheme, {task, block, i}, in, out);
          }
        }
        if constexpr (!packs || image::padding_neurons % most_lanes<N> != 0) {  // less than a pack is left
          for (; i < count; i += vector_lanes()) {
            advance<FloatVec, kHindrance, known>(scheme, {task, block, i}, in, out);
          }
        }
      }
      if (!kSubsteps || substep == task.substeps) break;
      out.at_limit |= out.fired & earlier;  // of two spikes in a tick one is lost
      if constexpr (takes_away) take_away(out.fired, count, current, cleared);
      if constexpr (takes_away && is_conducting(kHindrance)) conductances.take_away(out.fired, count);
      if (!Scheme::fires_within_step && task.held != nullptr) stays |= out.fired;
      earlier |= out.fired;
      out.fired = 0;
    }
    if (kSubsteps && earlier != 0) {
      out.at_limit |= out.fired & earlier;
      out.fired |= earlier;
    }
    // A vector may reach past the last neuron.
    const std::uint64_t real = ~std::uint64_t{0} >> (image::block_neurons - neurons);
    const std::uint64_t fired = is_vector ? out.fired & real : out.fired;
    // An explicit scheme that has a neuron fire in every integration step or two follows dt, not the equation.
    if (!Scheme::fires_within_step && (is_vector || fired != 0)) {
      const std::uint32_t substeps = kSubsteps ? task.substeps : 1;
      if (substeps == 1) out.at_limit |= fired & (task.previous[block] | task.before_previous[block]);
      if (substeps == 2) out.at_limit |= fired & task.previous[block];
    }
    task.fired[block] = fired;
    if (out.at_limit != 0) task.at_limit[block] += count_bits(out.at_limit & real & ~held);
  }
}

inline bool clears(const NeuronTask& task) {
  bool any = false;
  for (std::uint32_t c = 0; c < task.channel_count; ++c) any = any || task.channels[c].clear_on_spike;
  return any;
}

// Vectors have kernels of their own for substeps, so that the others pay nothing for them; plain code has one for both,
// since firmware pays for each.
constexpr bool one_kernel = chosen(Extra::substeps) && !is_vector;
inline bool has_substeps(const NeuronTask& task) { return chosen(Extra::substeps) && is_vector && task.substeps > 1; }

template <class Scheme, Hindrance kHindrance>
RHEOBASE_NOINLINE void integrate_substeps(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  integrate_blocks<Scheme, kHindrance, true>(task, first_block, end_block);
}

template <class Scheme, Known known>
RHEOBASE_NOINLINE void integrate_plain(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  integrate_blocks<Scheme, Hindrance::none, false, known>(task, first_block, end_block);
}

// Populations with conductances or channels onto v.
template <class Scheme>
void integrate_conducting(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  if (has_substeps(task)) {
    integrate_substeps<Scheme, Hindrance::conducting>(task, first_block, end_block);
    return;
  }
  if constexpr (Scheme::fires_within_step) {
    if (task.released != nullptr) {
      integrate_blocks<Scheme, Hindrance::conducting_refractory, one_kernel>(task, first_block, end_block);
      return;
    }
  }
  integrate_blocks<Scheme, Hindrance::conducting, one_kernel>(task, first_block, end_block);
}

template <class Scheme>
void integrate(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  if (has_substeps(task)) {
    constexpr Hindrance any = Scheme::fires_within_step ? Hindrance::clearing : Hindrance::none;
    integrate_substeps<Scheme, any>(task, first_block, end_block);
    return;
  }
  if constexpr (Scheme::fires_within_step) {
    if (task.released != nullptr) {
      integrate_blocks<Scheme, Hindrance::refractory, one_kernel>(task, first_block, end_block);
      return;
    }
    // Vectors have no branches: what few populations need is a kernel of its own.
    if (!is_vector || clears(task)) {
      integrate_blocks<Scheme, Hindrance::clearing, one_kernel>(task, first_block, end_block);
      return;
    }
  }
  if constexpr (is_vector && !Scheme::is_fixed) {
    if (has_plain_input(task) && task.held == nullptr) {
      if (task.has_noise) return integrate_plain<Scheme, Known::noisy>(task, first_block, end_block);
      return integrate_plain<Scheme, Known::plain>(task, first_block, end_block);
    }
  }
  integrate_blocks<Scheme, Hindrance::none, one_kernel>(task, first_block, end_block);
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
