#include "describe/plasticity_rules.hpp"

#include <iterator>

namespace rheobase {
namespace {

#define RHEOBASE_RULE_NAME(name, Rule) name,
enum RuleNumber : unsigned { RHEOBASE_RULE_LIST(RHEOBASE_RULE_NAME) };
#undef RHEOBASE_RULE_NAME

#define RHEOBASE_RULE_DESCRIPTION(name, Rule) \
  {Rule::parameters, static_cast<unsigned>(std::size(Rule::parameters)), Rule::pairs, Rule::sweeps, name == dopamine},
const RuleDescription descriptions[] = {RHEOBASE_RULE_LIST(RHEOBASE_RULE_DESCRIPTION)};
#undef RHEOBASE_RULE_DESCRIPTION

}  // namespace

const RuleParameter* RuleDescription::find(const std::string& name) const {
  for (unsigned i = 0; i < count; ++i) {
    if (name == parameters[i].name) return parameters + i;
  }
  return nullptr;
}

const std::vector<RuleName>& rule_names() {
#define RHEOBASE_RULE_PLAIN(name, Rule) {#name, name, false, name == izhikevich2006 ? 1000.0 : 0.0},
  static const std::vector<RuleName> names = {RHEOBASE_RULE_LIST(RHEOBASE_RULE_PLAIN){"stdp_nearest", stdp, true, 0},
                                              {"izhikevich2007", dopamine, true, 10}};
#undef RHEOBASE_RULE_PLAIN
  return names;
}

const RuleName* rule_named(const std::string& name) {
  for (const RuleName& rule : rule_names()) {
    if (name == rule.name) return &rule;
  }
  return nullptr;
}

const RuleDescription& description_of(const RuleName& name) { return descriptions[name.rule]; }

}  // namespace rheobase
