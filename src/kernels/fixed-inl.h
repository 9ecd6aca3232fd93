// Integer numbers that fixed-point kernels are written over (s16.15: 15 bits behind the point), beside those of
// numbers-inl.h: an int32, or a vector of them. Masks are those of floats.
#if defined(RHEOBASE_KERNELS_FIXED_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_FIXED_INL_H_
#undef RHEOBASE_KERNELS_FIXED_INL_H_
#else
#define RHEOBASE_KERNELS_FIXED_INL_H_
#endif

#include "kernels/fixed_bits.hpp"
#include "kernels/noise-inl.h"
#include "kernels/numbers-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

#ifndef HWY_TARGET

RHEOBASE_INLINE IntVec set_int(std::int32_t x) { return x; }
RHEOBASE_INLINE IntVec add(IntVec x, IntVec y) { return x + y; }
RHEOBASE_INLINE IntVec sub(IntVec x, IntVec y) { return x - y; }
RHEOBASE_INLINE IntVec mul(IntVec x, IntVec y) { return x * y; }
RHEOBASE_INLINE IntVec min(IntVec x, IntVec y) { return x < y ? x : y; }
RHEOBASE_INLINE IntVec max(IntVec x, IntVec y) { return x > y ? x : y; }
RHEOBASE_INLINE bool gt(IntVec x, IntVec y) { return x > y; }
RHEOBASE_INLINE bool ne(IntVec x, IntVec y) { return x != y; }
RHEOBASE_INLINE bool either(bool x, bool y) { return x || y; }
RHEOBASE_INLINE IntVec select(bool mask, IntVec x, IntVec y) { return mask ? x : y; }
RHEOBASE_INLINE IntVec zero_where(bool mask, IntVec x) { return mask ? 0 : x; }
RHEOBASE_INLINE IntVec size_of(IntVec x) { return x < 0 ? -x : x; }
RHEOBASE_INLINE IntVec with_sign_of(IntVec sign, IntVec size) { return sign < 0 ? -size : size; }
RHEOBASE_INLINE IntVec mean_of(IntVec x, IntVec y) { return (x & y) + ((x ^ y) >> 1); }
template <int bits>
RHEOBASE_INLINE IntVec shift_right(IntVec x) {
  return x >> bits;
}
template <int bits>
RHEOBASE_INLINE IntVec low_bits(IntVec x) {
  return x & ((std::int32_t{1} << bits) - 1);
}
RHEOBASE_INLINE IntVec shift_right_by(IntVec x, int bits) { return x >> bits; }
RHEOBASE_INLINE IntVec shift_left_by(IntVec x, int bits) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << bits);
}
// A hint of which way runs straight on.
RHEOBASE_INLINE bool rarely(bool condition) {
#ifdef __GNUC__
  return __builtin_expect(static_cast<long>(condition), 0L) != 0;
#else
  return condition;
#endif
}
RHEOBASE_INLINE bool any_of(bool mask) { return mask; }
RHEOBASE_INLINE bool beyond(IntVec x, std::int32_t most) {
  return rarely(static_cast<std::uint32_t>(x) + static_cast<std::uint32_t>(most) >
                2 * static_cast<std::uint32_t>(most));
}
RHEOBASE_INLINE IntVec load_bits(const float* from) {
  const float x = *from;  // memcpy from an address is a call where words have to be aligned
  std::int32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
template <int whole>
RHEOBASE_INLINE IntVec load_fixed(const float* from) {
  if constexpr (!has_float_unit) return fixed_by_bits<whole>(*from);
  constexpr auto most = static_cast<float>(most_fixed<whole>) / 32768.0f;
  return static_cast<std::int32_t>(min(max(*from, -most), most) * 32768.0f);
}
RHEOBASE_INLINE void store_fixed(IntVec x, float* to) {
  *to = has_float_unit ? static_cast<float>(x) * (1.0f / 32768.0f) : float_by_bits(x);
}

#else

RHEOBASE_INLINE IntVec set_int(std::int32_t x) { return hn::Set(IntTag(), x); }
RHEOBASE_INLINE IntVec add(IntVec x, IntVec y) { return hn::Add(x, y); }
RHEOBASE_INLINE IntVec sub(IntVec x, IntVec y) { return hn::Sub(x, y); }
RHEOBASE_INLINE IntVec mul(IntVec x, IntVec y) { return hn::Mul(x, y); }
RHEOBASE_INLINE IntVec min(IntVec x, IntVec y) { return hn::Min(x, y); }
RHEOBASE_INLINE IntVec max(IntVec x, IntVec y) { return hn::Max(x, y); }
RHEOBASE_INLINE FloatMask gt(IntVec x, IntVec y) { return hn::RebindMask(FloatTag(), hn::Gt(x, y)); }
RHEOBASE_INLINE FloatMask ne(IntVec x, IntVec y) { return hn::RebindMask(FloatTag(), hn::Ne(x, y)); }
RHEOBASE_INLINE FloatMask either(FloatMask x, FloatMask y) { return hn::Or(x, y); }
RHEOBASE_INLINE IntVec select(FloatMask mask, IntVec x, IntVec y) {
  return hn::IfThenElse(hn::RebindMask(IntTag(), mask), x, y);
}
RHEOBASE_INLINE IntVec zero_where(FloatMask mask, IntVec x) {
  return hn::IfThenZeroElse(hn::RebindMask(IntTag(), mask), x);
}
RHEOBASE_INLINE IntVec size_of(IntVec x) { return hn::Abs(x); }
RHEOBASE_INLINE IntVec with_sign_of(IntVec sign, IntVec size) {
  return hn::IfThenElse(hn::Lt(sign, hn::Zero(IntTag())), hn::Neg(size), size);
}
RHEOBASE_INLINE IntVec mean_of(IntVec x, IntVec y) { return hn::Add(hn::And(x, y), hn::ShiftRight<1>(hn::Xor(x, y))); }
template <int bits>
RHEOBASE_INLINE IntVec shift_right(IntVec x) {
  return hn::ShiftRight<bits>(x);
}
template <int bits>
RHEOBASE_INLINE IntVec low_bits(IntVec x) {
  return hn::And(x, hn::Set(IntTag(), (std::int32_t{1} << bits) - 1));
}
RHEOBASE_INLINE IntVec shift_right_by(IntVec x, int bits) { return hn::ShiftRightSame(x, bits); }
RHEOBASE_INLINE IntVec shift_left_by(IntVec x, int bits) { return hn::ShiftLeftSame(x, bits); }
// Vectors cut without asking.
RHEOBASE_INLINE bool rarely(bool condition) { return condition; }
RHEOBASE_INLINE bool any_of(FloatMask) { return true; }
RHEOBASE_INLINE bool beyond(IntVec, std::int32_t) { return true; }
RHEOBASE_INLINE IntVec load_bits(const float* from) { return hn::BitCast(IntTag(), hn::Load(FloatTag(), from)); }
template <int whole>
RHEOBASE_INLINE IntVec load_fixed(const float* from) {
  constexpr auto most = static_cast<float>(most_fixed<whole>) / 32768.0f;
  const FloatTag d;
  const FloatVec x = hn::Min(hn::Max(hn::Load(d, from), hn::Set(d, -most)), hn::Set(d, most));
  return hn::ConvertTo(IntTag(), hn::Mul(x, hn::Set(d, 32768.0f)));
}
RHEOBASE_INLINE void store_fixed(IntVec x, float* to) {
  hn::Store(hn::Mul(hn::ConvertTo(FloatTag(), x), hn::Set(FloatTag(), 1.0f / 32768.0f)), FloatTag(), to);
}

#endif

using FixedMask = MaskOf<FloatVec>;

// floor(x p / 2^12) without a product of 64 bits: x within 2^25, p within 2^17.
RHEOBASE_INLINE IntVec times(IntVec x, IntVec p) {
  return add(mul(shift_right<12>(x), p), shift_right<12>(mul(low_bits<12>(x), p)));
}
// floor(x p / 2^16): any x, p from 0 to 2^15.
RHEOBASE_INLINE IntVec times_high(IntVec x, IntVec p) {
  return add(mul(shift_right<16>(x), p), shift_right<16>(mul(low_bits<16>(x), p)));
}

// Within +-most, and says where it was cut.
RHEOBASE_INLINE IntVec cut_to(IntVec x, std::int32_t most, FixedMask& cut) {
  if (!is_vector && !beyond(x, most)) return x;  // one comparison
  const IntVec within = min(max(x, set_int(-most)), set_int(most));
  cut = either(cut, ne(within, x));
  return within;
}
RHEOBASE_INLINE IntVec cut_to(IntVec x, std::int32_t most) {
  FixedMask cut = gt(x, x);
  return cut_to(x, most, cut);
}

// gaussian.hpp in integers of 16 bits: 14 bits behind the point, below 2^17.
RHEOBASE_INLINE IntVec fixed_gaussian(IntVec k) {
  const IntVec s = shift_right<14>(add(mul(shift_right<9>(k), set_int(8465)), set_int(8192)));
  const IntVec t = shift_right<14>(mul(s, s)), t2 = shift_right<14>(mul(t, t)), t4 = shift_right<14>(mul(t2, t2));
  const IntVec outer = add(set_int(52717), shift_right<14>(mul(t, add(set_int(8226), t4))));
  return shift_right<13>(mul(s, shift_right<1>(outer)));
}

struct FixedGaussian {
#ifndef HWY_TARGET
  static std::int32_t of(std::uint32_t word) { return fixed_gaussian(gaussian_level(word)); }
#else
  static HWY_INLINE IntVec of(WordVec words) { return fixed_gaussian(GaussianLevel(words)); }
#endif
};

// Standard normal values.
RHEOBASE_NOINLINE void fixed_noise_block(const RoundKeys& keys, std::uint32_t stream, std::uint64_t tick,
                                         std::size_t block, std::size_t count, std::int32_t* out) {
  draw_block<FixedGaussian>(Draw::noise, keys, stream, tick, block, count, out);
}

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
