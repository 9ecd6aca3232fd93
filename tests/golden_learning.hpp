// Networks of the golden scenes (golden.hpp) whose weights learn.
#pragma once

#include <string>

#include "rheobase/model.hpp"

namespace rheobase::test {

inline Projection learning(const char* source, const char* target, const char* rule) {
  Projection q;
  q.source = source;
  q.target = target;
  q.weight = "0.3 + 0.4*r";
  q.probability = 0.2;
  q.delay_ms = "0.5 + 0.5*floor(6*r2)";
  Plasticity& p = q.plasticity.emplace();
  p.rule = rule;
  p.w_max = 1.5;
  return q;
}

// Pairs and triplets: all and nearest, every convention, every dependence on the weight, 16 and 32 bits, rounded up and
// down by chance.
inline Network stdp_network() {
  Network network;
  network.name = "stdp";
  network.dt_ms = 0.5;
  for (const char* name : {"A", "B"}) {
    Population p;
    p.name = name;
    p.size = name == std::string("A") ? 90 : 70;
    p.noise = 11;
    p.noise_interval_ms = 1;
    p.channels[0].kind = ChannelKind::decay;
    network.add(p);
  }
  Projection q = learning("A", "A", "stdp");
  q.plasticity->parameters = {{"A_plus", 0.03}, {"A_minus", 0.02}, {"tau_plus", 17}, {"tau_minus", 34}};
  network.connect(q);
  q = learning("A", "B", "stdp_nearest");
  q.storage = Storage::sparse_i32;
  q.plasticity->same_time = SameTime::pre_first;
  q.plasticity->parameters = {{"A_plus", 0.05}, {"A_minus", 0.04}, {"mu_plus", 0.4}, {"mu_minus", 1}};
  network.connect(q);
  q = learning("B", "A", "triplet");
  q.plasticity->same_time = SameTime::post_first;
  q.plasticity->w_min = 0.1;
  q.plasticity->parameters = {{"A2_plus", 0.01}, {"A3_plus", 0.05}, {"A2_minus", 0.02}, {"A3_minus", 0.01}};
  network.connect(q);
  q = learning("B", "B", "vogels");
  q.plasticity->parameters = {{"eta", 0.03}, {"rho", 8}};
  network.connect(q);
  q = learning("A", "B", "stdp");  // beside weights that are fixed
  q.plasticity.reset();
  network.connect(q);
  return network;
}

// Rules that sweep: dopamine released by spikes, Izhikevich's two scripts, scaling.
inline Network reward_network() {
  Network network = stdp_network();
  network.name = "reward";
  network.dt_ms = 1;
  Population p;
  p.name = "reward";
  p.model = "poisson";
  p.size = 3;
  p.parameters["rate"] = 4;
  p.channels.clear();
  network.add(p);
  network.projections.clear();
  Projection q = learning("A", "A", "dopamine");
  q.delay_ms = "1 + floor(5*r2)";
  q.plasticity->modulator = "reward";
  q.plasticity->modulator_per_spike = 0.3;
  q.plasticity->parameters = {{"d0", 0.002}, {"tau_c", 300}};
  network.connect(q);
  q.storage = Storage::sparse_i32;
  q.target = "B";
  q.plasticity->rule = "izhikevich2007";
  network.connect(q);
  q = learning("B", "A", "izhikevich2006");
  q.delay_ms = 2;
  q.plasticity->update_interval_ms = 100;
  network.connect(q);
  q = learning("B", "B", "scaling");
  q.delay_ms = 1;
  q.plasticity->update_interval_ms = 7;
  q.plasticity->parameters = {{"target_rate", 20}, {"tau", 300}, {"tau_rate", 200}};
  network.connect(q);
  return network;
}

}  // namespace rheobase::test
