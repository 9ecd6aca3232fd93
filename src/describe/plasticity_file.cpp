#include "describe/plasticity_file.hpp"

#include "describe/plasticity_rules.hpp"
#include "describe/toml_reader.hpp"
#include "rheobase/model.hpp"

namespace rheobase {
namespace {

const RuleName& read_rule(const toml::table& table, const std::string& file, Plasticity& plasticity) {
  const TableReader reader(table, file, "plasticity of a projection");
  reader.text("rule", plasticity.rule);
  if (const RuleName* rule = rule_named(plasticity.rule)) return *rule;
  std::string names;
  for (const RuleName& rule : rule_names()) names += (names.empty() ? "" : ", ") + std::string(rule.name);
  reader.fail("rule", "no learning rule is called '" + excerpt(plasticity.rule) + "'; there are " + names);
}

}  // namespace

Plasticity read_plasticity(const toml::table& table, const std::string& file) {
  Plasticity p;
  const RuleName& name = read_rule(table, file, p);
  const RuleDescription& rule = description_of(name);
  std::vector<std::string> keys = {"rule", "w_min", "w_max"};
  if (rule.pairs) {
    keys.push_back("same_time");
    keys.push_back("pairing");
  }
  if (rule.sweeps) keys.push_back("update_interval");
  if (rule.has_modulator) {
    keys.push_back("modulator");
    keys.push_back("modulator_per_spike");
  }
  for (unsigned i = 0; i < rule.count; ++i) keys.push_back(rule.parameters[i].name);
  const TableReader reader(table, file, "plasticity by the rule " + p.rule, keys);
  p.where = reader.where();
  p.places = reader.places();
  p.nearest = name.nearest;
  reader.number("w_min", p.w_min);
  reader.number("w_max", p.w_max);
  reader.choice("same_time", "convention for spikes at the same time", p.same_time,
                {{name_of(SameTime::simultaneous), SameTime::simultaneous},
                 {name_of(SameTime::pre_first), SameTime::pre_first},
                 {name_of(SameTime::post_first), SameTime::post_first},
                 {name_of(SameTime::next_pre_first), SameTime::next_pre_first}});
  reader.choice("pairing", "pairing of spikes", p.nearest, {{"all", false}, {"nearest", true}});
  if (reader.has("update_interval")) reader.time_or_step("update_interval", p.update_interval_ms.emplace());
  reader.text("modulator", p.modulator);
  reader.number("modulator_per_spike", p.modulator_per_spike);
  for (unsigned i = 0; i < rule.count; ++i) {
    const RuleParameter& parameter = rule.parameters[i];
    if (!reader.has(parameter.name)) continue;
    double& value = p.parameters[parameter.name];
    if (parameter.unit == RuleParameter::Unit::time) {
      reader.time(parameter.name, value);
    } else {
      reader.number(parameter.name, value);
    }
  }
  return p;
}

}  // namespace rheobase
