// A projection on its way from its description into the image.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "compile/fixed_point.hpp"
#include "compile/synapse_plan.hpp"

namespace rheobase {

struct CompiledProjection {
  const Projection* described;
  std::uint32_t source, target;  // populations
  SynapsePlan plan;
  std::uint32_t channel = 0;                // of all channels
  std::uint32_t short_term = 0;             // where its rule lies in the image; 0: none
  std::unique_ptr<Synapses> synapses = {};  // once they are drawn
  FixedWeights fixed = {};                  // once its channel has a unit
};

// Its number. Throws ModelError at `where`.
std::uint32_t population_named(const Network& network, const std::string& name, const std::string& where);

// Every projection, its populations found and its expressions parsed. `sizes`: of the populations. Throws ModelError.
std::vector<CompiledProjection> plan_projections(const Network& network, const std::vector<std::uint32_t>& sizes,
                                                 PhiloxKey key);

}  // namespace rheobase
