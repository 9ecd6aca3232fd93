// Several vectors side by side. A long chain of operations waits for each result; written over
// packs, the chains of neighbouring vectors fill each other's waiting time.
#if defined(RHEOBASE_KERNELS_PACK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_PACK_INL_H_
#undef RHEOBASE_KERNELS_PACK_INL_H_
#else
#define RHEOBASE_KERNELS_PACK_INL_H_
#endif

#include "kernels/neurons-inl.h"

#if HWY_TARGET != HWY_SCALAR  // which is reference.cpp's
HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace pk {
namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE FloatVec Add(FloatVec x, FloatVec y) { return hn::Add(x, y); }
HWY_INLINE FloatVec Sub(FloatVec x, FloatVec y) { return hn::Sub(x, y); }
HWY_INLINE FloatVec Mul(FloatVec x, FloatVec y) { return hn::Mul(x, y); }
// Correctly rounded: the vector division of 32-bit Arm is not, so there it is done lane by lane.
HWY_INLINE FloatVec Div(FloatVec x, FloatVec y) {
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
HWY_INLINE FloatVec Min(FloatVec x, FloatVec y) { return hn::Min(x, y); }
HWY_INLINE FloatVec Max(FloatVec x, FloatVec y) { return hn::Max(x, y); }
HWY_INLINE FloatMask Gt(FloatVec x, FloatVec y) { return hn::Gt(x, y); }
HWY_INLINE FloatMask Le(FloatVec x, FloatVec y) { return hn::Le(x, y); }
HWY_INLINE FloatMask And(FloatMask x, FloatMask y) { return hn::And(x, y); }
HWY_INLINE FloatVec IfThenElse(FloatMask m, FloatVec x, FloatVec y) { return hn::IfThenElse(m, x, y); }
HWY_INLINE FloatVec FlushTiny(FloatVec x) { return HWY_NAMESPACE::FlushTiny(x); }

HWY_INLINE void MaskOf(std::uint64_t word, std::size_t i, FloatMask& out) { out = MaskFromWord(word, i); }
HWY_INLINE std::uint64_t WordOf(FloatMask m, std::size_t i) { return WordFromMask(m, i); }
// out <- f(i) for the vector that begins at neuron i, and so on through a pack.
template <class F>
HWY_INLINE void Generate(std::size_t i, F f, FloatVec& out) {
  out = f(i);
}
HWY_INLINE void Fill(float x, FloatVec& out) { out = hn::Set(FloatTag(), x); }
HWY_INLINE void Load(const float* from, FloatVec& out) { out = hn::Load(FloatTag(), from); }
HWY_INLINE void Store(FloatVec x, float* to) { hn::Store(x, FloatTag(), to); }

#if HWY_HAVE_SCALABLE
// A vector of unknown length cannot be a member of anything: packs of one.
using FloatPack = FloatVec;
using MaskPack = FloatMask;
constexpr std::size_t pack_vectors = 1;
#else
template <class T>
struct Pair {
  // Spelled out: those the compiler adds are not compiled for the target of this namespace.
  HWY_INLINE Pair() {}
  HWY_INLINE Pair(T x, T y) : a(x), b(y) {}
  T a, b;
};
template <class T>
HWY_INLINE Pair<T> PairOf(T a, T b) {
  return {a, b};
}

template <class T>
HWY_INLINE Pair<T> Add(Pair<T> x, Pair<T> y) {
  return {pk::Add(x.a, y.a), pk::Add(x.b, y.b)};
}
template <class T>
HWY_INLINE Pair<T> Sub(Pair<T> x, Pair<T> y) {
  return {pk::Sub(x.a, y.a), pk::Sub(x.b, y.b)};
}
template <class T>
HWY_INLINE Pair<T> Mul(Pair<T> x, Pair<T> y) {
  return {pk::Mul(x.a, y.a), pk::Mul(x.b, y.b)};
}
template <class T>
HWY_INLINE Pair<T> Div(Pair<T> x, Pair<T> y) {
  return {pk::Div(x.a, y.a), pk::Div(x.b, y.b)};
}
template <class T>
HWY_INLINE Pair<T> Min(Pair<T> x, Pair<T> y) {
  return {pk::Min(x.a, y.a), pk::Min(x.b, y.b)};
}
template <class T>
HWY_INLINE Pair<T> Max(Pair<T> x, Pair<T> y) {
  return {pk::Max(x.a, y.a), pk::Max(x.b, y.b)};
}
template <class T>
HWY_INLINE auto Gt(Pair<T> x, Pair<T> y) {
  return PairOf(pk::Gt(x.a, y.a), pk::Gt(x.b, y.b));
}
template <class T>
HWY_INLINE auto Le(Pair<T> x, Pair<T> y) {
  return PairOf(pk::Le(x.a, y.a), pk::Le(x.b, y.b));
}
template <class M>
HWY_INLINE Pair<M> And(Pair<M> x, Pair<M> y) {
  return {pk::And(x.a, y.a), pk::And(x.b, y.b)};
}
template <class M, class T>
HWY_INLINE Pair<T> IfThenElse(Pair<M> m, Pair<T> x, Pair<T> y) {
  return {pk::IfThenElse(m.a, x.a, y.a), pk::IfThenElse(m.b, x.b, y.b)};
}
template <class T>
HWY_INLINE Pair<T> FlushTiny(Pair<T> x) {
  return {pk::FlushTiny(x.a), pk::FlushTiny(x.b)};
}
// How many floats a pack holds, as a multiple of the vector's.
template <class T>
constexpr std::size_t vectors_in = 1;
template <class T>
constexpr std::size_t vectors_in<Pair<T>> = 2 * vectors_in<T>;

template <class T>
HWY_INLINE void Fill(float x, Pair<T>& out) {
  pk::Fill(x, out.a);
  pk::Fill(x, out.b);
}
template <class F, class T>
HWY_INLINE void Generate(std::size_t i, F f, Pair<T>& out) {
  pk::Generate(i, f, out.a);
  pk::Generate(i + vectors_in<T> * hn::MaxLanes(FloatTag()), f, out.b);
}
template <class T>
HWY_INLINE void Load(const float* from, Pair<T>& out) {
  pk::Load(from, out.a);
  pk::Load(from + vectors_in<T> * hn::MaxLanes(FloatTag()), out.b);
}
template <class T>
HWY_INLINE void Store(Pair<T> x, float* to) {
  pk::Store(x.a, to);
  pk::Store(x.b, to + vectors_in<T> * hn::MaxLanes(FloatTag()));
}

// Bits i and following of a spike word, as masks and back.
template <class M>
HWY_INLINE void MaskOf(std::uint64_t word, std::size_t i, Pair<M>& out) {
  pk::MaskOf(word, i, out.a);
  pk::MaskOf(word, i + vectors_in<M> * hn::MaxLanes(FloatTag()), out.b);
}
template <class M>
HWY_INLINE std::uint64_t WordOf(Pair<M> m, std::size_t i) {
  return pk::WordOf(m.a, i) | pk::WordOf(m.b, i + vectors_in<M> * hn::MaxLanes(FloatTag()));
}

using FloatPack = Pair<Pair<FloatVec>>;
using MaskPack = Pair<Pair<FloatMask>>;
constexpr std::size_t pack_vectors = 4;  // with two the chains still wait, with eight nothing is won
#endif

}  // namespace pk
}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();
#endif

#endif
