// The input current of the neurons of a block: constant, stimulus, injected, channels in order, noise.
#if defined(RHEOBASE_MODELS_INPUT_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_INPUT_INL_H_
#undef RHEOBASE_MODELS_INPUT_INL_H_
#else
#define RHEOBASE_MODELS_INPUT_INL_H_
#endif

#include "kernels/kernels.hpp"
#include "kernels/noise-inl.h"
#include "kernels/numbers-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

RHEOBASE_INLINE FloatVec load_vec(const float* from) { return load<FloatVec>(from); }

// What a channel that keeps its current makes of what arrives: `kept` decays and takes it.
RHEOBASE_INLINE FloatVec keep_current(const ChannelView& channel, std::uint64_t previous, std::size_t i,
                                      FloatVec arrived, float* kept) {
  FloatVec before = load_vec(kept);
  // On the grid, what arrives with the spike is lost; interpolating, half of it came after.
  const bool interpolates = channel.last != nullptr;
  if (channel.clear_on_spike && interpolates) before = zero_where(mask_of<FloatVec>(previous, i), before);
  FloatVec x = flush_tiny(add(mul(set<FloatVec>(channel.keep), before), arrived));
  if (channel.clear_on_spike && !interpolates) x = zero_where(mask_of<FloatVec>(previous, i), x);
  store(x, kept);
  return x;
}

// Adds a channel's current to `current`, and to `cleared` (null: not wanted) what a spike of the neuron takes of it.
RHEOBASE_INLINE void add_channel(const ChannelView channel, std::uint64_t previous, std::size_t first,
                                 std::size_t count, float* current, float* cleared) {
  const FloatVec scale = set<FloatVec>(channel.scale);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const IntVec now = load_int(channel.arrivals + first + i);
    FloatVec x = to_float(now);
    if (channel.last != nullptr) {
      x = add(x, to_float(load_int(channel.last + first + i)));
      store_int(now, channel.last + first + i);
    }
    x = mul(x, scale);
    if (channel.drain) store_int(zero_int(), channel.arrivals + first + i);
    if (channel.current != nullptr) {
      x = keep_current(channel, previous, i, x, channel.current + first + i);
      if (channel.clear_on_spike && cleared != nullptr) {
        const FloatVec sum = load_vec(cleared + i);
        store(channel.subtract ? sub(sum, x) : add(sum, x), cleared + i);
      }
    }
    const FloatVec sum = load_vec(current + i);
    store(channel.subtract ? sub(sum, x) : add(sum, x), current + i);
  }
}

// For the first `count` neurons of a block, in whole vectors. `current` and `cleared`, which may be null, are aligned
// and have room for a block.
RHEOBASE_NOINLINE void fill_input(const NeuronTask& task, const RoundKeys& noise_keys, std::size_t block,
                                  std::size_t count, float* current, float* cleared) {
  const std::size_t first = block * image::block_neurons;
  const FloatVec zero = set<FloatVec>(0.0f), stimulus = set<FloatVec>(task.stimulus);
  const float* constant = task.has_current ? task.planes[image::plane_current].block(block) : nullptr;
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    store(add(constant != nullptr ? load_vec(constant + i) : zero, stimulus), current + i);
  }
  for (std::size_t i = 0; cleared != nullptr && i < count; i += vector_lanes()) store(zero, cleared + i);
  if (const float* injected = task.input) {
    for (std::size_t i = 0; i < count; i += vector_lanes()) {
      store(add(load_vec(current + i), load_vec(injected + first + i)), current + i);
    }
  }
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    add_channel(task.channels[c], task.previous[block], first, count, current, cleared);
  }
  if (task.has_noise) {
    RHEOBASE_ALIGN float noise[image::block_neurons];
    noise_block(noise_keys, task.noise_stream, task.noise_tick, block, count, noise);
    const float* sd = task.planes[image::plane_noise].block(block);
    for (std::size_t i = 0; i < count; i += vector_lanes()) {
      store(add(load_vec(current + i), mul(load_vec(sd + i), load_vec(noise + i))), current + i);
    }
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
