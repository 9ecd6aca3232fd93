// Delivery of spikes. Meaning: reference.cpp. All sums are integers, so their order is free; the
// order below is the one that reads memory once and in a line.
#if defined(RHEOBASE_KERNELS_DELIVER_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_DELIVER_INL_H_
#undef RHEOBASE_KERNELS_DELIVER_INL_H_
#else
#define RHEOBASE_KERNELS_DELIVER_INL_H_
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "kernels/kernels.hpp"
#include "kernels/sparse.hpp"

HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The sources whose bits are set, ascending.
class SpikeWalk {
 public:
  explicit SpikeWalk(const DeliverTask& task) : words_(task.spikes), count_(task.words) {}

  HWY_INLINE bool Next(std::size_t& source) {
    while (bits_ == 0) {
      if (next_ == count_) return false;
      bits_ = words_[next_++];
    }
    source = (next_ - 1) * 64 + hwy::Num0BitsBelowLS1Bit_Nonzero64(bits_);
    bits_ &= bits_ - 1;
    return true;
  }

 private:
  const std::uint64_t* words_;
  std::size_t count_, next_ = 0;
  std::uint64_t bits_ = 0;
};

using ArrivalTag = hn::CappedTag<std::int32_t, image::padding_neurons>;
using ArrivalVec = hn::Vec<ArrivalTag>;

// Rows begin at multiples of 16 targets: two vectors of 16 lanes are wider.
template <class D>
HWY_INLINE hn::Vec<D> LoadRow(D d, const hn::TFromD<D>* weights) {
  return hn::MaxLanes(ArrivalTag()) < image::padding_neurons ? hn::Load(d, weights) : hn::LoadU(d, weights);
}
HWY_INLINE ArrivalVec LoadWeights(const std::int16_t* weights) {
  return hn::PromoteTo(ArrivalTag(), LoadRow(hn::Rebind<std::int16_t, ArrivalTag>(), weights));
}
HWY_INLINE ArrivalVec LoadWeights(const std::int8_t* weights) {
  return hn::PromoteTo(ArrivalTag(), LoadRow(hn::Rebind<std::int8_t, ArrivalTag>(), weights));
}
HWY_INLINE ArrivalVec LoadWeights(const std::int32_t* weights) { return LoadRow(ArrivalTag(), weights); }

#if !HWY_HAVE_SCALABLE  // whose two vectors may be wider than a block of neurons
using PairTag = hn::Repartition<std::int16_t, ArrivalTag>;
using PairVec = hn::Vec<PairTag>;

// Sums of `kRows` rows for two vectors of targets from `t` on.
template <std::size_t kRows, class Weight>
HWY_INLINE void SumRows(const Weight* const* rows, std::size_t t, ArrivalVec& lower, ArrivalVec& upper) {
  const std::size_t lanes = hn::Lanes(ArrivalTag());
  lower = LoadWeights(rows[0] + t);
  upper = LoadWeights(rows[0] + t + lanes);
  for (std::size_t r = 1; r < kRows; ++r) {
    lower = hn::Add(lower, LoadWeights(rows[r] + t));
    upper = hn::Add(upper, LoadWeights(rows[r] + t + lanes));
  }
}

// Up to 256 rows of 8 bits fit 16: twice as many lanes, widened once.
template <std::size_t kRows>
HWY_INLINE void SumRows(const std::int8_t* const* rows, std::size_t t, ArrivalVec& lower, ArrivalVec& upper) {
  const PairTag d;
  const hn::Half<PairTag> half;
  const hn::Rebind<std::int8_t, PairTag> narrow;
  PairVec sum = hn::PromoteTo(d, LoadRow(narrow, rows[0] + t));
  for (std::size_t r = 1; r < kRows; ++r) sum = hn::Add(sum, hn::PromoteTo(d, LoadRow(narrow, rows[r] + t)));
  lower = hn::PromoteTo(ArrivalTag(), hn::LowerHalf(half, sum));
  upper = hn::PromoteTo(ArrivalTag(), hn::UpperHalf(half, sum));
}

#if HWY_ARCH_X86 && HWY_TARGET != HWY_EMU128
// The product with ones adds neighbours and widens them, in one instruction: two rows interleaved are neighbours.
// Interleaving is within blocks of 128 bits, so `a` gets the first half of each and `b` the second.
HWY_INLINE void AddPair(const std::int16_t* first, const std::int16_t* second, ArrivalVec& a, ArrivalVec& b) {
  const PairTag d;
  const PairVec one = hn::Set(d, 1), x = LoadRow(d, first), y = LoadRow(d, second);
  ArrivalVec none = hn::Zero(ArrivalTag());  // where other machines keep half of the sums
  a = hn::ReorderWidenMulAccumulate(ArrivalTag(), hn::InterleaveLower(d, x, y), one, a, none);
  b = hn::ReorderWidenMulAccumulate(ArrivalTag(), hn::InterleaveUpper(d, x, y), one, b, none);
}

// Halves of blocks in the order of the targets again.
HWY_INLINE void OrderHalves(ArrivalVec a, ArrivalVec b, ArrivalVec& lower, ArrivalVec& upper) {
  const ArrivalTag d;
  constexpr std::size_t kBlocks = sizeof(ArrivalVec) / 16;
  if constexpr (kBlocks == 1) {
    lower = a;
    upper = b;
  } else {
    lower = hn::ConcatLowerLower(d, b, a);
    upper = hn::ConcatUpperUpper(d, b, a);
    if constexpr (kBlocks == 4) {
      HWY_ALIGN static constexpr std::int32_t kOrder[16] = {0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15};
      const auto order = hn::SetTableIndices(d, kOrder);
      lower = hn::TableLookupLanes(lower, order);
      upper = hn::TableLookupLanes(upper, order);
    }
  }
}

template <std::size_t kRows>
HWY_INLINE void SumRows(const std::int16_t* const* rows, std::size_t t, ArrivalVec& lower, ArrivalVec& upper) {
  if constexpr (kRows % 2 == 0) {
    ArrivalVec a = hn::Zero(ArrivalTag()), b = a;
    for (std::size_t r = 0; r < kRows; r += 2) AddPair(rows[r] + t, rows[r + 1] + t, a, b);
    OrderHalves(a, b, lower, upper);
  } else {
    SumRows<kRows, std::int16_t>(rows, t, lower, upper);
  }
}
#endif
#endif

// Adds `kRows` rows in one pass over the arrivals, so that these are read and written once for all
// of them. Fetching the rows of the next pass meanwhile does not pay: the machine sees them coming.
template <std::size_t kRows, class Weight>
HWY_INLINE void AddRows(const DeliverTask& task, std::size_t first, std::size_t end, const Weight* const* rows) {
  const ArrivalTag d;
  const std::size_t lanes = hn::Lanes(d);
  // Read once: for all the compiler knows, arrivals lie over the task.
  std::int32_t* const arrivals = task.arrivals;
  const int shift = static_cast<int>(task.shift);
  const ArrivalVec sign = hn::Set(d, task.negative ? -1 : 0);
  const auto add = [&](std::size_t t, ArrivalVec sum) HWY_ATTR {
    sum = hn::Sub(hn::Xor(hn::ShiftLeftSame(sum, shift), sign), sign);
    hn::Store(hn::Add(hn::Load(d, arrivals + t), sum), d, arrivals + t);
  };
  const Weight* row[kRows];
  for (std::size_t r = 0; r < kRows; ++r) row[r] = rows[r];
  std::size_t t = first;
#if !HWY_HAVE_SCALABLE
  for (; t + 2 * lanes <= end; t += 2 * lanes) {
    ArrivalVec lower, upper;
    SumRows<kRows>(row, t, lower, upper);
    add(t, lower);
    add(t + lanes, upper);
  }
#endif
  if (HWY_HAVE_SCALABLE || 2 * hn::MaxLanes(d) > image::padding_neurons) {
    for (; t < end; t += lanes) {
      ArrivalVec sum = LoadWeights(row[0] + t);
      for (std::size_t r = 1; r < kRows; ++r) sum = hn::Add(sum, LoadWeights(row[r] + t));
      add(t, sum);
    }
  }
}

template <class Weight>
void DeliverDense(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const std::size_t first = first_block * image::block_neurons;
  const std::size_t end = HWY_MIN(end_block * image::block_neurons, task.targets);
  constexpr std::size_t kGroup = 8;
  const auto* weights = static_cast<const Weight*>(task.weights);
  const Weight* rows[kGroup];
  std::size_t count = 0, source;
  for (SpikeWalk walk(task); walk.Next(source);) {
    rows[count++] = weights + source * task.targets;
    if (count == kGroup) {
      AddRows<kGroup>(task, first, end, rows);
      count = 0;
    }
  }
  const Weight* const* rest = rows;
  if (count & 4) {
    AddRows<4>(task, first, end, rest);
    rest += 4;
  }
  if (count & 2) {
    AddRows<2>(task, first, end, rest);
    rest += 2;
  }
  if (count & 1) AddRows<1>(task, first, end, rest);
}

HWY_INLINE void AddArrival(std::int32_t* arrivals, std::uint32_t target, std::uint32_t amount) {
  arrivals[target] = static_cast<std::int32_t>(static_cast<std::uint32_t>(arrivals[target]) + amount);
}

// Rows whose bounds are known, and a cursor that fetches them a line at a time, some lines ahead of
// who adds them: across rows, so that short ones are as far ahead as long ones.
template <class A, class B>
class RowFetch {
 public:
  static constexpr std::size_t kRows = 64;
  static constexpr std::size_t kPerLine = 64 / (sizeof(A) > sizeof(B) ? sizeof(A) : sizeof(B));

  HWY_INLINE RowFetch(const A* a, const B* b) : a_(a), b_(b) {}

  // The next rows that fired; false: none are left. All bounds are read here, at once, since the row
  // table is as scattered as the rows.
  HWY_INLINE bool Take(const DeliverTask& task, SpikeWalk& walk) {
    count_ = 0;
    for (std::size_t source; count_ < kRows && walk.Next(source); ++count_) {
      begin[count_] = task.row_begin[source];
      end[count_] = task.row_end[source];
    }
    begin[count_] = end[count_] = 0;
    row_ = 0;
    at_ = begin[0];
    constexpr int kAhead = 16;  // lines; 8 is too few for rows from memory, with 32 long rows gain and short ones lose
    for (int k = 0; k < kAhead && Fetch(); ++k) {
    }
    return count_ > 0;
  }

  // False: all rows have been fetched.
  HWY_INLINE bool Fetch() {
    while (at_ >= end[row_]) {
      if (row_ == count_) return false;
      at_ = begin[++row_];
    }
    hwy::Prefetch(a_ + at_);
    if (b_ != nullptr) hwy::Prefetch(b_ + at_);
    at_ += kPerLine;
    return true;
  }

  HWY_INLINE std::size_t count() const { return count_; }
  std::uint32_t begin[kRows + 1], end[kRows + 1];

 private:
  const A* a_;
  const B* b_;
  std::size_t count_ = 0, row_ = 0, at_ = 0;
};

// Scatter: one entry at a time, whatever the vector length. What costs is waiting for rows.
template <class A, class B, class Add>
HWY_INLINE void DeliverSparse(const DeliverTask& task, const A* a, const B* b, Add add) {
  RowFetch<A, B> rows(a, b);
  for (SpikeWalk walk(task); rows.Take(task, walk);) {
    for (std::size_t row = 0; row < rows.count(); ++row) {
      const std::size_t end = rows.end[row];
      std::size_t k = rows.begin[row];
      for (; k + rows.kPerLine <= end; k += rows.kPerLine) {
        rows.Fetch();
        for (std::size_t j = 0; j < RowFetch<A, B>::kPerLine; ++j) add(k + j);
      }
      if (k < end) rows.Fetch();
      for (; k < end; ++k) add(k);
    }
  }
}

// One multiplication does the shift and the sign.
HWY_INLINE std::uint32_t FactorOf(const DeliverTask& task) {
  return task.negative ? 0u - (1u << task.shift) : 1u << task.shift;
}

template <class Target, class Weight>
void DeliverEntries(const DeliverTask& task, std::size_t, std::size_t) {
  const std::uint32_t factor = FactorOf(task);
  std::int32_t* HWY_RESTRICT arrivals = task.arrivals;
  const auto* entries = static_cast<const SparseEntry<Target, Weight>*>(task.weights);
  DeliverSparse(task, entries, static_cast<const std::uint8_t*>(nullptr), [&](std::size_t k) HWY_ATTR {
    const SparseEntry<Target, Weight> entry = entries[k];
    AddArrival(arrivals, entry.target(), static_cast<std::uint32_t>(entry.weight()) * factor);
  });
}

template <class Target, class Weight>
void DeliverSplit(const DeliverTask& task, std::size_t, std::size_t) {
  const std::uint32_t factor = FactorOf(task);
  std::int32_t* HWY_RESTRICT arrivals = task.arrivals;
  const auto* targets = static_cast<const Target*>(task.weights);
  const auto* values = static_cast<const Weight*>(task.values);
  DeliverSparse(task, targets, values, [&](std::size_t k) HWY_ATTR {
    AddArrival(arrivals, targets[k], static_cast<std::uint32_t>(std::int32_t{values[k]}) * factor);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();

#endif
