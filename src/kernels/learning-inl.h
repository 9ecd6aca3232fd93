// What learning does to many numbers at once. Meaning: learning.hpp.
#if defined(RHEOBASE_KERNELS_LEARNING_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_LEARNING_INL_H_
#undef RHEOBASE_KERNELS_LEARNING_INL_H_
#else
#define RHEOBASE_KERNELS_LEARNING_INL_H_
#endif

#include "kernels/deliver-inl.h"
#include "kernels/learning.hpp"
#include "kernels/numbers-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {

// The array is padded to whole blocks.
inline void DecayTraces(float* trace, std::size_t count, float share) {
  const FloatVec lost = hn::Set(FloatTag(), share);
  for (std::size_t i = 0; i < count; i += vector_lanes()) {
    const FloatVec x = load<FloatVec>(trace + i);
    store(flush_tiny(sub(x, mul(x, lost))), trace + i);
  }
}

HWY_INLINE IntVec LoadLearned(const std::int16_t* weights) {
  return hn::PromoteTo(IntTag(), hn::LoadU(hn::Rebind<std::int16_t, IntTag>(), weights));
}
HWY_INLINE IntVec LoadLearned(const std::int32_t* weights) { return hn::LoadU(IntTag(), weights); }
HWY_INLINE void StoreLearned(IntVec w, std::int16_t* weights) {
  const hn::Rebind<std::int16_t, IntTag> narrow;
  hn::StoreU(hn::DemoteTo(narrow, w), narrow, weights);
}
HWY_INLINE void StoreLearned(IntVec w, std::int32_t* weights) { hn::StoreU(w, IntTag(), weights); }

// As draw_of, of entries whose product with the hash's step is given.
HWY_INLINE FloatVec DrawOf(WordVec h) {
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<16>(h)), hn::Set(WordTag(), 0x85EBCA6Bu));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<13>(h)), hn::Set(WordTag(), 0xC2B2AE35u));
  h = hn::ShiftRight<8>(hn::Xor(h, hn::ShiftRight<16>(h)));
  return hn::Mul(hn::ConvertTo(FloatTag(), hn::BitCast(IntTag(), h)), hn::Set(FloatTag(), 0x1p-24f));
}

template <class Weight>
void Sweep(const SweepTask& task) {
  auto* weights = static_cast<Weight*>(task.weights);
  const FloatTag d;
  const FloatVec offset = hn::Set(d, task.offset), scale = hn::Set(d, task.scale), lost = hn::Set(d, task.decay);
  const IntVec w_min = hn::Set(IntTag(), task.w_min), w_max = hn::Set(IntTag(), task.w_max);
  const WordVec step = hn::Set(WordTag(), 0x9E3779B9u), salt = hn::Set(WordTag(), task.salt);
  const auto lanes = static_cast<std::uint32_t>(vector_lanes());
  std::uint32_t k = task.begin;
  for (; task.end - k >= lanes; k += lanes) {
    const FloatVec c = hn::LoadU(d, task.eligibility + k), by = add(offset, mul(scale, c));
    const IntVec w = LoadLearned(weights + k);
    const auto grows = hn::RebindMask(IntTag(), hn::Gt(by, hn::Zero(d)));
    const IntVec distance = hn::IfThenElse(grows, hn::Sub(w_max, w), hn::Sub(w, w_min));
    const FloatVec draw = DrawOf(hn::Add(salt, hn::Mul(hn::Iota(WordTag(), task.first_entry + k), step)));
    const FloatVec size = hn::Add(hn::Min(hn::Abs(by), hn::Set(d, 1e9f)), draw);
    const IntVec steps = hn::Min(hn::ConvertTo(IntTag(), size), distance);
    StoreLearned(hn::IfThenElse(grows, hn::Add(w, steps), hn::Sub(w, steps)), weights + k);
    hn::StoreU(flush_tiny(sub(c, mul(c, lost))), d, task.eligibility + k);
  }
  SweepTask rest = task;
  rest.begin = k;
  sweep<Weight>(rest);
}

#if HWY_MEM_OPS_MIGHT_FAULT
constexpr LearningKernels learning_kernels = {
    DecayTraces,        plain_learning.depress_i16, plain_learning.depress_i32,
    potentiate_columns, Sweep<std::int16_t>,        Sweep<std::int32_t>};
#else

HWY_INLINE FloatVec BoundedEligibility(FloatVec c) {
  const FloatVec most = hn::Set(FloatTag(), most_eligibility);
  return flush_tiny(hn::Min(hn::Max(c, hn::Neg(most)), most));
}

// The targets of the first `count` entries; 0 past them.
HWY_INLINE IntVec LoadTargets(const SparseEntry<std::uint16_t, std::int16_t>* entries, std::size_t count) {
  const auto words =
      hn::MaskedLoad(hn::FirstN(IntTag(), count), IntTag(), reinterpret_cast<const std::int32_t*>(entries));
  return hn::And(words, hn::Set(IntTag(), 0xFFFF));
}
HWY_INLINE IntVec LoadTargets(const SparseEntry<std::uint32_t, std::int32_t>* entries, std::size_t count) {
  HWY_ALIGN_MAX std::int32_t targets[most_vector_lanes] = {};
  for (std::size_t i = 0; i < count; ++i) targets[i] = static_cast<std::int32_t>(entries[i].target());
  return hn::Load(IntTag(), targets);
}

template <class Entry>
void DepressRows(const DeliverTask& rows, const float* traces, float amount, float* eligibility) {
  const auto* entries = static_cast<const Entry*>(rows.weights);
  const FloatVec amounts = hn::Set(FloatTag(), amount);
  const std::size_t lanes = vector_lanes();
  SpikeWalk walk(rows);
  std::size_t source;
  while (walk.Next(source)) {
    const std::size_t end = rows.row_end[source];
    for (std::size_t k = rows.row_begin[source]; k < end; k += lanes) {
      const std::size_t count = end - k < lanes ? end - k : lanes;
      const FloatMask valid = hn::FirstN(FloatTag(), count);
      const FloatVec trace = hn::GatherIndex(FloatTag(), traces, LoadTargets(entries + k, count));
      const FloatVec c = hn::MaskedLoad(valid, FloatTag(), eligibility + k);
      hn::BlendedStore(BoundedEligibility(sub(c, mul(amounts, trace))), valid, FloatTag(), eligibility + k);
    }
  }
}

// The synapses of a column are different ones.
inline void PotentiateColumns(const ColumnTask& task) {
  const FloatVec amounts = hn::Set(FloatTag(), task.amount);
  const auto lanes = static_cast<std::uint32_t>(vector_lanes());
  const auto* places = reinterpret_cast<const std::int32_t*>(task.places);
  const auto* entries = reinterpret_cast<const std::int32_t*>(task.entries);
  for (std::size_t word = task.first_word; word < task.end_word; ++word) {
    for (std::uint64_t bits = task.fired[word]; bits != 0; bits &= bits - 1) {
      const std::size_t target = word * 64 + hwy::Num0BitsBelowLS1Bit_Nonzero64(bits);
      std::uint32_t n = task.sums[target];
      const std::uint32_t end = task.sums[target + 1];
      for (; end - n >= lanes; n += lanes) {
        const FloatVec trace = hn::GatherIndex(FloatTag(), task.traces, hn::LoadU(IntTag(), places + n));
        const IntVec entry = hn::LoadU(IntTag(), entries + n);
        const FloatVec c = hn::GatherIndex(FloatTag(), task.eligibility, entry);
        hn::ScatterIndex(BoundedEligibility(add(c, mul(amounts, trace))), FloatTag(), task.eligibility, entry);
      }
      potentiate_column(task, n, end);
    }
  }
}

constexpr LearningKernels learning_kernels = {DecayTraces,
                                              DepressRows<SparseEntry<std::uint16_t, std::int16_t>>,
                                              DepressRows<SparseEntry<std::uint32_t, std::int32_t>>,
                                              PotentiateColumns,
                                              Sweep<std::int16_t>,
                                              Sweep<std::int32_t>};
#endif

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();

#endif
