#include "describe/parameters.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "describe/expression.hpp"
#include "describe/units.hpp"
#include "image/limits.hpp"
#include "models/shapes.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

const ParameterRule* rule_named(const ParameterForm& form, const std::string& key) {
  for (const ParameterRule& rule : form.rules) {
    if (key == rule.name) return &rule;
  }
  return nullptr;
}

std::string keys_of(const ParameterForm& form) {
  std::string list;
  for (const ParameterRule& rule : form.rules) list += (list.empty() ? "" : ", ") + std::string(rule.name);
  return list;
}

// What the user gave, by key.
std::map<std::string, Value> given_to(const Population& population, NeuronModel model) {
  if (model != NeuronModel::izhikevich) return population.parameters;
  std::map<std::string, Value> given = population.parameters;
  for (const ParameterRule& rule : izhikevich_declaration.forms[0].rules) {
    const auto [at, is_new] = given.emplace(rule.name, *field_of(population, rule.name));
    if (!is_new) {
      throw error_at(at->second.where, std::string(rule.name) + " of " + population.name +
                                           " has a field of its own in Population: it is no entry of its parameters");
    }
  }
  return given;
}

// A field that was changed although the model takes it from `parameters`.
void check_fields(const Population& population) {
  const Population fresh;
  for (const ParameterRule& rule : izhikevich_declaration.forms[0].rules) {
    if (field_of(population, rule.name)->text == field_of(fresh, rule.name)->text) continue;
    throw error_at(population.where, std::string(rule.name) + " of " + population.name + ": the model " +
                                         population.model + " takes its parameters from Population::parameters");
  }
}

// The first form that has all keys; where there is none, says which keys do not go together.
std::size_t form_of(const std::map<std::string, Value>& given, const ModelDeclaration& model,
                    const Population& population) {
  std::vector<std::size_t> fits(model.forms.size());
  for (std::size_t f = 0; f < fits.size(); ++f) fits[f] = f;
  const std::string* decisive = nullptr;  // the last key that ruled a form out
  for (const auto& [key, value] : given) {
    std::vector<std::size_t> still;
    for (const std::size_t f : fits) {
      if (rule_named(model.forms[f], key) != nullptr) still.push_back(f);
    }
    if (still.empty()) {
      const std::string what = excerpt(key) + " of " + population.name;
      if (decisive == nullptr) throw error_at(value.where, what + " is no parameter of the model " + population.model);
      throw error_at(value.where, what + " cannot be combined with " + *decisive + ": the model " + population.model +
                                      " takes one or the other");
    }
    if (still.size() < fits.size()) decisive = &key;
    fits = still;
  }
  return fits.front();
}

// What a rule makes of the text: the number of a word, ms of a time, Hz of a rate; else an expression as it is.
Value value_for(const ParameterRule& rule, const Value& given, const std::string& population) {
  if (rule.is_word()) {
    for (std::size_t w = 0; w < rule.words.size(); ++w) {
      if (given.text == rule.words[w]) return Value(std::to_string(w), given.where);
    }
    throw error_at(given.where, std::string(rule.name) + " of " + population + " is " + rule.words[0] + " or " +
                                    rule.words[1] + ", not '" + excerpt(given.text) + "'");
  }
  const bool has_unit = is_quantity(given.text) && std::isalpha(static_cast<unsigned char>(given.text.back())) != 0;
  if (has_unit && std::string(rule.unit) == "ms")
    return {Value(parse_time_ms(given.text, given.where)).text, given.where};
  if (has_unit && std::string(rule.unit) == "Hz")
    return {Value(parse_rate_hz(given.text, given.where)).text, given.where};
  return given;
}

}  // namespace

NeuronModel model_named(const std::string& name, const std::string& where) {
  std::string names;
  for (unsigned m = 0; m < model_count; ++m) {
    const auto model = static_cast<NeuronModel>(m);
    if (name == name_of(model)) return model;
    names += (m > 0 ? ", " : "") + std::string(name_of(model));
  }
  throw error_at(where, "no model is called '" + excerpt(name) + "'; there are " + names);
}

bool is_neuron(const Population& population) {
  return has_membrane(model_named(population.model, place_of(population, {"model"})));
}

std::vector<std::string> parameter_keys(NeuronModel model) {
  std::vector<std::string> keys;
  for (const ParameterForm& form : declaration_of(model).forms) {
    for (const ParameterRule& rule : form.rules) {
      if (std::find(keys.begin(), keys.end(), rule.name) == keys.end()) keys.emplace_back(rule.name);
    }
  }
  return keys;
}

const Value* field_of(const Population& p, const std::string& key) {
  if (key == "a") return &p.a;
  if (key == "b") return &p.b;
  if (key == "c") return &p.c;
  if (key == "d") return &p.d;
  if (key == "v0") return &p.v0;
  return key == "u0" ? &p.u0 : nullptr;
}

GivenParameters parameters_of(const Population& population) {
  GivenParameters out;
  out.model = model_named(population.model, place_of(population, {"model"}));
  if (out.model != NeuronModel::izhikevich) check_fields(population);
  const ModelDeclaration& model = declaration_of(out.model);
  const std::map<std::string, Value> given = given_to(population, out.model);
  out.form = form_of(given, model, population);
  for (const ParameterRule& rule : model.forms[out.form].rules) {
    const auto found = given.find(rule.name);
    if (found == given.end() && rule.by_default == nullptr) {
      throw error_at(population.where, population.name + " has no " + rule.name + ": the model " + population.model +
                                           " written with these parameters takes " + keys_of(model.forms[out.form]));
    }
    const Value value = found != given.end() ? found->second : Value(rule.by_default, population.where);
    out.all.push_back({rule, value_for(rule, value, population.name)});
  }
  return out;
}

ChosenIntegrator integrator_of(const Network& network, const Population& population) {
  const std::string model_place = place_of(population, {"model"});
  const NeuronModel model = model_named(population.model, model_place);
  if (!has_membrane(model)) return {no_integrator, model_place};
  if (population.integrator) return {*population.integrator, place_of(population, {"integrator"})};
  if (declaration_of(model).keeps_own_integrator) {
    return {model_shapes[static_cast<unsigned>(model)]->own, model_place};
  }
  return {network.integrator, place_of(network, {"integrator"})};
}

std::vector<std::string> names_for(const GivenParameters& parameters, Sees sees) {
  if (sees == Sees::constants) return {};
  std::vector<std::string> names(std::begin(draw_names), std::end(draw_names));
  if (sees == Sees::draws) return names;
  for (const GivenParameter& p : parameters.all) {
    if (p.rule.is_seen()) names.emplace_back(p.rule.name);
  }
  if (sees == Sees::parameters_v) names.emplace_back("v");
  return names;
}

double threshold_of(const Population& population, const GivenParameters& parameters,
                    const std::map<std::string, double>& constants) {
  if (parameters.rules().never_fires) {
    if (population.places.count("threshold") > 0 || population.threshold_mv != Population().threshold_mv) {
      throw error_at(place_of(population, {"threshold"}), "threshold of " + population.name +
                                                              " cannot be combined with tau: a leaky " +
                                                              population.model + " never fires; the model lif does");
    }
    return limits::no_threshold;
  }
  const char* key = parameters.rules().threshold;
  if (key == nullptr) {
    if (declaration_of(parameters.model).needs_threshold && !population.places.empty() &&
        population.places.count("threshold") == 0) {
      throw error_at(population.where,
                     population.name + " has no threshold: the model " + population.model + " has no default for it");
    }
    return population.threshold_mv;
  }
  if (population.places.count("threshold") > 0 || population.threshold_mv != Population().threshold_mv) {
    throw error_at(place_of(population, {"threshold"}),
                   "threshold of " + population.name + " cannot be combined with " + key + ", which is the threshold");
  }
  for (const GivenParameter& p : parameters.all) {
    if (p.rule.name == std::string(key))
      return constant_of(p.value, constants, p.rule.name + (" of " + population.name));
  }
  return population.threshold_mv;
}

}  // namespace rheobase
