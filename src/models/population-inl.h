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

// What the neurons of a block share.
struct BlockInput {
  const float *current, *cleared;  // cleared is null where no spike takes current away
  std::uint64_t allowed;           // not refractory
  float threshold;
};

// One step of as many neurons as an N has lanes. Unhindered: no neuron is refractory, and no spike takes current away.
template <class N, bool kUnhindered, class Scheme>
RHEOBASE_INLINE void advance(const Scheme& scheme, const Cells& cells, const BlockInput& in,
                             std::uint64_t& fired_word) {
  const NeuronTask& task = cells.task;
  const std::size_t i = cells.i, at = cells.block * image::block_neurons + i;
  N v = load<N>(task.v + at), u = load<N>(task.u + at);
  const N current = load<N>(in.current + i);
  if constexpr (Scheme::fires_within_step) {
    N rest;
    const auto fired = scheme.template step<kUnhindered>(cells, mask_of<N>(in.allowed, i), current,
                                                         kUnhindered ? current : load<N>(in.cleared + i), v, u, rest);
    if (task.spike_age != nullptr) store(scheme.age(rest), task.spike_age + at);
    add_bits(fired, i, fired_word);
  } else {
    scheme.step(cells, current, v, u);
    auto fired = ge(v, set<N>(in.threshold));
    if (task.blocked != nullptr) fired = both(fired, mask_of<N>(in.allowed, i));
    if (!can_skip(fired)) Scheme::Model::reset(cells, fired, v, u);
    add_bits(fired, i, fired_word);
  }
  store(v, task.v + at);
  store(u, task.u + at);
}

template <class Scheme, bool kUnhindered>
RHEOBASE_INLINE void integrate_blocks(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  using N = typename Scheme::Number;
  constexpr bool takes_away = Scheme::fires_within_step && !kUnhindered, packs = vectors_in<N> != 1;
  const Scheme scheme(task);
  const RoundKeys noise_keys(task.noise_key);
  RHEOBASE_ALIGN float current[image::block_neurons], cleared[takes_away ? image::block_neurons : 1];
  for (std::size_t block = first_block; block < end_block; ++block) {
    const std::size_t left = task.size - block * image::block_neurons;
    const std::size_t neurons = left < image::block_neurons ? left : image::block_neurons;
    const std::size_t count = packs ? static_cast<std::size_t>(image::padded(neurons)) : neurons;
    fill_input(task, noise_keys, block, count, current, takes_away ? cleared : nullptr);
    const std::uint64_t allowed = task.blocked != nullptr ? ~task.blocked[block] : ~std::uint64_t{0};
    const BlockInput in = {current, cleared, allowed, task.threshold};
    std::uint64_t fired_word = 0;
    std::size_t i = 0;
    if constexpr (packs) {
      for (; i + lanes<N>() <= count; i += lanes<N>()) {
        advance<N, kUnhindered>(scheme, {task, block, i}, in, fired_word);
      }
    }
    if constexpr (!packs || image::padding_neurons % most_lanes<N> != 0) {  // less than a pack is left
      for (; i < count; i += vector_lanes()) {
        advance<FloatVec, kUnhindered>(scheme, {task, block, i}, in, fired_word);
      }
    }
    // A vector may reach past the last neuron.
    task.fired[block] = is_vector ? fired_word & (~std::uint64_t{0} >> (64 - neurons)) : fired_word;
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
