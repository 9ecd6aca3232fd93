// Scenes whose hashes are written down: every build of every machine must reproduce them.
#pragma once

#include <string>
#include <vector>

#include "golden_inputs.hpp"
#include "golden_learning.hpp"
#include "golden_models.hpp"
#include "networks.hpp"

namespace rheobase::test {

struct Scene {
  std::string name;
  Network network;
  std::uint64_t steps;
  bool closed_loop = false;  // run with a SensorLoop (sensor_loop.hpp)
};

// Every neuron fires in every step, and currents are as large as they may be.
inline Network storm() {
  Network network;
  network.name = "storm";
  network.integrator = Integrator::izhikevich2003;
  Population p;
  p.name = "S";
  p.size = 200.0;
  p.current = "1e6*(r - 0.2)";
  p.noise = "100*z*z";
  Channel decay;
  decay.name = "slow";
  decay.kind = Channel::Kind::decay;
  decay.tau_ms = 0.4;  // decays through the smallest numbers to zero
  p.channels = {Channel{}, decay};
  network.add(p);
  for (const char* channel : {"syn", "slow"}) {
    Projection q;
    q.source = q.target = "S";
    q.channel = channel;
    q.weight = "100*z";
    q.probability = 0.2;
    q.delay_ms = 3;
    network.connect(q);
  }
  return network;
}

// A storm that does not fit its budget, then does: bursts of current, three forms of storage, pulses
// that last.
inline Network budgeted_storm(int width_ms) {
  Network network;
  network.name = "budgeted_" + std::to_string(width_ms);
  network.integrator = Integrator::izhikevich2003;
  network.event_budget = 9000;
  for (const char* name : {"A", "B"}) {
    Population p;
    p.name = name;
    p.size = 150.0;
    p.noise = 3.0;
    p.stimulus = Stimulus{};
    p.stimulus->current = "sin(2*_pi*t/100) > 0.9 ? 200 : 0";
    p.channels[0].width_ms = width_ms;
    network.add(p);
  }
  for (const char* source : {"A", "B"}) {
    for (const char* target : {"A", "B"}) {
      Projection q;
      q.source = source;
      q.target = target;
      q.weight = "z";
      q.delay_ms = 2;
      q.probability = source == std::string("A") ? 1.0 : 0.3;
      q.storage = target == std::string("A") ? Storage::automatic : Storage::sparse_i32;
      network.connect(q);
    }
  }
  return network;
}

// Cells that come to rest: u and currents run towards zero.
inline Network rest() {
  Network network = storm();
  network.name = "rest";
  network.populations[0].current = 0.0;
  network.populations[0].noise = 0.0;
  network.populations[0].b = 0.0;
  network.populations[0].a = 0.3;
  network.populations[0].v0 = "-100 + 140*r";
  network.populations[0].u0 = "10*z";
  return network;
}

// Values at the ends of the float format: subnormals and -0.0 as parameters, start values and weights, currents of a
// million either way.
inline Network edges(Integrator integrator) {
  Network network;
  network.name = "edges";
  network.integrator = integrator;
  network.dt_ms = 0.5;
  Population p;
  p.name = "X";
  p.size = 130.0;
  p.a = "r < 0.3 ? 1e-40 : 0.02";
  p.b = "r2 < 0.2 ? -1e-41 : r2 < 0.4 ? -0.0 : 0.2";
  p.c = "r3 < 0.2 ? -0.0 : -65";
  p.d = "r2 < 0.5 ? 1e-42 : 8";
  p.v0 = "r < 0.2 ? -0.0 : r < 0.4 ? 1e-40 : r < 0.6 ? -1e-44 : -65";
  p.u0 = "r3 < 0.4 ? -1e-39 : r3 < 0.6 ? -0.0 : -13";
  p.current = "z < -1.5 ? -1e6 : z < -0.8 ? -1e-45 : z < 0 ? -0.0 : z < 0.5 ? 1e-40 : z < 1.2 ? 10 : 1e6";
  p.noise = "r3 < 0.1 ? 1e-38 : 1";
  p.input = true;
  p.refractory_ms = 2.0;
  Channel hold;
  hold.name = "hold";
  hold.kind = Channel::Kind::hold;
  hold.clear_on_spike = true;
  hold.subtract = true;
  p.channels = {Channel{}, hold};
  network.add(p);
  for (const char* channel : {"syn", "hold"}) {
    Projection q;
    q.source = q.target = "X";
    q.channel = channel;
    q.weight = "r < 0.3 ? 1e-30 : r < 0.6 ? -0.0 : z";
    q.probability = 0.3;
    network.connect(q);
  }
  return network;
}

// Sensors and motors, for a SensorLoop.
inline Network sensor_network() {
  Network network;
  network.name = "sensors";
  network.dt_ms = 0.5;
  for (const char* name : {"sense", "move"}) {
    Population p;
    p.name = name;
    p.size = name == std::string("sense") ? 100.0 : 60.0;
    p.input = name == std::string("sense");
    p.noise = 2.0;
    p.noise_interval_ms = 1.0;
    p.spike_times = true;
    network.add(p);
  }
  for (const char* target : {"sense", "move"}) {
    Projection q;
    q.source = "sense";
    q.target = target;
    q.weight = target == std::string("move") ? "6*r" : "2*z";
    q.probability = 0.5;
    q.delay_ms = 1.0;
    network.connect(q);
  }
  return network;
}

// A projection of each form of storage, and of each pattern that is drawn and not kept.
inline Network storage_forms() {
  Network network;
  network.name = "storage_forms";
  network.integrator = Integrator::izhikevich2003;
  for (const auto& [name, size] : {std::pair{"A", 150}, std::pair{"B", 150}}) {
    Population p;
    p.name = name;
    p.size = size;
    p.noise = 6.0;
    network.add(p);
  }
  Projection q;
  q.source = "A";
  q.target = "B";
  q.weight = "0.4*r - 0.1";
  for (unsigned i = 0; i < storage_count; ++i) {
    q.storage = static_cast<Storage>(i);
    q.probability = q.storage == Storage::automatic ? 1.0 : 0.2;
    network.connect(q);
  }
  q.source = "B";
  q.target = "A";
  q.storage = Storage::procedural;
  q.probability = 1.0;
  q.self = false;
  network.connect(q);
  q.target = "B";  // self: the synapses with oneself are taken away again
  network.connect(q);
  q.probability = 0.1;
  network.connect(q);
  q.probability = 1.0;
  q.out_degree = 17;
  network.connect(q);
  q.out_degree.reset();
  q.self = true;
  q.one_to_one = true;
  network.connect(q);
  return network;
}

// Delays that differ between the synapses of one projection, dense and sparse; a fixed in-degree; pulses that last.
inline Network delays(double event_budget) {
  Network network;
  network.name = event_budget > 0 ? "delays_budgeted" : "delays";
  network.dt_ms = 0.5;
  network.event_budget = event_budget;
  for (const char* name : {"A", "B"}) {
    Population p;
    p.name = name;
    p.size = name == std::string("A") ? 120.0 : 100.0;
    p.noise = 9.0;
    p.noise_interval_ms = 1.0;
    p.channels[0].width_ms = 1.5;
    network.add(p);
  }
  Projection q;
  q.source = "A";
  q.target = "B";
  q.weight = "3*r";
  q.delay_ms = "0.5 + 9.5*r2";
  q.probability = 0.2;
  network.connect(q);
  q.source = q.target = "B";
  q.weight = "-2*r";
  q.delay_ms = "r3 < 0.5 ? 1 : 3";
  q.probability = 1.0;
  q.storage = Storage::dense_i16;
  network.connect(q);
  q.target = "A";
  q.weight = "z";
  q.delay_ms = "1 + abs(i - j)/20";
  q.in_degree = 15;
  q.storage = Storage::sparse_i8;
  network.connect(q);
  return network;
}

inline std::vector<Scene> scenes() {
  std::vector<Scene> out;
  for (const char* n : {"5", "63", "64", "65", "1000", "1023"}) {
    out.push_back({std::string("paper_n") + n, paper({{"n", n}}), 1000});
    out.push_back({std::string("forum_n") + n, forum({{"n", n}}), 1000});
  }
  out.push_back({"paper_procedural", paper({{"storage", "procedural"}}), 1000});  // the bits of paper_n1000
  out.push_back({"storage_forms", storage_forms(), 1000});
  Network one = cells(1, Integrator::izhikevich2003, 0.5);
  one.populations[0].current = 10.0;
  one.populations[0].noise = 3.0;
  out.push_back({"one_neuron", one, 4000});
  out.push_back({"gamma", load_model(model_path("gamma.toml")), 1000});
  out.push_back({"gamma_fine", load_model(model_path("gamma.toml"), {{"dt", "0.1 ms"}, {"n", "333"}}), 2000});
  out.push_back({"forum_ms", load_model(model_path("forum_ms.toml")), 2000});
  out.push_back({"storm", storm(), 500});
  out.push_back({"rest", rest(), 3000});
  for (Integrator integrator : {Integrator::riccati, Integrator::rk2, Integrator::rk4}) {
    Network network = storm();
    network.integrator = integrator;
    out.push_back({std::string("storm_") + name_of(integrator), network, 500});
    network = rest();
    network.populations[0].v0 = "-100 + 125*r";
    network.integrator = integrator;
    out.push_back({std::string("rest_") + name_of(integrator), network, 1000});
  }
  for (unsigned i = 0; i < test::quadratic_integrators; ++i) {
    const auto integrator = static_cast<Integrator>(i);
    out.push_back({std::string("edges_") + name_of(integrator), edges(integrator), 1000});
  }
  for (Integrator integrator : {Integrator::riccati, Integrator::euler, Integrator::rk4}) {
    out.push_back({std::string("near_zero_") + name_of(integrator), near_zero(integrator), 1000});
  }
  for (int width_ms : {1, 4}) {
    Network network = budgeted_storm(width_ms);
    out.push_back({network.name, network, 500});
  }
  for (double budget : {0.0, 150.0}) {
    Network network = delays(budget);
    out.push_back({network.name, network, 1000});
  }
  for (Integrator integrator : {Integrator::riccati, Integrator::rk4}) {
    const Network network = quadratic(integrator);
    out.push_back({integrator == Integrator::riccati ? "quadratic" : "quadratic_rk4", network, 1000});
  }
  for (Integrator integrator : {Integrator::riccati, Integrator::rk4}) {
    const std::string suffix = integrator == Integrator::riccati ? "" : "_rk4";
    out.push_back({"conductance" + suffix, conductances(integrator, false), 1000});
    out.push_back({"nmda" + suffix, conductances(integrator, true), 1000});
  }
  out.push_back({"mixed_integrators", mixed_integrators(), 1000});
  out.push_back({"lif", lif_network(), 1000});
  out.push_back({"fixed", fixed_network(), 1000});
  out.push_back({"fixed_gamma", load_model(model_path("gamma.toml"), {{"integrator", "fixed"}, {"n", "333"}}), 1000});
  out.push_back({"integrator", integrator_network(), 1000});
  out.push_back({"substeps", substeps_network(), 1000});
  out.push_back({"sources", sources_network(), 1000});
  out.push_back({"stp", short_term(), 1000});
  out.push_back({"stdp", stdp_network(), 1000});
  out.push_back({"reward", reward_network(), 1000});
  out.push_back({"noise_kinds", noise_kinds(), 1000});
  out.push_back({"stimulus_tables", stimulus_tables(), 1000});
  out.push_back({"sensors", sensor_network(), 4000, true});
  return out;
}

}  // namespace rheobase::test
