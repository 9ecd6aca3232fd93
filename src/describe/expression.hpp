// One expression of a model, compiled once and evaluated many times (muParser).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

class Expression {
 public:
  // `variables` are the names that change between evaluations, in the order of `at`'s argument;
  // `constants` are the model's parameters. Throws ModelError at value.where for anything that does
  // not parse or names an unknown variable. `what` says which field it is ("weight of E -> I").
  Expression(const Value& value, const std::vector<std::string>& variables,
             const std::map<std::string, double>& constants, const std::string& what);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  // Throws ModelError if the result is not finite.
  double at(const double* variables) const;
  bool is_constant() const;  // uses no variable: `at` gives the same everywhere
  bool uses(const std::string& variable) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What changes from synapse to synapse: random numbers, source and target.
inline const std::vector<std::string> synapse_variables = {"r", "r2", "r3", "z", "i", "j"};

// The constant value of an expression over parameters alone.
double constant_of(const Value& value, const std::map<std::string, double>& constants, const std::string& what);

}  // namespace rheobase
