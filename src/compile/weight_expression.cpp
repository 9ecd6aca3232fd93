#include "compile/weight_expression.hpp"

#include <cmath>

#include "compile/message.hpp"

namespace rheobase {
namespace {

constexpr double largest_weight = 1e6;
const std::vector<std::string> names = {"r", "r2", "r3", "z", "i", "j"};

}  // namespace

WeightExpression::WeightExpression(const Projection& projection, const std::map<std::string, double>& constants)
    : projection_(projection),
      what_("weight of " + projection.source + " -> " + projection.target),
      expression_(projection.weight, names, constants, what_) {
  bool affine = true;
  for (unsigned k = 0; k < variable_count; ++k) {
    uses_[k] = expression_.uses(names[k]);
    if (k != r) affine = affine && !uses_[k];
  }
  if (!affine) return;
  const auto value_at = [&](double draw) {
    const double x[variable_count] = {draw};
    return expression_.at(x);
  };
  Affine rule;
  try {
    rule.zero = value_at(0.0);
    rule.slope = value_at(1.0) - rule.zero;
    for (double draw : {0.0625, 0.3, 0.5, 0.7, 0.99}) {
      const double error = value_at(draw) - (rule.zero + rule.slope * draw);
      affine = affine && std::fabs(error) <= 1e-12 * (std::fabs(rule.zero) + std::fabs(rule.slope));
    }
  } catch (const ModelError&) {
    return;  // not finite at a probe, as log(r) at 0: a draw may still be fine
  }
  // An end beyond the limit may not be drawn; then each weight is looked at.
  const bool inside = std::fabs(rule.zero) <= largest_weight && std::fabs(rule.zero + rule.slope) <= largest_weight;
  if (affine && inside) affine_ = rule;
}

double WeightExpression::at(const double (&x)[variable_count]) const {
  const double weight = expression_.at(x);
  if (!(std::fabs(weight) <= largest_weight)) {
    fail(projection_.weight.where, what_ + " is " + number_text(weight) + " at synapse " +
                                       std::to_string(static_cast<std::uint32_t>(x[i])) + " -> " +
                                       std::to_string(static_cast<std::uint32_t>(x[j])) + "; it lies from -1e6 to 1e6");
  }
  return weight;
}

}  // namespace rheobase
