// The parameters of a population as its model declares them (models/declaration.hpp).
#pragma once

#include <string>
#include <vector>

#include "models/declaration.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// Whether it has a membrane; otherwise it is a source of spikes. Throws ModelError: no such model.
bool is_neuron(const Population& population);

NeuronModel model_named(const std::string& name, const std::string& where);  // throws ModelError

// Every key that the model has, in any form.
std::vector<std::string> parameter_keys(NeuronModel model);

// The fields of Population are the parameters of its default model; null: it has none of this name.
const Value* field_of(const Population& population, const std::string& key);
inline Value* field_of(Population& population, const std::string& key) {
  return const_cast<Value*>(field_of(static_cast<const Population&>(population), key));
}

struct GivenParameter {
  ParameterRule rule;
  Value value;  // the default where none was given
};
struct GivenParameters {
  NeuronModel model;
  std::size_t form;  // of the model's
  std::vector<GivenParameter> all;
  ParameterForm rules() const { return declaration_of(model).forms[form]; }
};
// In the order of their rules. Throws ModelError: no such model, a parameter that it does not have or needs, parameters
// of two forms.
GivenParameters parameters_of(const Population& population);

// How the population is advanced, and where that was said.
struct ChosenIntegrator {
  Integrator integrator;
  std::string where;
};
ChosenIntegrator integrator_of(const Network& network, const Population& population);

// The names that the expression of a parameter may use, beside the network's [parameters].
std::vector<std::string> names_for(const GivenParameters& parameters, Sees sees);

// The population's threshold, by whichever key its model has for it. Throws ModelError.
double threshold_of(const Population& population, const GivenParameters& parameters,
                    const std::map<std::string, double>& constants);

}  // namespace rheobase
