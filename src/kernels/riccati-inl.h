// The riccati step, a pack of vectors at a time. Meaning: riccati.hpp, line by line.
#if defined(RHEOBASE_KERNELS_RICCATI_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_RICCATI_INL_H_
#undef RHEOBASE_KERNELS_RICCATI_INL_H_
#else
#define RHEOBASE_KERNELS_RICCATI_INL_H_
#endif

#include "kernels/neurons-inl.h"
#include "kernels/pack-inl.h"
#include "kernels/riccati.hpp"

#if HWY_TARGET != HWY_SCALAR  // which is reference.cpp's
HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using pk::FloatPack;
using pk::MaskPack;

HWY_INLINE FloatPack Constant(float x) {
  FloatPack out;
  pk::Fill(x, out);
  return out;
}
HWY_INLINE FloatPack IfThenElseZero(MaskPack mask, FloatPack x) { return pk::IfThenElse(mask, x, Constant(0.0f)); }

HWY_INLINE FloatPack LoadPack(const float* from) {
  FloatPack out;
  pk::Load(from, out);
  return out;
}

HWY_INLINE MaskPack LoadMasks(std::uint64_t word, std::size_t i) {
  MaskPack out;
  pk::MaskOf(word, i, out);
  return out;
}

HWY_INLINE FloatPack CutZ(FloatPack z) {
  return pk::Min(pk::Max(z, Constant(riccati_z_least)), Constant(riccati_z_most));
}

// Returns who crossed the threshold; `rest` is the part of the step after the crossing. Plain: no neuron is
// blocked, and no spike takes current away (`allowed` and `cleared` are not looked at).
template <bool kPlain>
HWY_INLINE MaskPack RiccatiStepPack(const RiccatiStep& p, FloatPack k1, FloatPack b, FloatPack c, FloatPack jump_by,
                                    FloatPack kz_mean, MaskPack allowed, FloatPack current, FloatPack cleared,
                                    FloatPack& v_io, FloatPack& u_io, FloatPack& rest) {
  const FloatPack v = v_io, u = u_io, one = Constant(1.0f), half = Constant(0.5f), rest_mv = Constant(62.5f);
  const FloatPack k = Constant(p.k), volts = Constant(p.volts), peak = Constant(p.peak);
  const FloatPack z0 = pk::Add(pk::Mul(Constant(p.kz), pk::Sub(u, current)), Constant(p.z_rest));
  const FloatPack sigma = pk::Mul(k, pk::Add(v, rest_mv));

  const FloatPack slope0 = pk::Sub(pk::Mul(sigma, sigma), z0);
  const FloatPack ahead = pk::Add(v, pk::Mul(Constant(p.ahead), slope0));
  const FloatPack drift = pk::Mul(kz_mean, pk::Sub(pk::Mul(b, ahead), u));
  const FloatPack z = CutZ(pk::Add(z0, drift));

  const FloatPack above = pk::Sub(peak, sigma);
  const FloatPack D = pk::Sub(pk::Mul(peak, sigma), z);
  const FloatPack ca = pk::Add(one, pk::Mul(z, pk::Add(Constant(riccati_c1), pk::Mul(z, Constant(riccati_c2)))));
  const FloatPack sa = pk::Add(half, pk::Mul(z, pk::Add(Constant(riccati_s1), pk::Mul(z, Constant(riccati_s2)))));
  const FloatPack G = pk::Sub(pk::Mul(above, ca), pk::Mul(D, sa));
  const FloatPack H = pk::Sub(pk::Mul(D, ca), pk::Mul(pk::Mul(above, z), sa));
  const MaskPack falls = pk::And(pk::Gt(H, Constant(0.0f)), pk::Le(pk::Mul(G, ca), pk::Mul(H, sa)));
  const MaskPack fired = kPlain ? falls : pk::And(allowed, falls);
  // Where nothing fires the quotient may be anything; 0 keeps what follows finite.
  const FloatPack t = pk::Max(IfThenElseZero(fired, pk::Div(G, H)), Constant(riccati_t_least));
  const FloatPack x = pk::Mul(z, pk::Mul(t, t));
  const FloatPack late =
      pk::Add(t, pk::Mul(pk::Mul(t, x), pk::Add(Constant(riccati_t1), pk::Mul(x, Constant(riccati_t2)))));
  const FloatPack y_den = pk::Max(pk::Sub(Constant(p.peak_squared), z), Constant(riccati_y_den_least));
  const FloatPack y_num =
      pk::Max(pk::Sub(H, pk::Mul(pk::Mul(H, x), Constant(riccati_root))), pk::Mul(Constant(riccati_y_least), y_den));

  const FloatPack left = pk::Sub(half, late);
  const FloatPack drift_after = pk::Mul(left, pk::Mul(kz_mean, pk::Sub(pk::Mul(b, c), pk::Add(u, jump_by))));
  const FloatPack z_after =
      pk::Add(pk::Add(pk::Add(z, pk::Mul(Constant(p.kz), kPlain ? jump_by : pk::Add(jump_by, cleared))),
                      pk::Mul(pk::Add(late, late), drift)),
              drift_after);

  const FloatPack a_num = pk::IfThenElse(fired, y_num, one);
  const FloatPack a_den = pk::IfThenElse(fired, y_den, one);
  const FloatPack from = pk::IfThenElse(fired, c, v);
  const FloatPack len = pk::IfThenElse(fired, left, one);
  const FloatPack zb = pk::IfThenElse(fired, CutZ(z_after), z);
  const FloatPack shift = pk::Mul(pk::IfThenElse(fired, pk::Mul(left, drift_after), drift), Constant(riccati_sixth));
  const FloatPack sb = pk::Add(pk::Mul(k, pk::Add(from, rest_mv)), shift);
  const FloatPack slope = pk::Sub(pk::Mul(sb, sb), zb);
  const FloatPack zl = pk::Mul(zb, pk::Mul(len, len));
  const FloatPack cb =
      pk::Add(one, pk::Mul(zl, pk::Add(Constant(riccati_c1), pk::Mul(zl, Constant(riccati_c2_range)))));
  const FloatPack s2 =
      pk::Add(one, pk::Mul(zl, pk::Add(Constant(riccati_s1_range), pk::Mul(zl, Constant(riccati_s2_range)))));
  const FloatPack S = pk::Mul(len, pk::Mul(s2, cb));
  const FloatPack y1 =
      pk::Max(pk::Sub(pk::Mul(pk::Mul(half, zl), pk::Mul(s2, s2)), pk::Mul(sb, S)), Constant(riccati_y1_least));
  const FloatPack y = pk::Add(one, y1);

  const FloatPack num = pk::Add(pk::Mul(y1, a_num), pk::Sub(a_num, a_den));
  const FloatPack den = pk::Add(num, pk::Add(a_den, a_den));
  const FloatPack r = pk::Div(one, pk::Mul(y, den));
  const FloatPack q = pk::Mul(num, pk::Mul(r, y));
  const FloatPack qq = pk::Mul(q, q);
  const FloatPack j2 = pk::Add(Constant(riccati_j2), pk::Mul(qq, Constant(riccati_j3)));
  const FloatPack j1 = pk::Add(Constant(riccati_j1), pk::Mul(qq, j2));
  const FloatPack J = pk::Mul(q, pk::Add(Constant(-2.0f), pk::Mul(qq, j1)));
  const FloatPack v_flow = pk::Add(from, pk::Mul(pk::Mul(volts, pk::Mul(slope, S)), pk::Mul(r, den)));

  const FloatPack jump = IfThenElseZero(fired, jump_by);
  const FloatPack mean_v = pk::Sub(pk::Mul(volts, J), rest_mv);
  const FloatPack pull = pk::Sub(pk::Mul(b, mean_v), pk::Add(u, pk::Mul(jump, len)));
  u_io = pk::FlushTiny(pk::Add(pk::Add(u, jump), pk::Mul(k1, pull)));
  v_io = pk::Max(pk::Min(v_flow, Constant(p.v_most)), Constant(riccati_v_least));
  rest = len;
  return fired;
}

template <bool kPlain>
HWY_INLINE void IntegrateRiccatiBlocks(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  RiccatiStep p;
  hwy::CopyBytes<sizeof(p)>(task.planes[image::plane_extra1].data, &p);
  HWY_ALIGN_MAX float noise[image::block_neurons], taken[image::block_neurons];
  const RoundKeys noise_keys(task.noise_key);
  for (std::size_t block = first_block; block < end_block; ++block) {
    if (task.has_noise) NoiseBlock(noise_keys, task.noise_stream, task.noise_tick, block, noise);
    const std::uint64_t allowed = task.blocked != nullptr ? ~task.blocked[block] : ~std::uint64_t{0};
    std::uint64_t fired_word = 0;
    for (std::size_t i = 0; i < image::block_neurons; i += pk::pack_vectors * hn::Lanes(FloatTag())) {
      const auto plane = [&](image::PlaneIndex index)
                             HWY_ATTR { return LoadPack(task.planes[index].block(block) + i); };
      const std::size_t at = block * image::block_neurons + i;
      FloatPack current, v = LoadPack(task.v + at), u = LoadPack(task.u + at), rest;
      const auto current_at = [&](std::size_t k) HWY_ATTR {
        FloatVec cleared;
        const FloatVec x = InputCurrent(task, block, k, noise, cleared);
        if (!kPlain) hn::Store(cleared, FloatTag(), taken + k);
        return x;
      };
      pk::Generate(i, current_at, current);
      const FloatPack cleared = kPlain ? current : LoadPack(taken + i);
      const MaskPack fired = RiccatiStepPack<kPlain>(
          p, plane(image::plane_a), plane(image::plane_b), plane(image::plane_c), plane(image::plane_d),
          plane(image::plane_extra0), LoadMasks(allowed, i), current, cleared, v, u, rest);
      pk::Store(v, task.v + at);
      pk::Store(u, task.u + at);
      if (task.spike_age != nullptr) {
        const FloatPack share = pk::Min(pk::Max(rest, Constant(0.0f)), Constant(1.0f));
        pk::Store(pk::Mul(share, Constant(p.dt)), task.spike_age + at);
      }
      fired_word |= pk::WordOf(fired, i);
    }
    task.fired[block] = fired_word;
  }
}

void IntegrateRiccati(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  bool plain = task.blocked == nullptr;
  for (std::uint32_t c = 0; c < task.channel_count; ++c) plain = plain && !task.channels[c].clear_on_spike;
  if (plain) {
    IntegrateRiccatiBlocks<true>(task, first_block, end_block);
  } else {
    IntegrateRiccatiBlocks<false>(task, first_block, end_block);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();
#endif

#endif
