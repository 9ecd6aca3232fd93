#include "compile/synapse_expressions.hpp"

#include <algorithm>
#include <cmath>

#include "compile/clocks.hpp"
#include "compile/message.hpp"
#include "describe/linear_form.hpp"
#include "image/limits.hpp"

namespace rheobase {
SynapseExpression::SynapseExpression(const Value& value, const std::string& what,
                                     const std::map<std::string, double>& constants)
    : value_(value), what_(what), expression_(value, synapse_variables, constants, what) {
  for (unsigned k = 0; k < variable_count; ++k) uses_[k] = expression_.uses(synapse_variables[k]);
}

bool SynapseExpression::uses_any(Variable first, Variable end) const {
  return std::any_of(uses_ + first, uses_ + end, [](bool used) { return used; });
}

std::string SynapseExpression::place_in(const Numbers& x) const {
  return " at synapse " + std::to_string(static_cast<std::uint32_t>(x[i])) + " -> " +
         std::to_string(static_cast<std::uint32_t>(x[j]));
}

WeightExpression::WeightExpression(const Projection& projection, const std::map<std::string, double>& constants)
    : SynapseExpression(projection.weight, "weight of " + ends_of(projection), constants) {
  if (uses_any(r2, variable_count) || !is_linear_in(synapse_variables[r], projection.weight.text)) return;
  const auto drawn_at = [&](double draw) {
    const Numbers x = {draw};
    return value_at(x);
  };
  Affine rule;
  bool exact = true;  // "(r/2 + 1e17) - 1e17" has the form of a line, but rounding makes steps of it
  try {
    rule.zero = drawn_at(0.0);
    rule.slope = drawn_at(1.0) - rule.zero;
    for (double draw : {0.0625, 0.3, 0.5, 0.7, 0.99}) {
      const double error = drawn_at(draw) - (rule.zero + rule.slope * draw);
      exact = exact && std::fabs(error) <= 1e-12 * (std::fabs(rule.zero) + std::fabs(rule.slope));
    }
  } catch (const ModelError&) {
    return;  // not finite at an end that may not be drawn
  }
  // An end beyond the limit may not be drawn; then each weight is checked.
  const bool inside =
      std::fabs(rule.zero) <= limits::most_weight && std::fabs(rule.zero + rule.slope) <= limits::most_weight;
  if (exact && inside) affine_ = rule;
}

double WeightExpression::at(const Numbers& x) const {
  const double weight = value_at(x);
  if (!is_within(-limits::most_weight, limits::most_weight, weight))
    fail_outside(-limits::most_weight, limits::most_weight, value_.where, what_, weight, "", place_in(x));
  return weight;
}

DelayExpression::DelayExpression(const Projection& projection, const std::map<std::string, double>& constants,
                                 double dt_ms)
    : SynapseExpression(projection.delay_ms, "delay of " + ends_of(projection), constants), dt_ms_(dt_ms), ticks_(1) {
  const Numbers nothing = {};
  if (!varies()) ticks_ = ticks_of(value_at(nothing), dt_ms);
}

std::uint32_t DelayExpression::ticks_at(const Numbers& x) const {
  if (!varies()) return ticks_;
  const double ms = value_at(x), ticks = std::floor(ms / dt_ms_ + 0.5);
  if (!(ticks >= 1 && ticks <= limits::most_ticks)) {
    fail(value_.where, what_ + " is " + number_text(ms) + " ms" + place_in(x) + "; it lies from one step, " +
                           number_text(dt_ms_) + " ms, to " + number_text(limits::most_ticks) + " steps");
  }
  return static_cast<std::uint32_t>(ticks);
}

}  // namespace rheobase
