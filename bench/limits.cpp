// Compiled once per SIMD target, as the kernels are (src/kernels/vector.cpp).
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/limits.cpp"
#include "bench/limits.hpp"

#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#if HWY_TARGET != HWY_SCALAR
#include "models/izhikevich-inl.h"
#include "models/schemes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace {

void PaperStep(std::size_t neurons, float* sink) {
  const FloatTag d;
  const hn::RebindToSigned<FloatTag> di;
  NeuronTask task{};
  task.dt = 1.0f;
  task.half_dt = 0.5f;
  const FloatVec a = hn::Set(d, 0.02f), b = hn::Set(d, 0.2f), c = hn::Set(d, -65.0f), step = hn::Set(d, 8.0f);
  HWY_ALIGN_MAX float parameters[2][image::block_neurons];
  for (std::size_t i = 0; i < image::block_neurons; i += hn::Lanes(d)) {
    hn::Store(a, d, parameters[0] + i);
    hn::Store(b, d, parameters[1] + i);
  }
  PlaneView planes[end_of_recovery_planes] = {};
  planes[plane_a] = {parameters[0], 0};
  planes[plane_b] = {parameters[1], 0};
  task.planes = planes;
  const HalfSteps<Izhikevich> scheme(task);
  const Cells cells{task, 0, 0};
  const FloatVec threshold = hn::Set(d, 30.0f), scale = hn::Set(d, 0x1p-16f), stimulus = hn::Set(d, sink[0]);
  FloatVec v0 = c, v1 = c, v2 = c, v3 = c, u0 = a, u1 = b, u2 = step, u3 = a;
  auto arrived = hn::Set(di, 65536);
  const auto one = [&](FloatVec& v, FloatVec& u) HWY_ATTR {
    const FloatVec current = hn::Add(hn::Add(hn::Zero(d), stimulus), hn::Mul(hn::ConvertTo(d, arrived), scale));
    scheme.step(cells, current, v, u);
    const FloatMask fired = hn::Ge(v, threshold);
    v = hn::IfThenElse(fired, c, v);
    u = hn::IfThenElse(fired, hn::Add(u, step), u);
  };
  for (std::size_t i = 0; i < neurons; i += 4 * hn::Lanes(d)) {
    one(v0, u0);
    one(v1, u1);
    one(v2, u2);
    one(v3, u3);
    arrived = hn::Xor(arrived, hn::Set(di, 1));  // or the conversion would be done once
  }
  hn::Store(hn::Add(hn::Add(hn::Add(v0, v1), hn::Add(v2, v3)), hn::Add(hn::Add(u0, u1), hn::Add(u2, u3))), d, sink);
}

void Stream(const float* const* in, std::size_t in_count, float* const* out, std::size_t out_count, std::size_t count) {
  const FloatTag d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    FloatVec sum = hn::Load(d, in[0] + i);
    for (std::size_t k = 1; k < in_count; ++k) sum = hn::Xor(sum, hn::Load(d, in[k] + i));
    for (std::size_t k = 0; k < out_count; ++k) hn::Store(sum, d, out[k] + i);
  }
}

std::uint32_t Load(const void* data, std::size_t bytes) {
  const WordTag d;
  const auto* words = static_cast<const std::uint32_t*>(data);
  const std::size_t lanes = hn::Lanes(d);
  WordVec s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  for (std::size_t i = 0; i < bytes / 4; i += 4 * lanes) {
    s0 = hn::Or(s0, hn::Load(d, words + i));
    s1 = hn::Or(s1, hn::Load(d, words + i + lanes));
    s2 = hn::Or(s2, hn::Load(d, words + i + 2 * lanes));
    s3 = hn::Or(s3, hn::Load(d, words + i + 3 * lanes));
  }
  return hn::GetLane(hn::Or(hn::Or(s0, s1), hn::Or(s2, s3)));
}

}  // namespace

extern const bench::LimitTable limits;
const bench::LimitTable limits = {hwy::TargetName(HWY_TARGET), PaperStep, Stream, Load};

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();

#ifdef RHEOBASE_TARGET_TOGGLE
#undef RHEOBASE_TARGET_TOGGLE
#else
#define RHEOBASE_TARGET_TOGGLE
#endif
#endif

#if HWY_ONCE
#include <cstring>

namespace rheobase::bench {

const LimitTable* limits_named(const char* target) {
  static const LimitTable* const tables[] = {
#if HWY_TARGETS & HWY_NEON
    &N_NEON::limits,
#endif
#if HWY_TARGETS & HWY_SSSE3
    &N_SSSE3::limits,
#endif
#if HWY_TARGETS & HWY_SSE4
    &N_SSE4::limits,
#endif
#if HWY_TARGETS & HWY_AVX2
    &N_AVX2::limits,
#endif
#if HWY_TARGETS & HWY_AVX3
    &N_AVX3::limits,
#endif
    nullptr
  };
  for (const LimitTable* table : tables) {
    if (table != nullptr && std::strcmp(table->name, target) == 0) return table;
  }
  return nullptr;
}

}  // namespace rheobase::bench
#endif
