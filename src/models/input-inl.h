// The input current of the neurons of a block: constant, stimulus, injected, channels in order, noise.
#if defined(RHEOBASE_MODELS_INPUT_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_INPUT_INL_H_
#undef RHEOBASE_MODELS_INPUT_INL_H_
#else
#define RHEOBASE_MODELS_INPUT_INL_H_
#endif

#include <type_traits>

#include "image/limits.hpp"
#include "kernels/chosen.hpp"
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

// What a channel whose current rises makes of what arrives: the current decays and takes in the rise, which decays by
// itself. Answers its mean over the step.
RHEOBASE_INLINE FloatVec rise_current(const ChannelView& channel, std::uint64_t previous, std::size_t i,
                                      FloatVec arrived, std::size_t at) {
  const FloatVec limit = set<FloatVec>(limits::most_current), least = set<FloatVec>(-limits::most_current);
  FloatVec current = load_vec(channel.current + at), rise = load_vec(channel.rise + at);
  const auto clears = mask_of<FloatVec>(channel.clear_on_spike ? previous : 0, i);
  const bool interpolates = channel.last != nullptr;
  current = zero_where(clears, current);
  rise = zero_where(clears, rise);
  if (!interpolates) arrived = zero_where(clears, arrived);
  rise = add(rise, arrived);
  const FloatVec mean =
      add(mul(set<FloatVec>(channel.mean_current), current), mul(set<FloatVec>(channel.mean_rise), rise));
  current = add(mul(set<FloatVec>(channel.keep), current), mul(set<FloatVec>(channel.rise_to_current), rise));
  store(flush_tiny(min(max(current, least), limit)), channel.current + at);
  store(flush_tiny(mul(set<FloatVec>(channel.keep_rise), rise)), channel.rise + at);
  return flush_tiny(mean);
}

// What arrives at a channel in this step. `at` is the neuron.
RHEOBASE_INLINE FloatVec arrived_at(const ChannelView& channel, FloatVec scale, std::size_t at) {
  const IntVec now = load_int(channel.arrivals + at);
  FloatVec x = to_float(now);
  if (channel.last != nullptr) {
    x = add(x, to_float(load_int(channel.last + at)));
    store_int(now, channel.last + at);
  }
  x = mul(x, scale);
  if (channel.drain) store_int(zero_int(), channel.arrivals + at);
  return x;
}

// Adds a channel's current to `current`, and to `cleared` (null: not wanted) what a spike of the neuron takes of it.
// kRises: the channel has a rise, which is a loop of its own so that the others pay nothing for it.
template <bool kRises>
RHEOBASE_INLINE void add_channel(const ChannelView channel, std::uint64_t previous, std::size_t first,
                                 std::size_t count, float* current, float* cleared) {
  const FloatVec scale = set<FloatVec>(channel.scale);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    FloatVec x = arrived_at(channel, scale, first + i);
    if (channel.current != nullptr) {
      x = kRises ? rise_current(channel, previous, i, x, first + i)
                 : keep_current(channel, previous, i, x, channel.current + first + i);
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
    const ChannelView& channel = task.channels[c];
    if (channel.target != ChannelTarget::current) continue;
    if (RHEOBASE_CONDUCTANCES != 0 && channel.rise != nullptr) {
      add_channel<true>(channel, task.previous[block], first, count, current, cleared);
    } else {
      add_channel<false>(channel, task.previous[block], first, count, current, cleared);
    }
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

// Of the neurons of a block, the sums over their channels: conductances, and these times their reversal potentials;
// before the neuron's spike, and after it, from c on.
struct Conductances {
  RHEOBASE_ALIGN float before[image::block_neurons], drive[image::block_neurons];
  RHEOBASE_ALIGN float after[image::block_neurons], drive_after[image::block_neurons];
};
struct NoConductances {};
template <bool any>
using ConductancesOf = std::conditional_t<any, Conductances, NoConductances>;

RHEOBASE_INLINE void add_to(float* sum, FloatVec x) { store(add(load_vec(sum), x), sum); }

// The NMDA receptor's current g B(v) (E - v), B = x / (1 + x), x = ((v + 80) / 60)^2, as the straight line that touches
// it at v: a conductance, and its drive.
RHEOBASE_INLINE void add_nmda(FloatVec g, FloatVec reversal, FloatVec v, float* conductance, float* drive) {
  const FloatVec one = set<FloatVec>(1.0f), root = mul(add(v, set<FloatVec>(80.0f)), set<FloatVec>(1.0f / 60.0f));
  const FloatVec x = mul(root, root), r = div(one, add(one, x)), factor = mul(x, r), away = sub(reversal, v);
  const FloatVec factor_slope = mul(mul(set<FloatVec>(2.0f / 60.0f), root), mul(r, r));
  const FloatVec falls = mul(g, sub(factor, mul(factor_slope, away)));
  add_to(conductance, falls);
  add_to(drive, add(mul(mul(g, factor), away), mul(falls, v)));
}

// What channels that are no currents do: sums of conductances, and what arrives on v itself, which stays within most_v.
// Nothing moves the v of `refractory` neurons.
RHEOBASE_NOINLINE void fill_conductances(const NeuronTask& task, std::size_t block, std::size_t count,
                                         std::uint64_t refractory, float most_v, Conductances& out) {
  const std::size_t first = block * image::block_neurons;
  const std::uint64_t previous = task.previous[block];
  const float* reset = task.planes[task.plane_reset].block(block);
  const FloatVec zero = set<FloatVec>(0.0f);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    for (float* sum : {out.before, out.drive, out.after, out.drive_after}) store(zero, sum + i);
  }
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    const ChannelView channel = task.channels[c];
    const FloatVec reversal = set<FloatVec>(channel.reversal);
    if (channel.target == ChannelTarget::current) continue;
    for (std::size_t i = 0; i < count; i += vector_lanes()) {
      FloatVec x = arrived_at(channel, set<FloatVec>(channel.scale), first + i);
      if (channel.rise != nullptr) {
        x = rise_current(channel, previous, i, x, first + i);
      } else if (channel.current != nullptr) {
        x = keep_current(channel, previous, i, x, channel.current + first + i);
      }
      const FloatVec v = load_vec(task.v + first + i);
      const FloatVec kept = channel.clear_on_spike ? zero : x;
      switch (channel.target) {
        case ChannelTarget::current: break;
        case ChannelTarget::v: {
          const FloatVec moved = min(cut_v(add(v, x)), set<FloatVec>(most_v));
          store(select(mask_of<FloatVec>(refractory, i), v, moved), task.v + first + i);
          break;
        }
        case ChannelTarget::conductance:
          add_to(out.before + i, x);
          add_to(out.drive + i, mul(x, reversal));
          add_to(out.after + i, kept);
          add_to(out.drive_after + i, mul(kept, reversal));
          break;
        case ChannelTarget::nmda:
          add_nmda(x, reversal, v, out.before + i, out.drive + i);
          add_nmda(kept, reversal, load_vec(reset + i), out.after + i, out.drive_after + i);
          break;
      }
    }
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
