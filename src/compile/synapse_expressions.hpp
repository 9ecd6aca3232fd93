// Expressions over the numbers of one synapse: its weight and its delay.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "compile/synapses.hpp"
#include "describe/expression.hpp"

namespace rheobase {

class SynapseExpression {
 public:
  // Of each synapse: random numbers, which weight and delay share, source and target.
  enum Variable { r, r2, r3, z, i, j, variable_count };
  using Numbers = double[variable_count];

  SynapseExpression(const Value& value, const std::string& what, const std::map<std::string, double>& constants);

  bool uses(Variable variable) const { return uses_[variable]; }
  bool uses_any(Variable first, Variable end) const;
  bool drawn() const { return uses_any(r, i); }
  bool varies() const { return uses_any(r, variable_count); }

 protected:
  double value_at(const Numbers& x) const { return expression_.at(x); }
  std::string place_in(const Numbers& x) const;  // " at synapse 3 -> 4"

  const Value& value_;
  std::string what_;

 private:
  Expression expression_;
  bool uses_[variable_count] = {};
};

class WeightExpression : public SynapseExpression {
 public:
  WeightExpression(const Projection& projection, const std::map<std::string, double>& constants);

  // Throws ModelError unless the result lies from -1e6 to 1e6.
  double at(const Numbers& x) const;
  // Most expressions are a straight line in r ("0.5*r") by their form.
  const std::optional<Affine>& affine() const { return affine_; }

 private:
  std::optional<Affine> affine_;
};

class DelayExpression : public SynapseExpression {
 public:
  // A delay that does not vary has passed check_clocks.
  DelayExpression(const Projection& projection, const std::map<std::string, double>& constants, double dt_ms);

  // Ticks of dt, rounded to the nearest where delays vary. Throws ModelError outside 1 … most_ticks.
  std::uint32_t ticks_at(const Numbers& x) const;
  // Of all synapses, unless they vary.
  std::uint32_t ticks() const { return ticks_; }

 private:
  double dt_ms_;
  std::uint32_t ticks_;
};

struct SynapseExpressions {
  WeightExpression weight;
  DelayExpression delay;
  bool uses(SynapseExpression::Variable v) const { return weight.uses(v) || delay.uses(v); }
};

}  // namespace rheobase
