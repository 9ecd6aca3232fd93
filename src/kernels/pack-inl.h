// Several vectors side by side as one number. A long chain of operations waits for each result; written over packs,
// the chains of neighbouring vectors fill each other's waiting time.
#if defined(RHEOBASE_KERNELS_PACK_INL_H_) == defined(RHEOBASE_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_PACK_INL_H_
#undef RHEOBASE_KERNELS_PACK_INL_H_
#else
#define RHEOBASE_KERNELS_PACK_INL_H_
#endif

#include "kernels/numbers-inl.h"

RHEOBASE_BEFORE_TARGET();
namespace rheobase {
namespace RHEOBASE_TARGET {

#if !defined(HWY_TARGET) || HWY_HAVE_SCALABLE
// Neither a float nor a vector of unknown length, which cannot be a member of anything, gains or can.
using FloatPack = FloatVec;
#else
template <class T>
struct Pair {
  // Spelled out: those the compiler adds are not compiled for the target of this namespace.
  RHEOBASE_INLINE Pair() {}
  RHEOBASE_INLINE Pair(T x, T y) : a(x), b(y) {}
  T a, b;
};
template <class T>
RHEOBASE_INLINE Pair<T> pair_of(T a, T b) {
  return {a, b};
}
template <class T>
constexpr std::size_t vectors_in<Pair<T>> = 2 * vectors_in<T>;
template <class T>
constexpr std::size_t half_of_pair = most_lanes<T>;

#define RHEOBASE_OF_PAIRS(function)                         \
  template <class T>                                        \
  RHEOBASE_INLINE auto function(Pair<T> x, Pair<T> y) {     \
    return pair_of(function(x.a, y.a), function(x.b, y.b)); \
  }
RHEOBASE_OF_PAIRS(add)
RHEOBASE_OF_PAIRS(sub)
RHEOBASE_OF_PAIRS(mul)
RHEOBASE_OF_PAIRS(div)
RHEOBASE_OF_PAIRS(min)
RHEOBASE_OF_PAIRS(max)
RHEOBASE_OF_PAIRS(gt)
RHEOBASE_OF_PAIRS(ge)
RHEOBASE_OF_PAIRS(le)
RHEOBASE_OF_PAIRS(ne)
RHEOBASE_OF_PAIRS(both)
#undef RHEOBASE_OF_PAIRS

template <class M, class T>
RHEOBASE_INLINE Pair<T> select(Pair<M> mask, Pair<T> x, Pair<T> y) {
  return {select(mask.a, x.a, y.a), select(mask.b, x.b, y.b)};
}
template <class M, class T>
RHEOBASE_INLINE Pair<T> div_or_zero(Pair<M> mask, Pair<T> x, Pair<T> y) {
  return {div_or_zero(mask.a, x.a, y.a), div_or_zero(mask.b, x.b, y.b)};
}
template <class T>
RHEOBASE_INLINE Pair<T> flush_tiny(Pair<T> x) {
  return {flush_tiny(x.a), flush_tiny(x.b)};
}

template <class T>
RHEOBASE_INLINE void set_to(float x, Pair<T>& out) {
  set_to(x, out.a);
  set_to(x, out.b);
}
template <class T>
RHEOBASE_INLINE void load_to(const float* from, Pair<T>& out) {
  load_to(from, out.a);
  load_to(from + half_of_pair<T>, out.b);
}
template <class T>
RHEOBASE_INLINE void store(Pair<T> x, float* to) {
  store(x.a, to);
  store(x.b, to + half_of_pair<T>);
}
template <class M>
RHEOBASE_INLINE void mask_to(std::uint64_t word, std::size_t i, Pair<M>& out) {
  mask_to(word, i, out.a);
  mask_to(word, i + half_of_pair<M>, out.b);
}
template <class M>
RHEOBASE_INLINE void add_bits(Pair<M> mask, std::size_t i, std::uint64_t& word) {
  add_bits(mask.a, i, word);
  add_bits(mask.b, i + half_of_pair<M>, word);
}

using FloatPack = Pair<Pair<FloatVec>>;  // with two the chains still wait, with eight nothing is won
#endif

}  // namespace RHEOBASE_TARGET
}  // namespace rheobase
RHEOBASE_AFTER_TARGET();

#endif
