// The SIMD kernels: Highway's foreach_target compiles this file once per target, each into a
// namespace of its own, and the part under HWY_ONCE lists them.
#include "kernels/strict_math.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector.cpp"
#include <hwy/foreach_target.h>  // before highway.h
#include <hwy/highway.h>

#include "kernels/kernels.hpp"

#if HWY_TARGET != HWY_SCALAR  // reference.cpp is the scalar target
#include "kernels/deliver-inl.h"
#include "kernels/learning-inl.h"
#include "kernels/noise-inl.h"
#include "kernels/procedural-inl.h"
#include "models/list-inl.h"

HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace {

void NoiseBlockEntry(PhiloxKey key, std::uint32_t stream, std::uint64_t tick, std::size_t block, float* out) {
  HWY_ALIGN_MAX float aligned[image::block_neurons];
  noise_block(RoundKeys(key), stream, tick, block, image::block_neurons, aligned);
  hwy::CopyBytes<sizeof(aligned)>(aligned, out);
}

void DrawWordsEntry(const DrawnRow& row, std::size_t first_block, std::size_t end_block, std::uint32_t* out) {
  draw_row_words(row, first_block, end_block, out);
}

std::uint32_t LaneCount() { return static_cast<std::uint32_t>(hn::Lanes(FloatTag())); }

struct Deliver {
  template <class Weight>
  static constexpr DeliverFn dense() {
    return DeliverDense<Weight>;
  }
  template <class Target, class Weight>
  static constexpr DeliverFn entries() {
    return DeliverEntries<Target, Weight>;
  }
  template <class Target, class Weight>
  static constexpr DeliverFn split() {
    return DeliverSplit<Target, Weight>;
  }
  static constexpr DeliverFn procedural() { return DeliverProcedural; }
};

}  // namespace

extern const KernelTable kernels;
const KernelTable kernels = {
    hwy::TargetName(HWY_TARGET), LaneCount,       model_kernels.kernels, count_kernels(),
    deliver_table<Deliver>(),    NoiseBlockEntry, DrawWordsEntry,
#if RHEOBASE_PLASTICITY
    &learning_kernels,
#endif
};

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
#include "kernels/vector_tables.hpp"
#if HWY_ARCH_ARM_A64 && defined(__linux__) && HWY_TARGETS != HWY_STATIC_TARGET
#include <sys/auxv.h>
#endif

namespace rheobase {

const VectorTarget* vector_targets(std::size_t& count) {
  // Worst first: the list shown to the user ends with the best.
  static constexpr VectorTarget targets[] = {
#if HWY_TARGETS == HWY_STATIC_TARGET
#if !(HWY_TARGETS & (HWY_SCALAR | HWY_EMU128 | HWY_RVV))  // RVV: a vector may be longer than a block
    {HWY_STATIC_TARGET, &HWY_NAMESPACE::kernels},         // whichever else it is
#endif
#else
#if HWY_TARGETS & HWY_NEON
    {HWY_NEON, &N_NEON::kernels},
#endif
#if HWY_TARGETS & HWY_SVE
    {HWY_SVE, &N_SVE::kernels},
#endif
#if HWY_TARGETS & HWY_SVE2
    {HWY_SVE2, &N_SVE2::kernels},
#endif
#if HWY_TARGETS & HWY_SVE_256
    {HWY_SVE_256, &N_SVE_256::kernels},
#endif
#if HWY_TARGETS & HWY_SVE2_128
    {HWY_SVE2_128, &N_SVE2_128::kernels},
#endif
#if HWY_TARGETS & HWY_SSSE3
    {HWY_SSSE3, &N_SSSE3::kernels},
#endif
#if HWY_TARGETS & HWY_SSE4
    {HWY_SSE4, &N_SSE4::kernels},
#endif
#if HWY_TARGETS & HWY_AVX2
    {HWY_AVX2, &N_AVX2::kernels},
#endif
#if HWY_TARGETS & HWY_AVX3
    {HWY_AVX3, &N_AVX3::kernels},
#endif
#if HWY_TARGETS & HWY_WASM
    {HWY_WASM, &N_WASM::kernels},
#endif
#endif
    {0, nullptr},
  };
  count = sizeof(targets) / sizeof(targets[0]) - 1;
  return targets;
}

std::int64_t vector_targets_of_cpu() {
#if HWY_TARGETS == HWY_STATIC_TARGET
  return HWY_STATIC_TARGET;  // nothing to choose: the compiler was told what the machine has
#elif HWY_ARCH_ARM_A64 && !defined(__linux__)
  return HWY_NEON;  // no other system says what its CPU has, and none of them runs on one with SVE
#elif HWY_ARCH_ARM_A64
  // Highway's own answer wants AES of a NEON machine, which no kernel here uses and a Raspberry Pi 4 has not.
  constexpr unsigned long has_sve = 1ul << 22;
  return HWY_NEON | ((getauxval(AT_HWCAP) & has_sve) != 0 ? HWY_SVE : 0);
#else
  return hwy::SupportedTargets();
#endif
}

}  // namespace rheobase
#endif
