#include "compile/synapses.hpp"

#include <cmath>

#include "compile/draws.hpp"
#include "compile/message.hpp"
#include "describe/expression.hpp"

namespace rheobase {
namespace {

constexpr double largest_weight = 1e6;

enum Variable { var_r, var_r2, var_r3, var_z, var_i, var_j, var_count };
const std::vector<std::string> names = {"r", "r2", "r3", "z", "i", "j"};

// A weight expression. Most are affine in one draw ("0.5*r"): those are found out by probing and
// then cost a multiplication instead of a trip through the parser.
class WeightRule {
 public:
  WeightRule(const Value& value, const std::map<std::string, double>& constants, const std::string& what)
      : expression_(value, names, constants, what) {
    for (int k = 0; k < var_count; ++k) uses_[k] = expression_.uses(names[static_cast<std::size_t>(k)]);
    for (int k = var_r2; k < var_count; ++k) affine_ = affine_ && !uses_[k];
    if (!affine_) return;
    zero_ = value_at_r(0.0);
    slope_ = value_at_r(1.0) - zero_;
    for (double r : {0.0625, 0.3, 0.5, 0.7, 0.99}) {
      const double error = value_at_r(r) - (zero_ + slope_ * r);
      affine_ = affine_ && std::fabs(error) <= 1e-12 * (std::fabs(zero_) + std::fabs(slope_));
    }
  }

  bool uses(int variable) const { return uses_[variable]; }
  double at(const double* x) const { return affine_ ? zero_ + slope_ * x[var_r] : expression_.at(x); }

 private:
  double value_at_r(double r) const {
    const double x[var_count] = {r};
    return expression_.at(x);
  }

  Expression expression_;
  bool uses_[var_count] = {};
  bool affine_ = true;
  double zero_ = 0, slope_ = 0;
};

// A probability as the number of 2^32 words that mean "yes".
std::uint64_t yes_words(const Projection& projection, const std::map<std::string, double>& constants) {
  const std::string what = "probability of " + projection.source + " -> " + projection.target;
  const double p = constant_of(projection.probability, constants, what);
  if (!(p >= 0 && p <= 1)) fail(projection.probability.where, what + " is " + number_text(p) + "; it lies from 0 to 1");
  return static_cast<std::uint64_t>(std::llround(p * 0x1p32));
}

}  // namespace

Synapses evaluate_synapses(const Projection& projection, std::uint32_t index, std::uint32_t sources,
                           std::uint32_t targets, const std::map<std::string, double>& constants, PhiloxKey key) {
  const std::string what = "weight of " + projection.source + " -> " + projection.target;
  const std::uint64_t yes = yes_words(projection, constants);
  const WeightRule rule(projection.weight, constants, what);
  const bool same_population = projection.source == projection.target;

  Synapses out;
  out.sources = sources;
  out.targets = targets;
  out.row_begin.reserve(std::size_t{sources} + 1);
  const double expected = static_cast<double>(yes) * 0x1p-32 * sources * targets;
  out.target.reserve(static_cast<std::size_t>(expected * 1.01) + 64);
  out.weight.reserve(static_cast<std::size_t>(expected * 1.01) + 64);
  double x[var_count] = {};
  for (std::uint32_t i = 0; i < sources; ++i) {
    out.row_begin.push_back(out.count());
    DrawRow exists(key, Draw::synapse_exists, index, i);
    DrawRow r(key, Draw::synapse_r, index, i), r2(key, Draw::synapse_r2, index, i), r3(key, Draw::synapse_r3, index, i),
        z(key, Draw::synapse_z, index, i);
    x[var_i] = i;
    for (std::uint32_t j = 0; j < targets; ++j) {
      if (yes < (std::uint64_t{1} << 32) && exists[j] >= yes) continue;
      if (same_population && !projection.self && i == j) continue;
      if (rule.uses(var_r)) x[var_r] = uniform01(r[j]);
      if (rule.uses(var_r2)) x[var_r2] = uniform01(r2[j]);
      if (rule.uses(var_r3)) x[var_r3] = uniform01(r3[j]);
      if (rule.uses(var_z)) x[var_z] = gaussian_from_bits(z[j]);
      x[var_j] = j;
      const double weight = rule.at(x);
      if (!(std::fabs(weight) <= largest_weight)) {
        fail(projection.weight.where, what + " is " + number_text(weight) + " at synapse " + std::to_string(i) +
                                          " -> " + std::to_string(j) + "; it lies from -1e6 to 1e6");
      }
      out.target.push_back(j);
      out.weight.push_back(weight);
    }
  }
  out.row_begin.push_back(out.count());
  return out;
}

}  // namespace rheobase
