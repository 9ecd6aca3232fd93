// Philox and the Gaussian transform, a vector at a time. Meaning: philox.hpp, gaussian.hpp.
#if defined(RHEOBASE_KERNELS_NOISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_NOISE_INL_H_
#undef RHEOBASE_KERNELS_NOISE_INL_H_
#else
#define RHEOBASE_KERNELS_NOISE_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/gaussian.hpp"
#include "kernels/kernels.hpp"

#if HWY_TARGET != HWY_SCALAR  // which is reference.cpp's
HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// At most 16 lanes: the layout of random words and the blocks of 64 neurons assume no more.
using FloatTag = hn::CappedTag<float, 16>;
using IntTag = hn::RebindToSigned<FloatTag>;
using WordTag = hn::RebindToUnsigned<FloatTag>;
using FloatVec = hn::Vec<FloatTag>;
using WordVec = hn::Vec<WordTag>;

// The 64-bit product of every lane with a constant, as its low and high words.
HWY_INLINE void MultiplyWide(WordVec a, WordVec constant, WordVec& low, WordVec& high) {
  const WordTag d;
  const hn::RepartitionToWide<WordTag> d_wide;
  const auto even = hn::MulEven(a, constant);
  const auto odd = hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(d_wide, a))), constant);
  low = hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even));
  high = hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even)));
}

HWY_INLINE void Philox(WordVec& c0, WordVec& c1, WordVec& c2, WordVec& c3, PhiloxKey key) {
  const WordTag d;
  const auto m0 = hn::Set(d, philox_m0);
  const auto m1 = hn::Set(d, philox_m1);
  std::uint32_t k0 = key.low, k1 = key.high;
  for (int round = 0; round < philox_rounds; ++round) {
    WordVec low0, high0, low1, high1;
    MultiplyWide(c0, m0, low0, high0);
    MultiplyWide(c2, m1, low1, high1);
    c0 = hn::Xor(hn::Xor(high1, c1), hn::Set(d, k0));
    c2 = hn::Xor(hn::Xor(high0, c3), hn::Set(d, k1));
    c1 = low1;
    c3 = low0;
    k0 += philox_w0;
    k1 += philox_w1;
  }
}

HWY_INLINE FloatVec GaussianFromBits(WordVec x) {
  const FloatTag d;
  const IntTag di;
  const WordTag du;
  const auto bytes = hn::Set(du, gaussian_bytes);
  const auto pairs = hn::Sub(hn::And(x, bytes), hn::And(hn::ShiftRight<8>(x), bytes));
  const auto level = hn::BitCast(di, hn::Add(pairs, hn::ShiftLeft<16>(pairs)));
  const auto hashed = hn::Add(hn::Mul(x, hn::Set(du, gaussian_dither)), hn::Set(du, (gaussian_dither - 1) / 2));
  const auto dither = hn::ShiftRight<16>(hn::BitCast(di, hashed));
  const auto k = hn::Or(hn::ShiftRight<1>(hn::Add(level, dither)), hn::Set(di, 1));
  const auto s = hn::Mul(hn::ConvertTo(d, k), hn::Set(d, gaussian_scale));
  const auto t = hn::Mul(s, s);
  const auto t2 = hn::Mul(t, t);
  const auto inner = hn::Add(hn::Set(d, gaussian_c1), hn::Mul(t2, t2));
  return hn::Mul(s, hn::Add(hn::Set(d, gaussian_c0), hn::Mul(t, inner)));
}

// 64 standard normal values, aligned `out`.
HWY_INLINE void NoiseBlock(PhiloxKey key, std::uint32_t stream, std::uint64_t tick, std::size_t block, float* out) {
  const FloatTag d;
  const WordTag du;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t lane = 0; lane < 16; lane += lanes) {
    const PhiloxBlock counter = draw_counter(Draw::noise, stream, tick, static_cast<std::uint32_t>(block * 16 + lane));
    auto c0 = hn::Iota(du, counter.word[0]);
    auto c1 = hn::Set(du, counter.word[1]);
    auto c2 = hn::Set(du, counter.word[2]);
    auto c3 = hn::Set(du, counter.word[3]);
    Philox(c0, c1, c2, c3, key);
    hn::Store(GaussianFromBits(c0), d, out + lane);
    hn::Store(GaussianFromBits(c1), d, out + 16 + lane);
    hn::Store(GaussianFromBits(c2), d, out + 32 + lane);
    hn::Store(GaussianFromBits(c3), d, out + 48 + lane);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();
#endif

#endif
