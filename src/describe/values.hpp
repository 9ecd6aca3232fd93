// The expressions of a network that was read from a file, all together.
#pragma once

#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

// What the text names of the arrays takes their place. Throws ModelError: an array of several columns as a value.
void give_arrays(Network& network, const Arrays& arrays);

// An expression over a parameter that --set gives is at fault together with it: its place says so.
void name_overrides(Network& network, const Overrides& overrides);

// Parameters that no expression names.
std::vector<std::string> unused_parameters(const Network& network);

// What depends on no draw is evaluated, the rest parsed, so that reading a file finds its errors with their lines;
// compile evaluates every neuron and synapse. Throws ModelError.
void check_expressions(const Network& network);

}  // namespace rheobase
