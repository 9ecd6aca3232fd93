#include "compile/weight_expression.hpp"

#include <algorithm>
#include <cmath>

#include "compile/message.hpp"
#include "describe/linear_form.hpp"

namespace rheobase {
namespace {

constexpr double largest_weight = 1e6;
const std::vector<std::string> names = {"r", "r2", "r3", "z", "i", "j"};

}  // namespace

WeightExpression::WeightExpression(const Projection& projection, const std::map<std::string, double>& constants)
    : projection_(projection),
      what_("weight of " + projection.source + " -> " + projection.target),
      expression_(projection.weight, names, constants, what_) {
  for (unsigned k = 0; k < variable_count; ++k) uses_[k] = expression_.uses(names[k]);
  const bool other_draws = std::any_of(uses_ + r2, uses_ + variable_count, [](bool used) { return used; });
  if (other_draws || !is_linear_in(names[r], projection.weight.text)) return;
  const auto value_at = [&](double draw) {
    const double x[variable_count] = {draw};
    return expression_.at(x);
  };
  Affine rule;
  bool exact = true;  // "(r/2 + 1e17) - 1e17" is a line in form, and rounding makes stairs of it
  try {
    rule.zero = value_at(0.0);
    rule.slope = value_at(1.0) - rule.zero;
    for (double draw : {0.0625, 0.3, 0.5, 0.7, 0.99}) {
      const double error = value_at(draw) - (rule.zero + rule.slope * draw);
      exact = exact && std::fabs(error) <= 1e-12 * (std::fabs(rule.zero) + std::fabs(rule.slope));
    }
  } catch (const ModelError&) {
    return;  // not finite at an end that may not be drawn
  }
  // An end beyond the limit may not be drawn; then each weight is looked at.
  const bool inside = std::fabs(rule.zero) <= largest_weight && std::fabs(rule.zero + rule.slope) <= largest_weight;
  if (exact && inside) affine_ = rule;
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
