// The learning rules as model files name them.
#pragma once

#include <string>
#include <vector>

#include "plasticity/list.hpp"

namespace rheobase {

struct RuleName {
  const char* name;
  unsigned rule;  // its place in plasticity/list.hpp
  bool nearest;
  double update_interval_ms;  // unless it is given; 0: a step
};

struct RuleDescription {
  const RuleParameter* parameters;
  unsigned count;
  bool pairs, sweeps, has_modulator;

  const RuleParameter* find(const std::string& name) const;
};

// All names.
const std::vector<RuleName>& rule_names();
// Null: no rule has this name.
const RuleName* rule_named(const std::string& name);
const RuleDescription& description_of(const RuleName& name);

}  // namespace rheobase
