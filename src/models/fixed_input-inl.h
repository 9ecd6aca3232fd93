// The input current of the neurons of a block as integers of s16.15: what input-inl.h is to floats.
#if defined(RHEOBASE_MODELS_FIXED_INPUT_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_MODELS_FIXED_INPUT_INL_H_
#undef RHEOBASE_MODELS_FIXED_INPUT_INL_H_
#else
#define RHEOBASE_MODELS_FIXED_INPUT_INL_H_
#endif

#include "kernels/chosen.hpp"
#include "kernels/fixed-inl.h"
#include "kernels/kernels.hpp"
#include "models/fixed.hpp"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// A channel's scale as a number of 15 bits and a power of two: scale 2^15 = factor 2^(power - 14).
struct FixedScale {
  RHEOBASE_INLINE FixedScale(float scale, bool of_mean) {
    std::uint32_t bits;
    std::memcpy(&bits, &scale, sizeof bits);
    factor = static_cast<std::int32_t>(((bits & 0x7FFFFFu) | 0x800000u) >> 9);
    power = static_cast<int>(bits << 1 >> 24) - (127 - fixed_fraction) + (of_mean ? 1 : 0);
    if (bits == 0) factor = 0;
    if (power < -33) power = -33;
  }
  // floor(x scale 2^15), cut to what a current may be where it could overflow.
  RHEOBASE_INLINE IntVec of(IntVec x) const {
    if (power < -1) return shift_right_by(times_high(x, set_int(factor)), -2 - power);
    const std::int32_t most = most_fixed_drive >> (power > 0 ? power : 0);
    const IntVec product = times(cut_to(x, most), set_int(factor));
    return power < 2 ? shift_right_by(product, 2 - power) : shift_left_by(product, power - 2);
  }
  std::int32_t factor;
  int power;
};

RHEOBASE_INLINE void add_to_current(IntVec x, bool subtract, std::int32_t* current) {
  const IntVec before = load_int(current), sum = subtract ? sub(before, x) : add(before, x);
  store_int(cut_to(sum, most_fixed_current), current);
}

// Adds a channel's current: pulses, or one that decays or stays.
RHEOBASE_INLINE void add_fixed_channel(const ChannelView channel, std::uint64_t previous, std::size_t first,
                                       std::size_t count, std::int32_t* current) {
  const bool interpolates = channel.last != nullptr;
  const FixedScale scale(channel.scale, interpolates);
  const std::int32_t keep = (fixed_by_bits<1, 18>(channel.keep) + 1) >> 1;  // in units of 2^-17
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const std::size_t at = first + i;
    IntVec arrived = load_int(channel.arrivals + at);
    if (channel.drain) store_int(zero_int(), channel.arrivals + at);
    if (interpolates) {
      const IntVec last = load_int(channel.last + at);
      store_int(arrived, channel.last + at);
      arrived = mean_of(arrived, last);
    }
    IntVec x = scale.of(arrived);
    if (channel.current != nullptr) {
      IntVec before = load_fixed<fixed_state_whole>(channel.current + at);
      // On the grid, what arrives with the spike is lost; interpolating, half of it came after.
      if (channel.clear_on_spike && interpolates) before = zero_where(mask_of<FloatVec>(previous, i), before);
      const IntVec kept = with_sign_of(before, shift_right<17 - 12>(times(size_of(before), set_int(keep))));
      x = cut_to(add(kept, x), most_fixed_state);
      if (channel.clear_on_spike && !interpolates) x = zero_where(mask_of<FloatVec>(previous, i), x);
      store_fixed(x, channel.current + at);
    }
    add_to_current(x, channel.subtract, current + i);
  }
}

// Reads currents; without vectors, a float that is the last again is not converted again: planes often have one value.
class FixedReader {
 public:
#ifndef HWY_TARGET
  IntVec read(const float* from) {
    const IntVec bits = load_bits(from);
    if (bits != last_bits_) {
      last_bits_ = bits;
      last_ = load_fixed<fixed_drive_whole>(from);
    }
    return last_;
  }

 private:
  std::int32_t last_bits_ = 0, last_ = 0;
#else
  static RHEOBASE_INLINE IntVec read(const float* from) { return load_fixed<fixed_drive_whole>(from); }
#endif
};

RHEOBASE_INLINE void add_fixed_values(const float* values, std::size_t count, std::int32_t* current) {
  FixedReader reader;
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    add_to_current(reader.read(values + i), false, current + i);
  }
}

// As fill_input, in s16.15.
RHEOBASE_NOINLINE void fill_fixed_input(const NeuronTask& task, const RoundKeys& noise_keys, std::size_t block,
                                        std::size_t count, std::int32_t* current) {
  const std::size_t first = block * image::block_neurons;
  const IntVec stimulus = set_int(fixed_by_bits<fixed_drive_whole>(task.stimulus));
  for (std::size_t i = 0; i < count; i += vector_lanes()) store_int(stimulus, current + i);
  if (task.has_current) add_fixed_values(task.planes[image::plane_current].block(block), count, current);
  if (chosen(Extra::inputs) && task.stimulus_row != nullptr)
    add_fixed_values(task.stimulus_row + first, count, current);
  if (task.input != nullptr) add_fixed_values(task.input + first, count, current);
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    add_fixed_channel(task.channels[c], task.previous[block], first, count, current);
  }
  if (!task.has_noise) return;
  RHEOBASE_ALIGN std::int32_t noise[image::block_neurons];
  fixed_noise_block(noise_keys, task.noise_stream, task.noise_tick, block, count, noise);
  const float* sd = task.planes[image::plane_noise].block(block);
  FixedReader reader;
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const IntVec more = shift_right<14 - 12>(times(reader.read(sd + i), load_int(noise + i)));
    add_to_current(more, false, current + i);
  }
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
