// Explicit synapses: a file that names each.
#pragma once

#include <memory>

#include "compile/synapse_plan.hpp"

namespace rheobase {

// Rows of source, target and, in a third and a fourth column, weight and delay; in any order. What has no column of its
// own comes from the expressions. Throws ModelError with the place of a bad row.
std::unique_ptr<ListedSynapses> read_synapse_list(const Projection& projection, const SynapseContext& context,
                                                  const SynapseExpressions& expressions);

}  // namespace rheobase
