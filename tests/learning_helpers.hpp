// Networks that learn, and what tests ask of them.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase::test {

inline Population external(const std::string& name, int size) {
  Population p;
  p.name = name;
  p.model = "external";
  p.size = size;
  p.channels.clear();
  return p;
}

// Neurons that fire in the step in which "drive" reaches them, and never else.
inline Population driven(const std::string& name, int size) {
  Population p;
  p.name = name;
  p.model = "lif";
  p.size = size;
  p.parameters["tau"] = 10.0;
  p.threshold_mv = 1;
  Channel kick;
  kick.name = "kick";
  kick.kind = ChannelKind::jump;
  Channel learned;
  learned.name = "learned";
  learned.subtract = true;  // so that what is learned makes nobody fire
  p.channels = {kick, learned};
  return p;
}

inline Projection projection(const std::string& source, const std::string& target, const std::string& channel,
                             double weight) {
  Projection p;
  p.source = source;
  p.target = target;
  p.channel = channel;
  p.weight = weight;
  return p;
}

// One synapse, and programs for both its sides: a spike set at a side acts at the synapse in the next step.
inline Network one_synapse(const Plasticity& rule, double weight, Storage storage, double dt_ms = 1) {
  Network network;
  network.dt_ms = dt_ms;
  network.integrator = Integrator::exact;
  network.add(external("pre", 1));
  network.add(external("drive", 1));
  network.add(driven("post", 1));
  network.connect(projection("drive", "post", "kick", 100));
  Projection p = projection("pre", "post", "learned", weight);
  p.storage = storage;
  p.plasticity = rule;
  network.connect(p);
  return network;
}
constexpr std::uint32_t learned = 1;  // the projection

inline float weight_of(const Simulation& sim, std::uint32_t source = 0) {
  float weight = -1;
  std::uint32_t count = 0;
  REQUIRE(rheo_weights(sim.engine(), learned, source, 1, &weight, nullptr, &count) == RHEO_OK);
  REQUIRE(count == 1);
  return weight;
}

inline void set_spike(const Simulation& sim, const char* population, std::uint32_t neuron) {
  std::uint32_t index = 0;
  REQUIRE(rheo_find_population(sim.engine(), population, &index) == RHEO_OK);
  REQUIRE(rheo_set_spikes(sim.engine(), index, 1, &neuron) == RHEO_OK);
}

inline std::vector<std::string> targets() {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; rheo_target_name(i) != nullptr; ++i) names.emplace_back(rheo_target_name(i));
  return names;
}

}  // namespace rheobase::test
