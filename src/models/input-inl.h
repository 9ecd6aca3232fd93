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

RHEOBASE_INLINE void add_values(const float* values, std::size_t count, float* current) {
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    store(add(load_vec(current + i), load_vec(values + i)), current + i);
  }
}

// Adds Ornstein-Uhlenbeck noise: its current decays, and takes in the normal values `drawn`. The first value is drawn
// from its stationary law.
RHEOBASE_NOINLINE void correlate_noise(const NeuronTask& task, std::size_t first, std::size_t count, const float* sd,
                                       const float* drawn, float* current) {
  const bool begins = task.noise_tick == 0;
  const FloatVec decay = set<FloatVec>(begins ? 1.0f : task.noise_decay);
  const FloatVec gain = set<FloatVec>(begins ? 1.0f : task.noise_gain);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const FloatVec before = load_vec(task.noise + first + i);
    const FloatVec more = mul(gain, mul(load_vec(sd + i), load_vec(drawn + i)));
    const FloatVec now = flush_tiny(add(sub(before, mul(decay, before)), more));
    store(now, task.noise + first + i);
    store(add(load_vec(current + i), now), current + i);
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
  if (chosen(Extra::inputs) && task.stimulus_row != nullptr) add_values(task.stimulus_row + first, count, current);
  if (task.input != nullptr) add_values(task.input + first, count, current);
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    const ChannelView& channel = task.channels[c];
    if (channel.target != ChannelTarget::current) continue;
    if (chosen(Extra::conductances) && channel.rise != nullptr) {
      add_channel<true>(channel, task.previous[block], first, count, current, cleared);
    } else {
      add_channel<false>(channel, task.previous[block], first, count, current, cleared);
    }
  }
  if (task.has_noise) {
    RHEOBASE_ALIGN float noise[image::block_neurons];
    const float* sd = task.planes[image::plane_noise].block(block);
    if (chosen(Extra::inputs) && task.uniform_noise) {
      uniform_noise_block(noise_keys, task.noise_stream, task.noise_tick, block, count, noise);
    } else {
      noise_block(noise_keys, task.noise_stream, task.noise_tick, block, count, noise);
    }
    if (chosen(Extra::inputs) && task.noise != nullptr) {
      correlate_noise(task, first, count, sd, noise, current);
      return;
    }
    for (std::size_t i = 0; i < count; i += vector_lanes()) {
      store(add(load_vec(current + i), mul(load_vec(sd + i), load_vec(noise + i))), current + i);
    }
  }
}

// Most populations: one channel whose pulses are a step long, and noise that is drawn anew, or none.
RHEOBASE_INLINE bool has_plain_input(const NeuronTask& task) {
  if (task.channel_count != 1 || task.has_current || task.input != nullptr || task.stimulus_row != nullptr)
    return false;
  const ChannelView& channel = task.channels[0];
  return channel.target == ChannelTarget::current && channel.current == nullptr && channel.last == nullptr &&
         channel.drain && !task.uniform_noise && task.noise == nullptr;
}

// As fill_input, of such a population: one loop.
template <bool kNoise>
RHEOBASE_INLINE void fill_plain_input(const NeuronTask& task, const RoundKeys& noise_keys, std::size_t block,
                                      std::size_t count, float* current) {
  const ChannelView channel = task.channels[0];
  const std::size_t first = block * image::block_neurons;
  const FloatVec scale = set<FloatVec>(channel.scale), start = add(set<FloatVec>(0.0f), set<FloatVec>(task.stimulus));
  RHEOBASE_ALIGN float noise[kNoise ? image::block_neurons : 1];
  const float* sd = nullptr;
  if constexpr (kNoise) {
    noise_block(noise_keys, task.noise_stream, task.noise_tick, block, count, noise);
    sd = task.planes[image::plane_noise].block(block);
  }
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const FloatVec arrived = mul(to_float(load_int(channel.arrivals + first + i)), scale);
    store_int(zero_int(), channel.arrivals + first + i);
    FloatVec sum = channel.subtract ? sub(start, arrived) : add(start, arrived);
    if constexpr (kNoise) sum = add(sum, mul(load_vec(sd + i), load_vec(noise + i)));
    store(sum, current + i);
  }
}

// What a spike takes of a neuron's current is gone after it, and once.
RHEOBASE_INLINE void take_away(std::uint64_t fired, std::size_t count, float* current, float* cleared) {
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const auto mask = mask_of<FloatVec>(fired, i);
    const FloatVec x = load_vec(current + i), gone = load_vec(cleared + i);
    store(select(mask, sub(x, gone), x), current + i);
    store(zero_where(mask, gone), cleared + i);
  }
}

// Of the neurons of a block, the sums over their channels: conductances, and these times their reversal potentials;
// before the neuron's spike, and after it, from c on.
struct Conductances {
  RHEOBASE_ALIGN float before[image::block_neurons], drive[image::block_neurons];
  RHEOBASE_ALIGN float after[image::block_neurons], drive_after[image::block_neurons];

  // Who fired has only what is left after its spike.
  RHEOBASE_INLINE void take_away(std::uint64_t fired, std::size_t count) {
    for (std::size_t i = 0; i < count; i += vector_lanes()) {
      const auto mask = mask_of<FloatVec>(fired, i);
      store(select(mask, load_vec(after + i), load_vec(before + i)), before + i);
      store(select(mask, load_vec(drive_after + i), load_vec(drive + i)), drive + i);
    }
  }
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

// Adds a conductance to the sums; `kept` is what is left of it after the neuron's spike, where anybody asks.
template <bool kAfter>
RHEOBASE_INLINE void add_conductance(FloatVec x, FloatVec kept, FloatVec reversal, std::size_t i, Conductances& out) {
  add_to(out.before + i, x);
  add_to(out.drive + i, mul(x, reversal));
  if constexpr (kAfter) {
    add_to(out.after + i, kept);
    add_to(out.drive_after + i, mul(kept, reversal));
  }
}

// Most conductances: they decay, and nothing else happens to them.
RHEOBASE_INLINE bool only_decays(const ChannelView& channel) {
  return channel.target == ChannelTarget::conductance && channel.current != nullptr && channel.rise == nullptr &&
         channel.last == nullptr && channel.drain && !channel.clear_on_spike;
}
template <bool kAfter>
RHEOBASE_INLINE void add_decaying(const ChannelView channel, std::size_t first, std::size_t count, Conductances& out) {
  const FloatVec keep = set<FloatVec>(channel.keep), scale = set<FloatVec>(channel.scale);
  const FloatVec reversal = set<FloatVec>(channel.reversal);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const FloatVec arrived = mul(to_float(load_int(channel.arrivals + first + i)), scale);
    store_int(zero_int(), channel.arrivals + first + i);
    const FloatVec x = flush_tiny(add(mul(keep, load_vec(channel.current + first + i)), arrived));
    store(x, channel.current + first + i);
    add_conductance<kAfter>(x, x, reversal, i, out);
  }
}

// What channels that are no currents do: sums of conductances, and what arrives on v itself, which stays within most_v.
// Nothing moves the v of `refractory` neurons. kAfter: what is left of them after a spike is wanted.
template <bool kAfter>
RHEOBASE_NOINLINE void fill_conductances(const NeuronTask& task, std::size_t block, std::size_t count,
                                         std::uint64_t refractory, float most_v, Conductances& out) {
  const std::size_t first = block * image::block_neurons;
  const std::uint64_t previous = task.previous[block];
  const float* reset = task.planes[task.plane_reset].block(block);
  const FloatVec zero = set<FloatVec>(0.0f);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    for (float* sum : {out.before, out.drive}) store(zero, sum + i);
    for (float* sum : {out.after, out.drive_after}) {
      if (kAfter) store(zero, sum + i);
    }
  }
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    const ChannelView channel = task.channels[c];
    const FloatVec reversal = set<FloatVec>(channel.reversal);
    if (channel.target == ChannelTarget::current) continue;
    if (is_vector && only_decays(channel)) {
      add_decaying<kAfter>(channel, first, count, out);
      continue;
    }
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
        case ChannelTarget::conductance: add_conductance<kAfter>(x, kept, reversal, i, out); break;
        case ChannelTarget::nmda:
          add_nmda(x, reversal, v, out.before + i, out.drive + i);
          if (kAfter) add_nmda(kept, reversal, load_vec(reset + i), out.after + i, out.drive_after + i);
          break;
      }
    }
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
