// Delivery of synapses that are drawn and not kept. Meaning: reference.cpp and procedural.hpp.
#if defined(RHEOBASE_KERNELS_PROCEDURAL_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_PROCEDURAL_INL_H_
#undef RHEOBASE_KERNELS_PROCEDURAL_INL_H_
#else
#define RHEOBASE_KERNELS_PROCEDURAL_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/deliver-inl.h"
#include "kernels/noise-inl.h"
#include "kernels/procedural.hpp"

HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The first two rounds of Philox mix the row into scalars alone: these, for one source.
struct RowSeed {
  std::uint32_t high, low;
};
HWY_INLINE RowSeed SeedOf(PhiloxKey key, std::uint32_t source) {
  const std::uint64_t product = std::uint64_t{philox_m0} * (source ^ key.low);
  return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
}

// Philox for one vector of counters and many rows. Of its 14 products 5 do not depend on the row (a
// counter's second half is zero but for the row): they are made once for all rows. In memory, not in
// vectors: those of SVE cannot be members.
class RowWords {
 public:
  HWY_INLINE RowWords(const RoundKeys& keys, Draw what, std::uint32_t stream, std::size_t counter) : keys_(keys) {
    const WideTag d;
    const std::uint32_t third = draw_counter(what, stream, 0, 0).word[3];
    const auto even = hn::BitCast(d, hn::Iota(WordTag(), static_cast<std::uint32_t>(counter)));
    for (int odd = 0; odd < 2; ++odd) {
      const WideVec p0 = MultiplyWide(odd != 0 ? HighWord(even) : even, philox_m0);
      const WideVec p1 = MultiplyWide(hn::Xor(HighWord(p0), hn::Set(d, third ^ keys.second[0])), philox_m1);
      const WideVec p2 = MultiplyWide(hn::Xor(HighWord(p1), hn::Set(d, keys.first[1])), philox_m0);
      hn::Store(hn::Xor(p0, hn::Set(d, keys.second[1])), d, second_[odd]);
      hn::Store(hn::Xor(p1, hn::Set(d, keys.first[2])), d, c0_[odd]);
      hn::Store(hn::Xor(HighWord(p2), hn::Set(d, keys.second[2])), d, c2_[odd]);
      hn::Store(p2, d, c3_[odd]);
    }
  }

  // Of the even words (odd = 0) or the odd ones.
  HWY_INLINE void Get(RowSeed row, int odd, WideVec& c0, WideVec& c1, WideVec& c2, WideVec& c3) const {
    const WideTag d;
    c1 = MultiplyWide(hn::Xor(hn::Load(d, second_[odd]), hn::Set(d, std::uint64_t{row.high})), philox_m1);
    c0 = hn::Xor(HighWord(c1), hn::Load(d, c0_[odd]));
    c2 = hn::Xor(hn::Load(d, c2_[odd]), hn::Set(d, std::uint64_t{row.low}));
    c3 = hn::Load(d, c3_[odd]);
    Philox(c0, c1, c2, c3, keys_, 3);
  }

 private:
  const RoundKeys& keys_;
  HWY_ALIGN_MAX std::uint64_t second_[2][8], c0_[2][8], c2_[2][8], c3_[2][8];
};

// The high words of the products of words (as wide lanes, even and odd) and factors.
HWY_INLINE WordVec MultiplyHigh(WideVec even, WideVec odd, WordVec factors, WordVec odd_factors) {
  const WordTag d;
  const WideVec even_product = hn::MulEven(hn::BitCast(d, even), factors);
  const WideVec odd_product = hn::MulEven(hn::BitCast(d, odd), odd_factors);
  return hn::OddEven(hn::BitCast(d, odd_product), hn::BitCast(d, HighWord(even_product)));
}

HWY_INLINE hn::Vec<IntTag> WeightOf(const WeightRule& rule, WideVec even, WideVec odd) {
  const WordTag d;
  const auto slope = hn::Set(d, rule.slope);
  const auto part = hn::Xor(MultiplyHigh(even, odd, slope, slope), hn::Set(d, rule.flip));
  const auto sum = hn::Add(hn::Set(d, static_cast<std::uint32_t>(rule.base)), part);
  return hn::ShiftRight<16>(hn::BitCast(IntTag(), sum));
}

// `sum`, which belongs to target `first` and on, is added to the arrivals: of real neurons alone.
HWY_INLINE void AddSum(const DeliverTask& task, std::size_t first, hn::Vec<IntTag> sum) {
  const IntTag d;
  const auto index = hn::Iota(d, static_cast<std::int32_t>(first));
  sum = hn::IfThenElseZero(hn::Lt(index, hn::Set(d, static_cast<std::int32_t>(task.procedural.targets))), sum);
  sum = hn::ShiftLeftSame(sum, static_cast<int>(task.shift));
  const auto arrivals = hn::Load(d, task.arrivals + first);
  hn::Store(task.negative ? hn::Sub(arrivals, sum) : hn::Add(arrivals, sum), d, task.arrivals + first);
}

constexpr std::size_t kRowsAtOnce = 64;

// Rows of every target: 4 vectors of sums stay in registers while all the rows pass.
template <bool kDraws>
HWY_NOINLINE void AddDrawnRows(const DeliverTask& task, const RowSeed* rows, std::size_t count, std::size_t first_block,
                               std::size_t end_block) {
  const Procedural p = task.procedural;
  const RoundKeys keys(p.key);
  const IntTag di;
  const std::size_t lanes = hn::Lanes(di);
  const auto constant = hn::Set(di, weight_of(p.weight, 0));
  for (std::size_t block = first_block; block < end_block; ++block) {
    for (std::size_t lane = 0; lane < 16; lane += lanes) {
      const RowWords weights(keys, Draw::synapse_r, p.stream, block * 16 + lane);
      auto s0 = hn::Zero(di), s1 = hn::Zero(di), s2 = hn::Zero(di), s3 = hn::Zero(di);
      for (std::size_t k = 0; k < count; ++k) {
        auto w0 = constant, w1 = constant, w2 = constant, w3 = constant;
        if (kDraws) {
          WideVec a0, a1, a2, a3, b0, b1, b2, b3;
          weights.Get(rows[k], 0, a0, a1, a2, a3);
          weights.Get(rows[k], 1, b0, b1, b2, b3);
          w0 = WeightOf(p.weight, a0, b0);
          w1 = WeightOf(p.weight, a1, b1);
          w2 = WeightOf(p.weight, a2, b2);
          w3 = WeightOf(p.weight, a3, b3);
        }
        s0 = hn::Add(s0, w0);
        s1 = hn::Add(s1, w1);
        s2 = hn::Add(s2, w2);
        s3 = hn::Add(s3, w3);
      }
      const std::size_t first = block * image::block_neurons + lane;
      if (first < task.targets) AddSum(task, first, s0);
      if (first + 16 < task.targets) AddSum(task, first + 16, s1);
      if (first + 32 < task.targets) AddSum(task, first + 32, s2);
      if (first + 48 < task.targets) AddSum(task, first + 48, s3);
    }
  }
}

HWY_INLINE void AddDrawnRows(const DeliverTask& task, const RowSeed* rows, std::size_t count, std::size_t first_block,
                             std::size_t end_block) {
  // Called by name: tools/stack_use.py sees no frames behind a pointer.
  if (task.procedural.weight.slope != 0) return AddDrawnRows<true>(task, rows, count, first_block, end_block);
  AddDrawnRows<false>(task, rows, count, first_block, end_block);
}

// The synapse of a source with itself, which the rows above have and the projection has not.
HWY_INLINE void TakeSelf(const DeliverTask& task, std::uint32_t source, std::uint32_t factor) {
  const Procedural& p = task.procedural;
  const std::int32_t weight = weight_of(p.weight, draw(p.key, Draw::synapse_r, p.stream, source, source));
  AddArrival(task.arrivals, source, 0u - static_cast<std::uint32_t>(weight) * factor);
}

HWY_INLINE void DeliverDrawnRows(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const std::uint32_t factor = FactorOf(task);
  RowSeed rows[kRowsAtOnce];
  std::size_t count = 0, source;
  for (SpikeWalk walk(task); walk.Next(source);) {
    rows[count++] = SeedOf(task.procedural.key, static_cast<std::uint32_t>(source));
    const std::size_t block = source / image::block_neurons;
    if (task.procedural.skip_self && block >= first_block && block < end_block) {
      TakeSelf(task, static_cast<std::uint32_t>(source), factor);
    }
    if (count == kRowsAtOnce) {
      AddDrawnRows(task, rows, count, first_block, end_block);
      count = 0;
    }
  }
  if (count > 0) AddDrawnRows(task, rows, count, first_block, end_block);
}

// Rows of some targets, by their gaps: words by vectors, a block of 32 synapses at a time; targets and sums one by one.
HWY_INLINE void DeliverSome(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const Procedural p = task.procedural;
  if (p.yes == 0) return;
  constexpr std::uint32_t at_once = 32;
  const WordTag d;
  const RoundKeys keys(p.key);
  const std::uint32_t factor = FactorOf(task);
  const auto begin = static_cast<std::uint32_t>(first_block * image::block_neurons);
  const std::size_t last = end_block * image::block_neurons;
  const auto end = last < p.targets ? static_cast<std::uint32_t>(last) : p.targets;
  std::int32_t* HWY_RESTRICT arrivals = task.arrivals;
  HWY_ALIGN_MAX std::uint32_t words[2 * at_once];
  std::size_t spike;
  for (SpikeWalk spikes(task); spikes.Next(spike);) {
    const auto source = static_cast<std::uint32_t>(spike);
    for (std::uint32_t first = begin / p.gaps.chunk * p.gaps.chunk; first < end; first += p.gaps.chunk) {
      ChunkWalk walk(p, first);
      for (std::uint32_t k = 0, target;; ++k) {
        if (k % at_once == 0) {
          for_each_drawn(Draw::synapse_gap, keys, p.stream, source, (first + k) / at_once, image::block_neurons,
                         [d, &words](std::size_t i, WordVec drawn) HWY_ATTR { hn::Store(drawn, d, words + i); });
        }
        const std::uint32_t* const pair = words + k % 2 * at_once + k % at_once / 2;  // and 16 words on
        if (!walk.next(p.gaps, pair[0], target) || target >= end) break;
        if (target < begin || (p.skip_self && target == source)) continue;
        AddArrival(arrivals, target, static_cast<std::uint32_t>(weight_of(p.weight, pair[16])) * factor);
      }
    }
  }
}

// The slices that one vector of synapses k, k + 2, k + 4 … draws from, and the targets it draws.
class Slices {
 public:
  HWY_INLINE Slices(const Procedural& p, std::uint32_t k) : p_(p) {
    for (std::size_t i = 0; i < hn::Lanes(WordTag()); ++i) {
      const auto slice = static_cast<std::uint32_t>(k + 2 * i);
      begin_[i] = slice_begin(p, slice);
      size_[i] = slice_begin(p, slice + 1) - begin_[i];
    }
  }

  HWY_INLINE WordVec Targets(std::uint32_t source, std::uint32_t start, WideVec even, WideVec odd) const {
    const WordTag d;
    const auto size = hn::Load(d, size_);
    const auto odd_size = hn::BitCast(d, HighWord(hn::BitCast(WideTag(), size)));
    auto t = hn::Add(hn::Load(d, begin_), hn::Set(d, start));
    t = hn::Add(t, MultiplyHigh(even, odd, size, odd_size));
    t = hn::Min(t, hn::Sub(t, hn::Set(d, p_.candidates)));  // below zero is far above
    if (!p_.skip_self) return t;
    const auto beyond = hn::Not(hn::Lt(t, hn::Set(d, source)));
    return hn::Add(t, hn::IfThenElseZero(beyond, hn::Set(d, 1u)));
  }

 private:
  const Procedural& p_;
  HWY_ALIGN_MAX std::uint32_t begin_[16], size_[16];
};

struct DegreeRow {
  std::uint32_t source, start;
  RowSeed seed;
};

// Does a part of the circle reach the targets from `first` on, `reach` of them? The circle may pass
// the last target, so that it does in one of two places.
HWY_INLINE bool Reaches(const Procedural& p, std::uint32_t begin, std::uint32_t end, std::uint32_t first,
                        std::uint32_t reach) {
  const bool straight = begin < first + reach && end > first;
  const std::uint32_t turned = begin < p.candidates ? 0 : begin - p.candidates;
  return straight || (end > p.candidates && turned < first + reach && end - p.candidates > first);
}

// A vector of counters at a time, for all the rows: a fourth of what it costs to draw is then drawn
// once. Targets and weights by vectors, then added one by one.
HWY_INLINE void AddDegreeRows(const DeliverTask& task, const DegreeRow* rows, std::size_t row_count,
                              std::size_t first_block, std::size_t end_block) {
  const Procedural p = task.procedural;
  const RoundKeys keys(p.key);
  const WordTag du;
  const IntTag di;
  const auto lanes = static_cast<std::uint32_t>(hn::Lanes(du));
  const auto first = static_cast<std::uint32_t>(first_block * image::block_neurons);
  const auto reach = static_cast<std::uint32_t>(end_block * image::block_neurons) - first;
  const std::uint32_t factor = FactorOf(task);
  const bool whole = first == 0 && reach >= p.targets;
  HWY_ALIGN_MAX std::uint32_t targets[16] = {};  // more than lanes write, for all GCC knows
  HWY_ALIGN_MAX std::int32_t weights[16] = {};
  std::int32_t* HWY_RESTRICT arrivals = task.arrivals;
  for (std::uint32_t k = 0; k < p.degree; k += 2 * lanes) {
    const RowWords words(keys, Draw::synapse_degree, p.stream, k / 2);
    const Slices even(p, k), odd(p, k + 1);
    const std::uint32_t left = p.degree - k, all = left < 2 * lanes ? left : 2 * lanes;
    const std::uint32_t begin = slice_begin(p, k), end = slice_begin(p, k + all) + 1;
    for (std::size_t r = 0; r < row_count; ++r) {
      const DegreeRow& row = rows[r];
      if (!Reaches(p, row.start + begin, row.start + end, first, reach)) continue;
      WideVec a0, a1, a2, a3, b0, b1, b2, b3;
      words.Get(row.seed, 0, a0, a1, a2, a3);
      words.Get(row.seed, 1, b0, b1, b2, b3);
      const auto add = [&](WordVec target, hn::Vec<IntTag> weight, std::size_t count) HWY_ATTR {
        if (!whole) {  // those in reach together: a branch for each would be guessed wrongly every other time
          const auto drawn = hn::Lt(hn::Iota(du, 0), hn::Set(du, static_cast<std::uint32_t>(count)));
          const auto reached = hn::And(drawn, hn::Lt(hn::Sub(target, hn::Set(du, first)), hn::Set(du, reach)));
          count = hn::CountTrue(du, reached);
          hn::Store(hn::Compress(target, reached), du, targets);
          hn::Store(hn::Compress(weight, hn::RebindMask(di, reached)), di, weights);
        } else {
          hn::Store(target, du, targets);
          hn::Store(weight, di, weights);
        }
        for (std::size_t i = 0; i < count; ++i) {
          AddArrival(arrivals, targets[i], static_cast<std::uint32_t>(weights[i]) * factor);
        }
      };
      add(even.Targets(row.source, row.start, a0, b0), WeightOf(p.weight, a1, b1), (all + 1) / 2);
      add(odd.Targets(row.source, row.start, a2, b2), WeightOf(p.weight, a3, b3), all / 2);
    }
  }
}

HWY_INLINE void DeliverDegree(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const Procedural& p = task.procedural;
  DegreeRow rows[kRowsAtOnce];
  std::size_t count = 0, source;
  for (SpikeWalk walk(task); walk.Next(source);) {
    const auto row = static_cast<std::uint32_t>(source);
    rows[count++] = {row, circle_start(p, row), SeedOf(p.key, row)};
    if (count == kRowsAtOnce) {
      AddDegreeRows(task, rows, count, first_block, end_block);
      count = 0;
    }
  }
  if (count > 0) AddDegreeRows(task, rows, count, first_block, end_block);
}

HWY_INLINE void DeliverOneToOne(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const Procedural& p = task.procedural;
  const std::uint32_t factor = FactorOf(task);
  std::size_t source;
  for (SpikeWalk walk(task); walk.Next(source);) {
    const std::size_t block = source / image::block_neurons;
    if (block < first_block || block >= end_block) continue;
    const auto row = static_cast<std::uint32_t>(source);
    const std::uint32_t word = p.weight.slope == 0 ? 0 : draw(p.key, Draw::synapse_r, p.stream, row, 0);
    AddArrival(task.arrivals, row, static_cast<std::uint32_t>(weight_of(p.weight, word)) * factor);
  }
}

void DeliverProcedural(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  switch (task.procedural.pattern) {
    case Pattern::every: DeliverDrawnRows(task, first_block, end_block); break;
    case Pattern::some: DeliverSome(task, first_block, end_block); break;
    case Pattern::pairwise: break;
    case Pattern::out_degree: DeliverDegree(task, first_block, end_block); break;
    case Pattern::one_to_one: DeliverOneToOne(task, first_block, end_block); break;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();

#endif
