// The numbers that kernels of neurons are written over, so that each is written once. In plain C++ (reference.cpp) a
// number is a float and a mask a bool; in vector.cpp they are the vectors of one SIMD target. Functions in place of
// operators, results by reference and no structs of numbers: a vector of SVE allows neither.
//
// A file over these numbers is a -inl.h: it is compiled once per target, in the namespace of that target. Its include
// guard is compared with RHEOBASE_TARGET_TOGGLE, which vector.cpp flips behind each target.
#if defined(RHEOBASE_KERNELS_NUMBERS_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_NUMBERS_INL_H_
#undef RHEOBASE_KERNELS_NUMBERS_INL_H_
#else
#define RHEOBASE_KERNELS_NUMBERS_INL_H_
#endif

#include "kernels/strict_math.hpp"

#include <cstddef>
#include <cstdint>

#undef RHEOBASE_TARGET
#undef RHEOBASE_ALIGN
#undef RHEOBASE_BEFORE_TARGET
#undef RHEOBASE_AFTER_TARGET
#ifdef HWY_TARGET
#define RHEOBASE_TARGET HWY_NAMESPACE
#define RHEOBASE_ALIGN HWY_ALIGN_MAX
#define RHEOBASE_BEFORE_TARGET() HWY_BEFORE_NAMESPACE()
#define RHEOBASE_AFTER_TARGET() HWY_AFTER_NAMESPACE()
#else
#define RHEOBASE_TARGET plain
#define RHEOBASE_ALIGN
#define RHEOBASE_BEFORE_TARGET() static_assert(true, "")
#define RHEOBASE_AFTER_TARGET() static_assert(true, "")
#endif
#undef RHEOBASE_INLINE
#undef RHEOBASE_NOINLINE
#if !defined(__GNUC__)
#define RHEOBASE_INLINE __forceinline
#define RHEOBASE_NOINLINE inline __declspec(noinline)
#elif defined(__clang__)
#define RHEOBASE_INLINE inline __attribute__((always_inline))
#define RHEOBASE_NOINLINE inline __attribute__((noinline))
#else
#define RHEOBASE_INLINE inline __attribute__((always_inline))
#define RHEOBASE_NOINLINE inline __attribute__((noinline, noclone))
#endif

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

// How many vectors a number consists of: more than one in a pack.
template <class N>
constexpr std::size_t vectors_in = 1;

#ifndef HWY_TARGET

using FloatVec = float;
using IntVec = std::int32_t;
constexpr bool is_vector = false;
constexpr std::size_t most_vector_lanes = 1;
RHEOBASE_INLINE std::size_t vector_lanes() { return 1; }

RHEOBASE_INLINE float add(float x, float y) { return x + y; }
RHEOBASE_INLINE float sub(float x, float y) { return x - y; }
RHEOBASE_INLINE float mul(float x, float y) { return x * y; }
RHEOBASE_INLINE float div(float x, float y) { return x / y; }
RHEOBASE_INLINE float min(float x, float y) { return x < y ? x : y; }
RHEOBASE_INLINE float max(float x, float y) { return x > y ? x : y; }
RHEOBASE_INLINE bool gt(float x, float y) { return x > y; }
RHEOBASE_INLINE bool ge(float x, float y) { return x >= y; }
RHEOBASE_INLINE bool le(float x, float y) { return x <= y; }
RHEOBASE_INLINE bool ne(float x, float y) { return x != y; }
RHEOBASE_INLINE bool both(bool x, bool y) { return x && y; }
RHEOBASE_INLINE float select(bool mask, float x, float y) { return mask ? x : y; }
RHEOBASE_INLINE float zero_where(bool mask, float x) { return mask ? 0.0f : x; }
RHEOBASE_INLINE float div_or_zero(bool mask, float x, float y) { return mask ? x / y : 0.0f; }
RHEOBASE_INLINE float flush_tiny(float x) { return x > -tiny && x < tiny ? 0.0f : x; }
// Whether to branch around what `mask` alone needs: vectors never do.
RHEOBASE_INLINE bool can_skip(bool mask) { return !mask; }

RHEOBASE_INLINE void set_to(float x, float& out) { out = x; }
RHEOBASE_INLINE void load_to(const float* from, float& out) { out = *from; }
RHEOBASE_INLINE void store(float x, float* to) { *to = x; }
RHEOBASE_INLINE IntVec load_int(const std::int32_t* from) { return *from; }
RHEOBASE_INLINE void store_int(IntVec x, std::int32_t* to) { *to = x; }
RHEOBASE_INLINE IntVec zero_int() { return 0; }
RHEOBASE_INLINE float to_float(IntVec x) { return static_cast<float>(x); }

// Bits i and following of a spike word as a mask, and back.
RHEOBASE_INLINE void mask_to(std::uint64_t word, std::size_t i, bool& out) { out = ((word >> i) & 1) != 0; }
RHEOBASE_INLINE void add_bits(bool mask, std::size_t i, std::uint64_t& word) {
  if (mask) word |= std::uint64_t{1} << i;
}

#else

namespace hn = hwy::HWY_NAMESPACE;

// At most 16 lanes: the layout of random words and the blocks of 64 neurons assume no more.
using FloatTag = hn::CappedTag<float, 16>;
using IntTag = hn::RebindToSigned<FloatTag>;
using WordTag = hn::RebindToUnsigned<FloatTag>;
using FloatVec = hn::Vec<FloatTag>;
using IntVec = hn::Vec<IntTag>;
using WordVec = hn::Vec<WordTag>;
using FloatMask = hn::Mask<FloatTag>;
constexpr bool is_vector = true;
constexpr std::size_t most_vector_lanes = hn::MaxLanes(FloatTag());
RHEOBASE_INLINE std::size_t vector_lanes() { return hn::Lanes(FloatTag()); }

RHEOBASE_INLINE FloatVec add(FloatVec x, FloatVec y) { return hn::Add(x, y); }
RHEOBASE_INLINE FloatVec sub(FloatVec x, FloatVec y) { return hn::Sub(x, y); }
RHEOBASE_INLINE FloatVec mul(FloatVec x, FloatVec y) { return hn::Mul(x, y); }
// Correctly rounded: the vector division of 32-bit Arm is not, so there it is done lane by lane.
RHEOBASE_INLINE FloatVec div(FloatVec x, FloatVec y) {
#if HWY_ARCH_ARM_V7
  const FloatTag d;
  HWY_ALIGN float a[HWY_MAX_BYTES / sizeof(float)], b[HWY_MAX_BYTES / sizeof(float)];
  hn::Store(x, d, a);
  hn::Store(y, d, b);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) a[i] /= b[i];
  return hn::Load(d, a);
#else
  return hn::Div(x, y);
#endif
}
// No operand is NaN here, so min and max are the same bits everywhere.
RHEOBASE_INLINE FloatVec min(FloatVec x, FloatVec y) { return hn::Min(x, y); }
RHEOBASE_INLINE FloatVec max(FloatVec x, FloatVec y) { return hn::Max(x, y); }
RHEOBASE_INLINE FloatMask gt(FloatVec x, FloatVec y) { return hn::Gt(x, y); }
RHEOBASE_INLINE FloatMask ge(FloatVec x, FloatVec y) { return hn::Ge(x, y); }
RHEOBASE_INLINE FloatMask le(FloatVec x, FloatVec y) { return hn::Le(x, y); }
RHEOBASE_INLINE FloatMask ne(FloatVec x, FloatVec y) { return hn::Ne(x, y); }
RHEOBASE_INLINE FloatMask both(FloatMask x, FloatMask y) { return hn::And(x, y); }
RHEOBASE_INLINE FloatVec select(FloatMask mask, FloatVec x, FloatVec y) { return hn::IfThenElse(mask, x, y); }
RHEOBASE_INLINE FloatVec zero_where(FloatMask mask, FloatVec x) { return hn::IfThenZeroElse(mask, x); }
RHEOBASE_INLINE FloatVec div_or_zero(FloatMask mask, FloatVec x, FloatVec y) {
  return hn::IfThenElseZero(mask, div(x, y));
}
RHEOBASE_INLINE FloatVec flush_tiny(FloatVec x) {
  const FloatTag d;
  return hn::IfThenZeroElse(hn::Lt(hn::Abs(x), hn::Set(d, tiny)), x);
}
template <class Mask>
RHEOBASE_INLINE bool can_skip(Mask) {
  return false;
}

RHEOBASE_INLINE void set_to(float x, FloatVec& out) { out = hn::Set(FloatTag(), x); }
RHEOBASE_INLINE void load_to(const float* from, FloatVec& out) { out = hn::Load(FloatTag(), from); }
RHEOBASE_INLINE void store(FloatVec x, float* to) { hn::Store(x, FloatTag(), to); }
RHEOBASE_INLINE IntVec load_int(const std::int32_t* from) { return hn::Load(IntTag(), from); }
RHEOBASE_INLINE void store_int(IntVec x, std::int32_t* to) { hn::Store(x, IntTag(), to); }
RHEOBASE_INLINE IntVec zero_int() { return hn::Zero(IntTag()); }
RHEOBASE_INLINE FloatVec to_float(IntVec x) { return hn::ConvertTo(FloatTag(), x); }

RHEOBASE_INLINE void mask_to(std::uint64_t word, std::size_t i, FloatMask& out) {
  const std::uint64_t shifted = word >> i;
  HWY_ALIGN std::uint8_t bits[8];
  hwy::CopyBytes<8>(&shifted, bits);
  out = hn::LoadMaskBits(FloatTag(), bits);
}
RHEOBASE_INLINE void add_bits(FloatMask mask, std::size_t i, std::uint64_t& word) {
  HWY_ALIGN std::uint8_t bits[8];
  hn::StoreMaskBits(FloatTag(), mask, bits);
  std::uint64_t here = bits[0];
  if (hn::Lanes(FloatTag()) > 8) here |= std::uint64_t{bits[1]} << 8;
  word |= here << i;
}

#endif

template <class N>
constexpr std::size_t most_lanes = vectors_in<N>* most_vector_lanes;

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#include "kernels/pack-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

template <class N>
RHEOBASE_INLINE std::size_t lanes() {
  return vectors_in<N> * vector_lanes();
}
template <class N>
RHEOBASE_INLINE N set(float x) {
  N out;
  set_to(x, out);
  return out;
}
template <class N>
RHEOBASE_INLINE N load(const float* from) {
  N out;
  load_to(from, out);
  return out;
}
template <class N>
using MaskOf = decltype(gt(set<N>(0.0f), set<N>(0.0f)));
template <class N>
RHEOBASE_INLINE MaskOf<N> mask_of(std::uint64_t word, std::size_t i) {
  MaskOf<N> out;
  mask_to(word, i, out);
  return out;
}

// Within what no step can overflow.
template <class N>
RHEOBASE_INLINE N cut_v(N v) {
  return min(max(v, set<N>(-v_limit)), set<N>(v_limit));
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
