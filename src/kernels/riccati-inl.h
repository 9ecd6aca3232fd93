// The riccati step, a vector at a time. Meaning: riccati.hpp, line by line.
#if defined(RHEOBASE_KERNELS_RICCATI_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RHEOBASE_KERNELS_RICCATI_INL_H_
#undef RHEOBASE_KERNELS_RICCATI_INL_H_
#else
#define RHEOBASE_KERNELS_RICCATI_INL_H_
#endif

#include "kernels/neurons-inl.h"
#include "kernels/riccati.hpp"

#if HWY_TARGET != HWY_SCALAR  // which is reference.cpp's
HWY_BEFORE_NAMESPACE();
namespace rheobase {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE FloatVec Constant(float x) { return hn::Set(FloatTag(), x); }

HWY_INLINE FloatVec CutZ(FloatVec z) {
  return hn::Min(hn::Max(z, Constant(riccati_z_least)), Constant(riccati_z_most));
}

// Returns who fired; `rest` is the part of the step after the crossing.
HWY_INLINE FloatMask RiccatiStepVector(const RiccatiStep& p, FloatVec k1, FloatVec b, FloatVec c, FloatVec jump_by,
                                       FloatVec kz_mean, FloatMask allowed, FloatVec current, FloatVec cleared,
                                       FloatVec& v_io, FloatVec& u_io, FloatVec& rest) {
  const FloatVec v = v_io, u = u_io, one = Constant(1.0f), half = Constant(0.5f), rest_mv = Constant(62.5f);
  const FloatVec k = Constant(p.k), volts = Constant(p.volts), peak = Constant(p.peak);
  const FloatVec z0 = hn::Add(hn::Mul(Constant(p.kz), hn::Sub(u, current)), Constant(p.z_rest));
  const FloatVec sigma = hn::Mul(k, hn::Add(v, rest_mv));

  const FloatVec slope0 = hn::Sub(hn::Mul(sigma, sigma), z0);
  const FloatVec ahead = hn::Add(v, hn::Mul(Constant(p.ahead), slope0));
  const FloatVec drift = hn::Mul(kz_mean, hn::Sub(hn::Mul(b, ahead), u));
  const FloatVec z = CutZ(hn::Add(z0, drift));

  const FloatVec above = hn::Sub(peak, sigma);
  const FloatVec D = hn::Sub(hn::Mul(peak, sigma), z);
  const FloatVec ca = hn::Add(one, hn::Mul(z, hn::Add(Constant(riccati_c1), hn::Mul(z, Constant(riccati_c2)))));
  const FloatVec sa = hn::Add(half, hn::Mul(z, hn::Add(Constant(riccati_s1), hn::Mul(z, Constant(riccati_s2)))));
  const FloatVec G = hn::Sub(hn::Mul(above, ca), hn::Mul(D, sa));
  const FloatVec H = hn::Sub(hn::Mul(D, ca), hn::Mul(hn::Mul(above, z), sa));
  const FloatMask falls = hn::And(hn::Gt(H, hn::Zero(FloatTag())), hn::Le(hn::Mul(G, ca), hn::Mul(H, sa)));
  const FloatMask fired = hn::And(allowed, falls);
  // Where nothing fires the quotient may be anything; 0 keeps what follows finite.
  const FloatVec t = hn::Max(hn::IfThenElseZero(fired, hn::Div(G, H)), Constant(riccati_t_least));
  const FloatVec x = hn::Mul(z, hn::Mul(t, t));
  const FloatVec late =
      hn::Add(t, hn::Mul(hn::Mul(t, x), hn::Add(Constant(riccati_t1), hn::Mul(x, Constant(riccati_t2)))));
  const FloatVec y_den = hn::Max(hn::Sub(Constant(p.peak_squared), z), Constant(riccati_y_den_least));
  const FloatVec y_num =
      hn::Max(hn::Sub(H, hn::Mul(hn::Mul(H, x), Constant(riccati_root))), hn::Mul(Constant(riccati_y_least), y_den));

  const FloatVec left = hn::Sub(half, late);
  const FloatVec drift_after = hn::Mul(left, hn::Mul(kz_mean, hn::Sub(hn::Mul(b, c), hn::Add(u, jump_by))));
  const FloatVec z_after = hn::Add(
      hn::Add(hn::Add(z, hn::Mul(Constant(p.kz), hn::Add(jump_by, cleared))), hn::Mul(hn::Add(late, late), drift)),
      drift_after);

  const FloatVec a_num = hn::IfThenElse(fired, y_num, one);
  const FloatVec a_den = hn::IfThenElse(fired, y_den, one);
  const FloatVec from = hn::IfThenElse(fired, c, v);
  const FloatVec len = hn::IfThenElse(fired, left, one);
  const FloatVec zb = hn::IfThenElse(fired, CutZ(z_after), z);
  const FloatVec shift = hn::Mul(hn::IfThenElse(fired, hn::Mul(left, drift_after), drift), Constant(riccati_sixth));
  const FloatVec sb = hn::Add(hn::Mul(k, hn::Add(from, rest_mv)), shift);
  const FloatVec slope = hn::Sub(hn::Mul(sb, sb), zb);
  const FloatVec zl = hn::Mul(zb, hn::Mul(len, len));
  const FloatVec cb = hn::Add(one, hn::Mul(zl, hn::Add(Constant(riccati_c1), hn::Mul(zl, Constant(riccati_c2_range)))));
  const FloatVec s2 =
      hn::Add(one, hn::Mul(zl, hn::Add(Constant(riccati_s1_range), hn::Mul(zl, Constant(riccati_s2_range)))));
  const FloatVec S = hn::Mul(len, hn::Mul(s2, cb));
  const FloatVec y1 =
      hn::Max(hn::Sub(hn::Mul(hn::Mul(half, zl), hn::Mul(s2, s2)), hn::Mul(sb, S)), Constant(riccati_y1_least));
  const FloatVec y = hn::Add(one, y1);

  const FloatVec num = hn::Add(hn::Mul(y1, a_num), hn::Sub(a_num, a_den));
  const FloatVec den = hn::Add(num, hn::Add(a_den, a_den));
  const FloatVec r = hn::Div(one, hn::Mul(y, den));
  const FloatVec q = hn::Mul(num, hn::Mul(r, y));
  const FloatVec qq = hn::Mul(q, q);
  const FloatVec j2 = hn::Add(Constant(riccati_j2), hn::Mul(qq, Constant(riccati_j3)));
  const FloatVec j1 = hn::Add(Constant(riccati_j1), hn::Mul(qq, j2));
  const FloatVec J = hn::Mul(q, hn::Add(Constant(-2.0f), hn::Mul(qq, j1)));
  const FloatVec v_flow = hn::Add(from, hn::Mul(hn::Mul(volts, hn::Mul(slope, S)), hn::Mul(r, den)));

  const FloatVec jump = hn::IfThenElseZero(fired, jump_by);
  const FloatVec mean_v = hn::Sub(hn::Mul(volts, J), rest_mv);
  const FloatVec pull = hn::Sub(hn::Mul(b, mean_v), hn::Add(u, hn::Mul(jump, len)));
  u_io = FlushTiny(hn::Add(hn::Add(u, jump), hn::Mul(k1, pull)));
  v_io = hn::Max(hn::Min(v_flow, Constant(p.v_most)), Constant(riccati_v_least));
  rest = len;
  return fired;
}

void IntegrateRiccati(const NeuronTask& task, std::size_t first_block, std::size_t end_block) {
  const FloatTag d;
  const std::size_t lanes = hn::Lanes(d);
  RiccatiStep p;
  hwy::CopyBytes<sizeof(p)>(task.planes[image::plane_extra1].data, &p);
  HWY_ALIGN_MAX float noise[image::block_neurons];
  const RoundKeys noise_keys(task.noise_key);
  for (std::size_t block = first_block; block < end_block; ++block) {
    if (task.has_noise) NoiseBlock(noise_keys, task.noise_stream, task.noise_tick, block, noise);
    const auto plane = [&](image::PlaneIndex index) { return task.planes[index].block(block); };
    const std::uint64_t allowed = task.blocked != nullptr ? ~task.blocked[block] : ~std::uint64_t{0};
    std::uint64_t fired_word = 0;
    for (std::size_t i = 0; i < image::block_neurons; i += lanes) {
      const std::size_t at = block * image::block_neurons + i;
      FloatVec cleared;
      const FloatVec current = InputCurrent(task, block, i, noise, cleared);
      FloatVec v = hn::Load(d, task.v + at), u = hn::Load(d, task.u + at), rest;
      const FloatMask fired = RiccatiStepVector(
          p, hn::Load(d, plane(image::plane_a) + i), hn::Load(d, plane(image::plane_b) + i),
          hn::Load(d, plane(image::plane_c) + i), hn::Load(d, plane(image::plane_d) + i),
          hn::Load(d, plane(image::plane_extra0) + i), MaskFromWord(allowed, i), current, cleared, v, u, rest);
      hn::Store(v, d, task.v + at);
      hn::Store(u, d, task.u + at);
      if (task.spike_age != nullptr) {
        const FloatVec share = hn::Min(hn::Max(rest, hn::Zero(d)), Constant(1.0f));
        hn::Store(hn::Mul(share, Constant(p.dt)), d, task.spike_age + at);
      }
      fired_word |= WordFromMask(fired, i);
    }
    task.fired[block] = fired_word;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace rheobase
HWY_AFTER_NAMESPACE();
#endif

#endif
