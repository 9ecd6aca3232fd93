// Normal values for a block of neurons: Philox and the Gaussian transform, in plain C++ and a vector at a time. Written
// twice: vectors multiply other words together than the plain form does.
#if defined(RHEOBASE_KERNELS_NOISE_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_NOISE_INL_H_
#undef RHEOBASE_KERNELS_NOISE_INL_H_
#else
#define RHEOBASE_KERNELS_NOISE_INL_H_
#endif

#include <cstring>
#include <type_traits>

#include "kernels/gaussian.hpp"
#include "kernels/kernels.hpp"
#include "kernels/numbers-inl.h"
#include "kernels/uniform.hpp"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

#ifndef HWY_TARGET

using RoundKeys = PhiloxKey;

// A draw for each of the first `count` neurons of a block, as Number makes it of the word; `out` has room for a block.
template <class Number, class T>
RHEOBASE_INLINE void draw_block(Draw what, RoundKeys keys, std::uint32_t stream, std::uint64_t tick, std::size_t block,
                                std::size_t count, T* out) {
  const std::size_t lanes = count < 16 ? count : 16;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const auto index = static_cast<std::uint32_t>(block * 16 + lane);
    const PhiloxBlock words = philox(draw_counter(what, stream, tick, index), keys);
    for (std::size_t w = 0; w < 4; ++w) {
      if constexpr (std::is_integral_v<T>) {
        if (w * 16 + lane < count) out[w * 16 + lane] = Number::of(words.word[w]);
      } else {
        std::memcpy(out + w * 16 + lane, words.word + w, sizeof *out);
      }
    }
  }
  for (std::size_t i = 0; !std::is_integral_v<T> && i < count; ++i) {
    std::uint32_t word;
    std::memcpy(&word, out + i, sizeof word);
    out[i] = Number::of(word);
  }
}

struct Gaussian {
  static float of(std::uint32_t word) { return gaussian_from_bits(word); }
};
struct Uniform {
  static float of(std::uint32_t word) { return uniform_from_bits(word); }
};
struct UniformNoise {
  static float of(std::uint32_t word) { return uniform_noise_from_bits(word); }
};

#else

// A vector of words as two of 64-bit lanes, those of the even and those of the odd words. The low half of
// a lane is the word; the high half is anything. Multiplications are wide then, and no word has to
// change its place between rounds.
using WideTag = hn::RepartitionToWide<WordTag>;
using WideVec = hn::Vec<WideTag>;

// The keys of the rounds, made once and not for every vector.
struct RoundKeys {
  std::uint64_t first[philox_rounds], second[philox_rounds];
  HWY_INLINE explicit RoundKeys(PhiloxKey key) {
    for (std::uint32_t round = 0; round < philox_rounds; ++round) {
      first[round] = key.low + std::uint64_t{round * philox_w0};
      second[round] = key.high + std::uint64_t{round * philox_w1};
    }
  }
};

HWY_INLINE WideVec MultiplyWide(WideVec a, std::uint32_t constant) {
  const WordTag d;
  return hn::MulEven(hn::BitCast(d, a), hn::Set(d, constant));
}
HWY_INLINE WideVec HighWord(WideVec a) { return hn::ShiftRight<32>(a); }
HWY_INLINE WideVec Xor3(WideVec a, WideVec b, WideVec c) { return hn::Xor(hn::Xor(a, b), c); }

// The rounds from `first` on.
HWY_INLINE void Philox(WideVec& c0, WideVec& c1, WideVec& c2, WideVec& c3, const RoundKeys& keys, int first) {
  const WideTag d;
  for (int round = first; round < philox_rounds; ++round) {
    const WideVec p0 = MultiplyWide(c0, philox_m0);
    const WideVec p1 = MultiplyWide(c2, philox_m1);
    c0 = Xor3(HighWord(p1), c1, hn::Set(d, keys.first[round]));
    c2 = Xor3(HighWord(p0), c3, hn::Set(d, keys.second[round]));
    c1 = p1;
    c3 = p0;
  }
}

// Philox of counters whose first words are `c0` and whose others are those of `counter` in every
// lane: half of the first two rounds is the same for all, and is done once.
HWY_INLINE void PhiloxOfRun(WideVec& c0, WideVec& c1, WideVec& c2, WideVec& c3, const PhiloxBlock& counter,
                            const RoundKeys& keys) {
  const WideTag d;
  const std::uint64_t q1 = std::uint64_t{philox_m1} * counter.word[2];
  const std::uint32_t word0 =
      static_cast<std::uint32_t>(q1 >> 32) ^ counter.word[1] ^ static_cast<std::uint32_t>(keys.first[0]);
  const std::uint64_t q0 = std::uint64_t{philox_m0} * word0;
  // Round 1: words 0 and 1 are q1's; 2 and 3 differ from lane to lane.
  const WideVec p0 = MultiplyWide(c0, philox_m0);
  c2 = hn::Xor(HighWord(p0), hn::Set(d, counter.word[3] ^ keys.second[0]));
  // Round 2: the product with word 0 is q0 for all.
  const WideVec p1 = MultiplyWide(c2, philox_m1);
  c0 = hn::Xor(HighWord(p1), hn::Set(d, (q1 & 0xFFFFFFFFu) ^ keys.first[1]));
  c2 = hn::Xor(p0, hn::Set(d, (q0 >> 32) ^ keys.second[1]));
  c1 = p1;
  c3 = hn::Set(d, q0);
  Philox(c0, c1, c2, c3, keys, 2);
}

HWY_INLINE WordVec WordsOf(WideVec even, WideVec odd) {
  const WordTag d;
  return hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even));
}

HWY_INLINE IntVec GaussianLevel(WordVec x) {
  const IntTag di;
  const WordTag du;
  const auto bytes = hn::Set(du, gaussian_bytes);
  const auto pairs = hn::Sub(hn::And(x, bytes), hn::And(hn::ShiftRight<8>(x), bytes));
  const auto level = hn::BitCast(di, hn::Add(pairs, hn::ShiftLeft<16>(pairs)));
  const auto hashed = hn::Add(hn::Mul(x, hn::Set(du, gaussian_dither)), hn::Set(du, (gaussian_dither - 1) / 2));
  const auto dither = hn::ShiftRight<16>(hn::BitCast(di, hashed));
  return hn::Or(hn::ShiftRight<1>(hn::Add(level, dither)), hn::Set(di, 1));
}

HWY_INLINE FloatVec GaussianFromBits(WordVec x) {
  const FloatTag d;
  const auto s = hn::Mul(hn::ConvertTo(d, GaussianLevel(x)), hn::Set(d, gaussian_scale));
  const auto t = hn::Mul(s, s);
  const auto t2 = hn::Mul(t, t);
  const auto inner = hn::Add(hn::Set(d, gaussian_c1), hn::Mul(t2, t2));
  return hn::Mul(s, hn::Add(hn::Set(d, gaussian_c0), hn::Mul(t, inner)));
}

struct Gaussian {
  static HWY_INLINE FloatVec of(WordVec words) { return GaussianFromBits(words); }
};
struct Uniform {
  static HWY_INLINE FloatVec of(WordVec words) {
    const auto drawn = hn::ConvertTo(FloatTag(), hn::BitCast(IntTag(), hn::ShiftRight<1>(words)));
    return hn::Min(drawn, hn::Set(FloatTag(), uniform_most));
  }
};
struct UniformNoise {
  static HWY_INLINE FloatVec of(WordVec words) {
    const IntTag di;
    const auto odd = hn::Or(hn::ShiftRight<7>(hn::BitCast(di, words)), hn::Set(di, 1));
    return hn::Mul(hn::ConvertTo(FloatTag(), odd), hn::Set(FloatTag(), uniform_noise_scale));
  }
};

// Calls each(i, words) for the words i, i + 1 … of a block, a vector at a time; of the first `count` and some more.
template <class Each>
HWY_INLINE void for_each_drawn(Draw what, const RoundKeys& keys, std::uint32_t stream, std::uint64_t tick,
                               std::size_t block, std::size_t count, Each each) {
  const WordTag du;
  const std::size_t lanes = hn::Lanes(du);
  for (std::size_t lane = 0; lane < 16 && lane < count; lane += lanes) {
    const PhiloxBlock counter = draw_counter(what, stream, tick, static_cast<std::uint32_t>(block * 16 + lane));
    // Iota of a variable goes through memory, word by word; of a constant it is one.
    const WideVec first = hn::BitCast(WideTag(), hn::Add(hn::Iota(du, 0), hn::Set(du, counter.word[0])));
    WideVec e0 = first, e1, e2, e3, o0 = HighWord(first), o1, o2, o3;
    PhiloxOfRun(e0, e1, e2, e3, counter, keys);
    PhiloxOfRun(o0, o1, o2, o3, counter, keys);
    each(lane, WordsOf(e0, o0));
    if (count <= 16) continue;
    each(16 + lane, WordsOf(e1, o1));
    each(32 + lane, WordsOf(e2, o2));
    each(48 + lane, WordsOf(e3, o3));
  }
}

// Of whole vectors; `out` is aligned and has room for a block.
template <class Number, class T>
HWY_INLINE void draw_block(Draw what, const RoundKeys& keys, std::uint32_t stream, std::uint64_t tick,
                           std::size_t block, std::size_t count, T* out) {
  const hn::Rebind<T, FloatTag> d;
  for_each_drawn(what, keys, stream, tick, block, count,
                 [=](std::size_t i, WordVec words) HWY_ATTR { hn::Store(Number::of(words), d, out + i); });
}

// As KernelTable's draw_words.
HWY_INLINE void draw_row_words(const DrawnRow& row, std::size_t first_block, std::size_t end_block,
                               std::uint32_t* out) {
  const WordTag d;
  const RoundKeys keys(row.key);
  for (std::size_t block = first_block; block < end_block; ++block, out += image::block_neurons) {
    for_each_drawn(row.what, keys, row.stream, row.number, block, image::block_neurons,
                   [=](std::size_t i, WordVec words) HWY_ATTR { hn::StoreU(words, d, out + i); });
  }
}

#endif

// Standard normal values.
#ifndef HWY_TARGET
RHEOBASE_NOINLINE
#else
RHEOBASE_INLINE
#endif
void noise_block(const RoundKeys& keys, std::uint32_t stream, std::uint64_t tick, std::size_t block, std::size_t count,
                 float* out) {
  draw_block<Gaussian>(Draw::noise, keys, stream, tick, block, count, out);
}

// Uniform values of mean 0 and standard deviation 1.
RHEOBASE_NOINLINE void uniform_noise_block(const RoundKeys& keys, std::uint32_t stream, std::uint64_t tick,
                                           std::size_t block, std::size_t count, float* out) {
  draw_block<UniformNoise>(Draw::noise, keys, stream, tick, block, count, out);
}

// Uniform from 0 to uniform_end, which is not among them.
RHEOBASE_INLINE void uniform_block(const RoundKeys& keys, std::uint32_t stream, std::uint64_t tick, std::size_t block,
                                   std::size_t count, float* out) {
  draw_block<Uniform>(Draw::poisson, keys, stream, tick, block, count, out);
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
