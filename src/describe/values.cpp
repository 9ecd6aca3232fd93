#include "describe/values.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "describe/expression.hpp"
#include "describe/parameters.hpp"
#include "text/message.hpp"
#include "text/name_characters.hpp"

namespace rheobase {
namespace {

constexpr double most_neurons = 1 << 24;  // per population

bool mentions(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !continues_name(text[at - 1])) && (end == text.size() || !continues_name(text[end]))) return true;
  }
  return false;
}

// Calls each(places of its table, key, value).
template <class AnyNetwork, class Each>
void for_each_value(AnyNetwork& network, Each each) {
  each(network.places, "event_budget", network.event_budget);
  for (auto& p : network.populations) {
    each(p.places, "size", p.size);
    for (const std::string& key : parameter_keys(NeuronModel::izhikevich)) {
      if (auto* field = field_of(p, key)) each(p.places, key.c_str(), *field);
    }
    for (auto& [key, value] : p.parameters) each(p.places, key.c_str(), value);
    each(p.places, "current", p.current);
    each(p.places, "noise", p.noise);
    if (p.stimulus) each(p.stimulus->places, "current", p.stimulus->current);
  }
  for (auto& p : network.projections) {
    each(p.places, "probability", p.probability);
    if (p.out_degree) each(p.places, "out_degree", *p.out_degree);
    if (p.in_degree) each(p.places, "in_degree", *p.in_degree);
    each(p.places, "weight", p.weight);
    each(p.places, "delay", p.delay_ms);
  }
}

[[noreturn]] void fail_range(const Value& value, const std::string& what, double x, const char* range) {
  throw error_at(value.where, what + " is " + Value(x).text + "; it must be " + range);
}

void check_value(const Network& network, const Value& value, const std::vector<std::string>& variables,
                 const std::string& what, double least) {
  if (value.of_each && !variables.empty() && variables != synapse_variables) return;  // compile looks at each neuron's
  const Expression expression(value, variables, network.parameters, what);
  if (!expression.is_constant()) return;
  const std::vector<double> nothing(variables.size() + 1, 0.0);
  const double x = expression.at(nothing.data());
  if (x < least) fail_range(value, what, x, "0 or more");
}

void check_degree(const Network& network, const std::optional<Value>& value, const std::string& what) {
  if (!value) return;
  const double degree = constant_of(*value, network.parameters, what);
  if (std::fabs(degree - std::round(degree)) > 1e-9 || degree < 0) {
    fail_range(*value, what, degree, "a whole number, 0 or more");
  }
}

}  // namespace

void give_arrays(Network& network, const Arrays& arrays) {
  const auto table_named = [&](std::string& file, std::optional<Array>& table) {
    const auto named = arrays.find(file);
    if (named == arrays.end()) return;
    table = named->second;
    file.clear();
  };
  for_each_value(network, [&](const Places&, const char* key, Value& value) {
    const auto named = arrays.find(value.text);
    if (named == arrays.end()) return;
    if (named->second.columns != 1) {
      throw error_at(value.where, std::string(key) + " is an array of " + std::to_string(named->second.columns) +
                                      " columns; it takes one number a neuron");
    }
    const std::string where = value.where;
    value = Value(named->second.values);
    value.where = where;
  });
  for (Population& p : network.populations) {
    if (p.spikes) table_named(p.spikes->file, p.spikes->table);
    std::optional<Array> rows;
    if (p.stimulus) table_named(p.stimulus->file, rows);
    for (std::size_t k = 0; rows && k < rows->values.size(); k += rows->columns) {
      const double* row = rows->values.data() + k;
      p.stimulus->table.emplace_back(row, row + rows->columns);
    }
  }
  for (Projection& p : network.projections) table_named(p.file, p.table);
}

void name_overrides(Network& network, const Overrides& overrides) {
  for_each_value(network, [&](Places& places, const char* key, Value& value) {
    for (const auto& [name, text] : overrides) {
      if (network.parameters.count(name) == 0 || !mentions(value.text, name)) continue;
      value.where += ": with " + network.places[name];
      places[key] = value.where;
    }
  });
}

std::vector<std::string> unused_parameters(const Network& network) {
  std::vector<std::string> unused;
  for (const auto& parameter : network.parameters) {
    bool used = false;
    for_each_value(network, [&](const Places&, const char*, const Value& value) {
      used = used || mentions(value.text, parameter.first);
    });
    if (!used) unused.push_back(parameter.first);
  }
  return unused;
}

void check_expressions(const Network& network) {
  constexpr double any = -INFINITY;
  for (const Population& p : network.populations) {
    const std::string of = " of " + p.name;
    const double size = constant_of(p.size, network.parameters, "size" + of);
    if (std::fabs(size - std::round(size)) > 1e-9 || size < 1 || size > most_neurons) {
      fail_range(p.size, "size" + of, size, "a whole number from 1 to 2^24");
    }
    const GivenParameters given = parameters_of(p);
    for (const GivenParameter& parameter : given.all) {
      check_value(network, parameter.value, names_for(given, parameter.rule.sees), parameter.rule.name + of,
                  parameter.rule.least == 0 ? 0 : any);
    }
    threshold_of(p, given, network.parameters);
    const std::vector<std::string> neuron = names_for(given, Sees::draws);
    check_value(network, p.current, neuron, "current" + of, any);
    check_value(network, p.noise, neuron, "noise" + of, 0);
    if (p.stimulus && p.stimulus->file.empty() && p.stimulus->table.empty()) {
      check_value(network, p.stimulus->current, {"t"}, "stimulus" + of, any);
    }
  }
  for (const Projection& p : network.projections) {
    const std::string of = " of " + ends_of(p);
    const double probability = constant_of(p.probability, network.parameters, "probability" + of);
    if (probability < 0 || probability > 1) fail_range(p.probability, "probability" + of, probability, "from 0 to 1");
    check_degree(network, p.out_degree, "out_degree" + of);
    check_degree(network, p.in_degree, "in_degree" + of);
    check_value(network, p.weight, synapse_variables, "weight" + of, any);
    check_value(network, p.delay_ms, synapse_variables, "delay" + of, 0);
  }
}

}  // namespace rheobase
