#include "compile/short_term.hpp"

#include <cmath>

#include "compile/message.hpp"

namespace rheobase {
namespace {

void check_range(const ShortTermPlasticity& stp, const char* key, double x, double least, double most, bool or_0,
                 const char* range) {
  if ((x >= least && x <= most) || (or_0 && x == 0)) return;
  fail(place_of(stp, {key}), std::string(key) + " of stp is " + number_text(x) + "; it is " + range);
}

// Values that the engine does not distinguish from 0 are 0, so that no product of these is subnormal.
void fold_decay(double tau_ms, double dt_ms, float (&keep)[image::decay_bits]) {
  for (unsigned k = 0; k < image::decay_bits; ++k) {
    const double factor = tau_ms > 0 ? std::exp(-std::ldexp(dt_ms, static_cast<int>(k)) / tau_ms) : 0;
    keep[k] = factor < 1e-9 ? 0.0f : static_cast<float>(factor);
  }
}

}  // namespace

image::ShortTerm fold_short_term(const ShortTermPlasticity& stp, double dt_ms) {
  check_range(stp, "U", stp.U, 1e-6, 1, true, "0, or from 1e-6 to 1");
  check_range(stp, "tau_rec", stp.tau_rec_ms, 1e-3, 1e6, false, "from 0.001 to 1e6 ms");
  check_range(stp, "tau_facil", stp.tau_facil_ms, 1e-3, 1e6, true, "0, or from 0.001 to 1e6 ms");
  image::ShortTerm out{};
  out.form = static_cast<std::uint32_t>(stp.form);
  out.U = static_cast<float>(stp.U);
  fold_decay(stp.tau_rec_ms, dt_ms, out.keep_depletion);
  fold_decay(stp.tau_facil_ms, dt_ms, out.keep_facilitation);
  return out;
}

}  // namespace rheobase
