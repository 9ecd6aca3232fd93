// Where the riccati integrator of the 2003 model leaves the range in which it is accurate, as far as parameters and
// constant currents determine it: docs/numerics.md, "Outside the range".
#pragma once

#include <vector>

#include "compile/message.hpp"
#include "models/declaration.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

struct CurrentRange {
  double least = 0, most = 0;
};

// One warning for each limit that neurons of the population pass at the network's dt, with a sufficient dt.
// `stimulus`: the least and the most of its values, for all neurons or for each.
void warn_of_riccati_range(const Population& population, const NeuronParameters& neurons,
                           const std::vector<CurrentRange>& stimulus, const Network& network, Warnings& warnings);

}  // namespace rheobase
