// The neuron update, a vector at a time. Meaning: reference.cpp, in the same order of operations.
#if defined(RHEOBASE_KERNELS_NEURONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_NEURONS_INL_H_
#undef RHEOBASE_KERNELS_NEURONS_INL_H_
#else
#define RHEOBASE_KERNELS_NEURONS_INL_H_
#endif

#include "kernels/strict_math.hpp"

#include "kernels/kernels.hpp"
#include "kernels/noise-inl.h"

#if HWY_TARGET != HWY_SCALAR  // which is reference.cpp's
HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using FloatMask = hn::Mask<FloatTag>;

// Bits i … i + lanes - 1 of a spike word as a mask, and back.
HWY_INLINE FloatMask MaskFromWord(std::uint64_t word, std::size_t i) {
  const std::uint64_t shifted = word >> i;
  HWY_ALIGN std::uint8_t bits[8];
  hwy::CopyBytes<8>(&shifted, bits);
  return hn::LoadMaskBits(FloatTag(), bits);
}

HWY_INLINE std::uint64_t WordFromMask(FloatMask mask, std::size_t i) {
  HWY_ALIGN std::uint8_t bits[8];
  hn::StoreMaskBits(FloatTag(), mask, bits);
  std::uint64_t word = bits[0];
  if (hn::Lanes(FloatTag()) > 8) word |= std::uint64_t{bits[1]} << 8;
  return word << i;
}

HWY_INLINE FloatVec FlushTiny(FloatVec x) {
  const FloatTag d;
  return hn::IfThenZeroElse(hn::Lt(hn::Abs(x), hn::Set(d, tiny)), x);
}

// No operand is NaN here, so min and max are the same bits everywhere.
HWY_INLINE FloatVec CutV(FloatVec v) {
  const FloatTag d;
  return hn::Min(hn::Max(v, hn::Set(d, -v_limit)), hn::Set(d, v_limit));
}

HWY_INLINE FloatVec ChannelCurrent(const ChannelView& channel, std::uint64_t previous, std::size_t i, std::size_t at) {
  const FloatTag d;
  const IntTag di;
  std::int32_t* arrivals = channel.arrivals + at;
  const auto now = hn::Load(di, arrivals);
  FloatVec x = hn::ConvertTo(d, now);
  if (channel.last != nullptr) {
    x = hn::Add(x, hn::ConvertTo(d, hn::Load(di, channel.last + at)));
    hn::Store(now, di, channel.last + at);
  }
  x = hn::Mul(x, hn::Set(d, channel.scale));
  if (channel.drain) hn::Store(hn::Zero(di), di, arrivals);
  if (channel.current != nullptr) {
    float* current = channel.current + at;
    FloatVec before = hn::Load(d, current);
    const bool interpolates = channel.last != nullptr;
    if (channel.clear_on_spike && interpolates) before = hn::IfThenZeroElse(MaskFromWord(previous, i), before);
    x = FlushTiny(hn::Add(hn::Mul(hn::Set(d, channel.keep), before), x));
    if (channel.clear_on_spike && !interpolates) x = hn::IfThenZeroElse(MaskFromWord(previous, i), x);
    hn::Store(x, d, current);
  }
  return x;
}

// The input current of the vector at neuron i of block b; `noise` is the block's, scaled here.
// `cleared` gets the part of it that a spike of the neuron would take away.
HWY_INLINE FloatVec InputCurrent(const NeuronTask& task, std::size_t b, std::size_t i, const float* noise,
                                 FloatVec& cleared) {
  const FloatTag d;
  cleared = hn::Zero(d);
  const std::size_t at = b * image::block_neurons + i;
  FloatVec current = task.has_current ? hn::Load(d, task.planes[image::plane_current].block(b) + i) : hn::Zero(d);
  current = hn::Add(current, hn::Set(d, task.stimulus));
  if (task.input != nullptr) current = hn::Add(current, hn::Load(d, task.input + at));
  for (std::uint32_t c = 0; c < task.channel_count; ++c) {
    const ChannelView& channel = task.channels[c];
    const FloatVec x = ChannelCurrent(channel, task.previous[b], i, at);
    current = channel.subtract ? hn::Sub(current, x) : hn::Add(current, x);
    if (channel.current != nullptr && channel.clear_on_spike) {
      cleared = channel.subtract ? hn::Sub(cleared, x) : hn::Add(cleared, x);
    }
  }
  if (task.has_noise) {
    const FloatVec sd = hn::Load(d, task.planes[image::plane_noise].block(b) + i);
    current = hn::Add(current, hn::Mul(sd, hn::Load(d, noise + i)));
  }
  return current;
}

// Multiply, then add: never MulAdd, whose rounding depends on the machine.
HWY_INLINE FloatVec Slope(FloatVec v, FloatVec drive) {
  const FloatTag d;
  const FloatVec inner = hn::Add(hn::Mul(hn::Set(d, 0.04f), v), hn::Set(d, 5.0f));
  return hn::Add(hn::Mul(inner, v), drive);
}

struct Euler {
  static HWY_INLINE void Step(const NeuronTask& task, FloatVec& v, FloatVec& u, FloatVec current, FloatVec a_dt,
                              FloatVec b) {
    const FloatTag d;
    const FloatVec drive = hn::Add(hn::Sub(hn::Set(d, 140.0f), u), current);
    const FloatVec v_next = hn::Add(v, hn::Mul(hn::Set(d, task.dt), Slope(v, drive)));
    u = FlushTiny(hn::Add(u, hn::Mul(a_dt, hn::Sub(hn::Mul(b, v), u))));
    v = CutV(v_next);
  }
};

struct Izhikevich2003 {
  static HWY_INLINE void Step(const NeuronTask& task, FloatVec& v, FloatVec& u, FloatVec current, FloatVec a_dt,
                              FloatVec b) {
    const FloatTag d;
    const FloatVec half = hn::Set(d, task.half_dt);
    const FloatVec drive = hn::Add(hn::Sub(hn::Set(d, 140.0f), u), current);
    v = hn::Add(v, hn::Mul(half, Slope(v, drive)));
    v = hn::Add(v, hn::Mul(half, Slope(v, drive)));
    v = CutV(v);
    u = FlushTiny(hn::Add(u, hn::Mul(a_dt, hn::Sub(hn::Mul(b, v), u))));
  }
};

// The slopes of v and (times dt) of u. By reference: a vector of SVE cannot be a member.
HWY_INLINE void Slopes(FloatVec v, FloatVec u, FloatVec current, FloatVec a_dt, FloatVec b, FloatVec& dv,
                       FloatVec& du) {
  const FloatTag d;
  dv = Slope(v, hn::Add(hn::Sub(hn::Set(d, 140.0f), u), current));
  du = hn::Mul(a_dt, hn::Sub(hn::Mul(b, v), u));
}

// Slopes at the stage reached from (v, u) by v_dt * dv and share * du.
HWY_INLINE void StageSlopes(FloatVec v, FloatVec u, FloatVec v_dt, float share, FloatVec current, FloatVec a_dt,
                            FloatVec b, FloatVec& dv, FloatVec& du) {
  const FloatTag d;
  const FloatVec v_stage = CutV(hn::Add(v, hn::Mul(v_dt, dv)));
  const FloatVec u_stage = hn::Add(u, hn::Mul(hn::Set(d, share), du));
  Slopes(v_stage, u_stage, current, a_dt, b, dv, du);
}

struct Rk2 {
  static HWY_INLINE void Step(const NeuronTask& task, FloatVec& v, FloatVec& u, FloatVec current, FloatVec a_dt,
                              FloatVec b) {
    const FloatTag d;
    FloatVec dv, du;
    Slopes(v, u, current, a_dt, b, dv, du);
    StageSlopes(v, u, hn::Set(d, task.half_dt), 0.5f, current, a_dt, b, dv, du);
    v = CutV(hn::Add(v, hn::Mul(hn::Set(d, task.dt), dv)));
    u = FlushTiny(hn::Add(u, du));
  }
};

struct Rk4 {
  static HWY_INLINE void Step(const NeuronTask& task, FloatVec& v, FloatVec& u, FloatVec current, FloatVec a_dt,
                              FloatVec b) {
    const FloatTag d;
    const FloatVec half = hn::Set(d, task.half_dt), two = hn::Set(d, 2.0f);
    FloatVec dv1, du1;
    Slopes(v, u, current, a_dt, b, dv1, du1);
    FloatVec dv2 = dv1, du2 = du1;
    StageSlopes(v, u, half, 0.5f, current, a_dt, b, dv2, du2);
    FloatVec dv3 = dv2, du3 = du2;
    StageSlopes(v, u, half, 0.5f, current, a_dt, b, dv3, du3);
    FloatVec dv4 = dv3, du4 = du3;
    StageSlopes(v, u, hn::Set(d, task.dt), 1.0f, current, a_dt, b, dv4, du4);
    const FloatVec dv = hn::Add(hn::Add(dv1, dv4), hn::Mul(two, hn::Add(dv2, dv3)));
    const FloatVec du = hn::Add(hn::Add(du1, du4), hn::Mul(two, hn::Add(du2, du3)));
    v = CutV(hn::Add(v, hn::Mul(hn::Set(d, task.sixth_dt), dv)));
    u = FlushTiny(hn::Add(u, hn::Mul(hn::Set(d, sixth), du)));
  }
};

template <class Scheme>
void Integrate(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  const FloatTag d;
  const std::size_t lanes = hn::Lanes(d);
  const FloatVec threshold = hn::Set(d, task.threshold);
  HWY_ALIGN_MAX float noise[image::block_neurons];
  const RoundKeys noise_keys(task.noise_key);
  for (std::size_t block = first_block; block < end_block; ++block) {
    if (task.has_noise) NoiseBlock(noise_keys, task.noise_stream, task.noise_tick, block, noise);
    const float* a = task.planes[image::plane_a].block(block);
    const float* b = task.planes[image::plane_b].block(block);
    const float* c = task.planes[image::plane_c].block(block);
    const float* step = task.planes[image::plane_d].block(block);
    std::uint64_t fired_word = 0;
    for (std::size_t i = 0; i < image::block_neurons; i += lanes) {
      FloatVec cleared;  // these schemes have no part of a step after the spike
      const FloatVec current = InputCurrent(task, block, i, noise, cleared);
      float* v_at = task.v + block * image::block_neurons + i;
      float* u_at = task.u + block * image::block_neurons + i;
      FloatVec v = hn::Load(d, v_at);
      FloatVec u = hn::Load(d, u_at);
      Scheme::Step(task, v, u, current, hn::Load(d, a + i), hn::Load(d, b + i));
      FloatMask fired = hn::Ge(v, threshold);
      if (task.blocked != nullptr) fired = hn::And(fired, hn::Not(MaskFromWord(task.blocked[block], i)));
      hn::Store(hn::IfThenElse(fired, hn::Load(d, c + i), v), d, v_at);
      hn::Store(hn::IfThenElse(fired, hn::Add(u, hn::Load(d, step + i)), u), d, u_at);
      fired_word |= WordFromMask(fired, i);
    }
    task.fired[block] = fired_word;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();
#endif

#endif
