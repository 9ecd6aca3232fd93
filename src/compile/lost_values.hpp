// Values that are not 0 in the description and 0 in the image, since the engine has nothing between 0 and 1e-20.
#pragma once

#include "compile/message.hpp"
#include "models/declaration.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// `rate`: the parameter that is stored times dt; null: none.
void warn_of_lost_parameters(const Population& population, const NeuronParameters& neurons, const char* rate,
                             double dt_ms, Warnings& warnings);

// Of an expression, what is too small to show beside its largest value may become 0: the end of a decay.
void warn_of_lost_stimulus(const std::string& population, const std::vector<double>& values, const std::string& where,
                           bool from_expression, Warnings& warnings);

// A probability below 2^-33.
void warn_of_lost_probability(const Projection& projection, const std::map<std::string, double>& constants,
                              Warnings& warnings);

}  // namespace rheobase
