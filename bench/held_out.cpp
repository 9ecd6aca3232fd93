// Networks that no cost was fitted to: bench/instructions.py check holds their all-fire steps against the bound.
#include "calibration.hpp"

namespace rheobase::bench {
namespace {

Population& add(Network& network, const char* name, double size) {
  Population p;
  p.name = name;
  p.size = size;
  return network.add(p);
}

Projection& connect(Network& network, const char* source, const char* target, double probability) {
  Projection p;
  p.source = source;
  p.target = target;
  p.probability = probability;
  p.weight = "0.1*(r - 0.3)";
  return network.connect(p);
}

// Two populations that reach each other and the first itself; delays of 1 and 3 steps, and a pulse of two.
Network pair(Integrator integrator, double budget) {
  Network network;
  network.integrator = integrator;
  network.event_budget = budget;
  add(network, "A", 203).noise = 5;
  add(network, "B", 77).channels.front().width_ms = 2;
  connect(network, "A", "B", 0.4);
  connect(network, "B", "A", 0.07).delay_ms = 3;
  connect(network, "A", "A", 0.15).self = false;
  return network;
}

Network stored(Storage storage, Integrator integrator, double budget) {
  Network network = pair(integrator, budget);
  network.storage = storage;
  return network;
}

// Every pattern of connection that can be drawn.
Network drawn(Integrator integrator, double budget) {
  Network network = pair(integrator, budget);
  network.storage = Storage::procedural;
  add(network, "C", 203);
  network.projections[1].weight = 0.02;
  network.projections[2].probability = 1;
  connect(network, "B", "C", 1).weight = 0.02;
  connect(network, "A", "C", 1).one_to_one = true;
  connect(network, "C", "B", 1).out_degree = 23;
  Projection& few = connect(network, "C", "C", 1);
  few.out_degree = 100;
  few.self = false;
  return network;
}

// Short-term plasticity: stored, and every pattern of connection that can be drawn.
Network short_term(Network network) {
  for (Population& p : network.populations) p.channels.front().width_ms = 1;
  for (Projection& p : network.projections) p.stp.emplace().tau_facil_ms = 300;
  return network;
}

// More targets than 16 bits reach: two windows, and rows of very different lengths in the second.
Network wide(Storage storage, double budget) {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  network.event_budget = budget;
  add(network, "A", 90);
  add(network, "B", 66000);
  connect(network, "A", "B", 0.005).storage = storage;
  return network;
}

// Every source, and what it drives.
Network sources() {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  add(network, "A", 77);
  Population& poisson = add(network, "P", 203);
  poisson.model = "poisson";
  poisson.parameters["rate"] = 30;
  poisson.stimulus.emplace().current = "10*sin(t)";
  Population& listed = add(network, "L", 150);
  listed.model = "spikes";
  listed.spikes.emplace().times_ms.assign(150, {1.0, 20.0, 400.0});
  add(network, "X", 90).model = "external";
  for (const char* source : {"P", "L", "X"}) connect(network, source, "A", 0.3);
  return network;
}

// Every kind of noise.
Network noise_kinds() {
  Network network = pair(Integrator::izhikevich2003, 0);
  network.populations[1].noise = 4;
  network.populations[1].noise_kind = NoiseKind::uniform;
  Population& ou = add(network, "C", 150);
  ou.noise = "3 + r";
  ou.noise_kind = NoiseKind::ou;
  ou.noise_tau_ms = 7;
  ou.stimulus.emplace().table.assign(3, std::vector<double>(150, 1.5));
  connect(network, "C", "B", 0.2);
  return network;
}

// Two projections that learn by one rule, one of them with delays; one is pooled by a budget.
Network learning(const char* rule, double budget) {
  Network network = pair(Integrator::izhikevich2003, budget);
  for (Population& p : network.populations) p.channels.front().width_ms = 1;
  for (Projection& p : network.projections) {
    p.weight = "0.1 + 0.2*r";
    p.plasticity.emplace().rule = rule;
  }
  network.projections[0].delay_ms = "1 + floor(3*r)";
  network.projections[0].storage = Storage::sparse_i32;
  network.projections[2].plasticity.reset();
  return network;
}

}  // namespace

std::vector<std::pair<std::string, Network>> held_out_networks() {
  std::vector<std::pair<std::string, Network>> list;
  for (unsigned k = 1; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>(k);
    const std::string name = name_of(storage);
    list.emplace_back(name, stored(storage, Integrator::izhikevich2003, 0));
    list.emplace_back(name + "/budgeted", stored(storage, Integrator::euler, 1500));
  }
  list.emplace_back("sources", sources());
  for (const Integrator integrator : {Integrator::izhikevich2003, Integrator::riccati, Integrator::rk4}) {
    Network network = pair(integrator, 0);
    network.populations[0].substeps = 4;
    list.emplace_back(std::string("substeps/") + name_of(integrator), network);
  }
  for (unsigned k = 1; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>(k);
    list.emplace_back(std::string(name_of(storage)) + "/stp",
                      short_term(stored(storage, Integrator::izhikevich2003, 0)));
  }
  list.emplace_back("noise kinds", noise_kinds());
  list.emplace_back("patterns", drawn(Integrator::riccati, 0));
  list.emplace_back("patterns/stp", short_term(drawn(Integrator::izhikevich2003, 0)));
  list.emplace_back("patterns/budgeted", drawn(Integrator::rk2, 4000));
  for (const char* rule : {"stdp_nearest", "triplet", "vogels", "dopamine", "izhikevich2007", "scaling"}) {
    list.emplace_back(std::string("learning/") + rule, learning(rule, 0));
    list.emplace_back(std::string("learning/budgeted ") + rule, learning(rule, 1500));
  }
  list.emplace_back("windows/sparse_i16", wide(Storage::sparse_i16, 0));
  list.emplace_back("windows/sparse_i8", wide(Storage::sparse_i8, 5000));
  return list;
}

}  // namespace rheobase::bench
