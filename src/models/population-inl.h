// One step of a population, by any scheme of any model: input, flow, spikes, reset.
//
// A scheme has a Number (the vector or pack it is computed in), is made from the task, and has a step:
//   fires_within_step = false:  step(cells, current, v, u); who is at the threshold then fires, and Model resets it;
//   fires_within_step = true:   step<kUnhindered>(cells, allowed, current, cleared, v, u, rest) finds the crossing,
//                               resets, goes on for the rest of the step (`rest`, a share of it) and says who fired.
#if defined(RHEOBASE_MODELS_POPULATION_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_POPULATION_INL_H_
#undef RHEOBASE_MODELS_POPULATION_INL_H_
#else
#define RHEOBASE_MODELS_POPULATION_INL_H_
#endif

#include "kernels/numbers-inl.h"
#include "models/input-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// The neurons from `i` of a block on, as many as a number has lanes: where a model finds their parameters.
struct Cells {
  const NeuronTask& task;
  std::size_t block, i;
  template <class N>
  RHEOBASE_INLINE N plane(image::PlaneIndex index) const {
    return load<N>(task.planes[index].block(block) + i);
  }
};

// Unhindered: no neuron is blocked, and no spike takes current away.
template <class Scheme, bool kUnhindered>
RHEOBASE_INLINE void integrate_blocks(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  using N = typename Scheme::Number;
  constexpr bool takes_away = Scheme::fires_within_step && !kUnhindered;
  const Scheme scheme(task);
  const RoundKeys noise_keys(task.noise_key);
  const N threshold = set<N>(task.threshold);
  RHEOBASE_ALIGN float current[image::block_neurons], cleared[takes_away ? image::block_neurons : 1];
  for (std::size_t block = first_block; block < end_block; ++block) {
    fill_input(task, noise_keys, block, current, takes_away ? cleared : nullptr);
    const std::uint64_t allowed = task.blocked != nullptr ? ~task.blocked[block] : ~std::uint64_t{0};
    std::uint64_t fired_word = 0;
    for (std::size_t i = 0; i < image::block_neurons; i += lanes<N>()) {
      const Cells cells{task, block, i};
      const std::size_t at = block * image::block_neurons + i;
      N v = load<N>(task.v + at), u = load<N>(task.u + at);
      const N input = load<N>(current + i);
      if constexpr (Scheme::fires_within_step) {
        N rest;
        const auto fired = scheme.template step<kUnhindered>(cells, mask_of<N>(allowed, i), input,
                                                             takes_away ? load<N>(cleared + i) : input, v, u, rest);
        if (task.spike_age != nullptr) store(scheme.age(rest), task.spike_age + at);
        add_bits(fired, i, fired_word);
      } else {
        scheme.step(cells, input, v, u);
        auto fired = ge(v, threshold);
        if (task.blocked != nullptr) fired = both(fired, mask_of<N>(allowed, i));
        if (!can_skip(fired)) Scheme::Model::reset(cells, fired, v, u);
        add_bits(fired, i, fired_word);
      }
      store(v, task.v + at);
      store(u, task.u + at);
    }
    task.fired[block] = fired_word;
  }
}

// Whether some neuron may be blocked, or loses current when it fires.
inline bool hinders(const NeuronTask& task) {
  bool any = task.blocked != nullptr;
  for (std::uint32_t c = 0; c < task.channel_count; ++c) any = any || task.channels[c].clear_on_spike;
  return any;
}

template <class Scheme>
void integrate(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  // Vectors have no branches: what few populations need is a kernel of its own.
  if (is_vector && Scheme::fires_within_step && !hinders(task)) {
    integrate_blocks<Scheme, is_vector>(task, first_block, end_block);
  } else {
    integrate_blocks<Scheme, false>(task, first_block, end_block);
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
