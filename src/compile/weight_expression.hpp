// A weight expression over the draws of one synapse.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "compile/synapses.hpp"
#include "describe/expression.hpp"

namespace rheobase {

class WeightExpression {
 public:
  enum Variable { r, r2, r3, z, i, j, variable_count };

  WeightExpression(const Projection& projection, const std::map<std::string, double>& constants);

  bool uses(Variable variable) const { return uses_[variable]; }
  bool drawn() const { return uses_[r] || uses_[r2] || uses_[r3] || uses_[z]; }
  // Throws ModelError unless the result lies from -1e6 to 1e6.
  double at(const double (&x)[variable_count]) const;
  // Most expressions are a straight line in r ("0.5*r") by their form.
  const std::optional<Affine>& affine() const { return affine_; }

 private:
  const Projection& projection_;
  std::string what_;
  Expression expression_;
  bool uses_[variable_count] = {};
  std::optional<Affine> affine_;
};

}  // namespace rheobase
