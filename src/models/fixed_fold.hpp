// Host code: parameters as the integrator `fixed` has them (fixed.hpp), and which it cannot have.
#pragma once

#include <vector>

#include "models/declaration.hpp"
#include "models/fixed.hpp"

namespace rheobase {

// Planes of integers, in units of 2^-fraction; and states in mV, to the next unit or the unit below.
std::vector<double> fixed_integers(std::vector<double> values, int fraction);
std::vector<double> fixed_nearest(std::vector<double> values);
std::vector<double> fixed_below(std::vector<double> values);

// A parameter's place: an integer up to `most` in units of 2^-fraction, of `scale` times its value; `most` 0: a state.
struct FixedParameter {
  const char* name;
  int fraction = 0;
  std::int32_t most = 0;
  double scale = 1;
  const char* as = "";  // what is kept of it, for errors
};

// The first that is out of range, or that rounding would change by more than 0.5 %.
ParameterFault fixed_fault(const NeuronParameters& neurons, const std::vector<FixedParameter>& parameters);

}  // namespace rheobase
