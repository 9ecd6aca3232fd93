// Delivery of spikes. Meaning: reference.cpp. All sums are integers, so their order is free; the
// order below is the one that reads memory once and in a line.
#if defined(RHEOBASE_KERNELS_DELIVER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_DELIVER_INL_H_
#undef RHEOBASE_KERNELS_DELIVER_INL_H_
#else
#define RHEOBASE_KERNELS_DELIVER_INL_H_
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "kernels/kernels.hpp"
#include "kernels/sparse.hpp"

#if HWY_TARGET != HWY_SCALAR  // which is reference.cpp's
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

using ArrivalTag = hn::ScalableTag<std::int32_t>;
using ArrivalVec = hn::Vec<ArrivalTag>;

HWY_INLINE ArrivalVec LoadWeights(const std::int16_t* weights) {
  const ArrivalTag d;
  return hn::PromoteTo(d, hn::Load(hn::Rebind<std::int16_t, ArrivalTag>(), weights));
}
HWY_INLINE ArrivalVec LoadWeights(const std::int32_t* weights) { return hn::Load(ArrivalTag(), weights); }

// Adds `kRows` rows in one pass over the arrivals, so that these are read and written once for all
// of them.
template <std::size_t kRows, class Weight>
HWY_INLINE void AddRows(const DeliverTask& task, std::size_t first, std::size_t end, const Weight* const* rows) {
  const ArrivalTag d;
  const std::size_t lanes = hn::Lanes(d);
  const int shift = static_cast<int>(task.shift);
  for (std::size_t t = first; t < end; t += lanes) {
    ArrivalVec sum = LoadWeights(rows[0] + t);
    for (std::size_t r = 1; r < kRows; ++r) sum = hn::Add(sum, LoadWeights(rows[r] + t));
    sum = hn::ShiftLeftSame(sum, shift);
    const ArrivalVec arrivals = hn::Load(d, task.arrivals + t);
    hn::Store(task.negative ? hn::Sub(arrivals, sum) : hn::Add(arrivals, sum), d, task.arrivals + t);
  }
}

template <class Weight>
void DeliverDense(const DeliverTask& task, std::size_t first_block, std::size_t end_block) {
  const std::size_t first = first_block * image::block_neurons, end = end_block * image::block_neurons;
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

// Scatter: one entry at a time, whatever the vector length. What costs is waiting for rows, so the
// next row, which the bitset already names, is fetched while this one is added.
template <class Entry, class Add>
HWY_INLINE void DeliverSparse(const DeliverTask& task, Add add) {
  const auto* entries = static_cast<const Entry*>(task.weights);
  constexpr std::size_t kPerLine = 64 / sizeof(Entry);
  SpikeWalk walk(task);
  std::size_t source, next;
  if (!walk.Next(source)) return;
  for (bool more = true; more; source = next) {
    more = walk.Next(next);
    const Entry* row = entries + task.row_begin[source];
    const std::size_t length = task.row_end[source] - task.row_begin[source];
    const Entry* ahead = more ? entries + task.row_begin[next] : row;
    const std::size_t ahead_length = more ? task.row_end[next] - task.row_begin[next] : 0;
    for (std::size_t k = 0; k < length; k += kPerLine) {
      if (k < ahead_length) hwy::Prefetch(ahead + k);
      const std::size_t end = k + kPerLine < length ? k + kPerLine : length;
      for (std::size_t j = k; j < end; ++j) add(row[j]);
    }
  }
}

HWY_INLINE void AddArrival(std::int32_t* arrivals, std::uint32_t target, std::uint32_t amount) {
  arrivals[target] = static_cast<std::int32_t>(static_cast<std::uint32_t>(arrivals[target]) + amount);
}

void DeliverSparseI16(const DeliverTask& task, std::size_t, std::size_t) {
  // One multiplication does the shift and the sign.
  const std::uint32_t factor = task.negative ? 0u - (1u << task.shift) : 1u << task.shift;
  std::int32_t* HWY_RESTRICT arrivals = task.arrivals;
  DeliverSparse<std::uint32_t>(task, [&](std::uint32_t entry) HWY_ATTR {
    AddArrival(arrivals, sparse_i16_target(entry), static_cast<std::uint32_t>(sparse_i16_weight(entry)) * factor);
  });
}

void DeliverSparseI32(const DeliverTask& task, std::size_t, std::size_t) {
  const std::uint32_t factor = task.negative ? 0u - (1u << task.shift) : 1u << task.shift;
  std::int32_t* HWY_RESTRICT arrivals = task.arrivals;
  DeliverSparse<SparseI32>(task, [&](SparseI32 entry) HWY_ATTR {
    AddArrival(arrivals, entry.target, static_cast<std::uint32_t>(entry.weight) * factor);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();
#endif

#endif
