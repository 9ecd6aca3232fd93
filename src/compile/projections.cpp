#include "compile/projections.hpp"

#include "compile/message.hpp"

namespace rheobase {
std::uint32_t population_named(const Network& network, const std::string& name, const std::string& where) {
  for (std::uint32_t i = 0; i < network.populations.size(); ++i) {
    if (network.populations[i].name == name) return i;
  }
  fail(where, "no population is called " + name);
}

std::vector<CompiledProjection> plan_projections(const Network& network, const std::vector<std::uint32_t>& sizes,
                                                 PhiloxKey key) {
  std::vector<CompiledProjection> out;
  for (const Projection& p : network.projections) {
    const std::uint32_t source = population_named(network, p.source, place_of(p, {"source"})),
                        target = population_named(network, p.target, place_of(p, {"target"})),
                        index = static_cast<std::uint32_t>(out.size());
    const SynapseContext context = {index, sizes[source], sizes[target], network.dt_ms, network.parameters, key};
    out.push_back({&p, source, target, SynapsePlan(p, context)});
  }
  return out;
}

}  // namespace rheobase
