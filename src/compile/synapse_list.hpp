// Explicit synapses: a file that names each.
#pragma once

#include <memory>

#include "compile/synapses.hpp"

namespace rheobase {

// Rows of source, target and, in a third and a fourth column, weight and delay; in any order. Of what has no column of
// its own the result is empty. Throws ModelError with the place of a bad row.
std::unique_ptr<ListedSynapses> read_synapse_list(const Projection& projection, const SynapseContext& context);

}  // namespace rheobase
