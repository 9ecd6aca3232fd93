// Networks of the golden scenes (golden.hpp) for the models, integrators and channels, each with neurons of its own.
#pragma once

#include <string>

#include "rheobase/model.hpp"

namespace rheobase::test {

// General quadratic cells in both ways of writing them, each neuron with its own coefficients.
inline Network quadratic(Integrator integrator) {
  Network network;
  network.name = "quadratic";
  network.integrator = integrator;
  network.dt_ms = 0.25;
  Population p;
  p.model = "quadratic";
  p.name = "general";
  p.size = 130;
  p.parameters = {{"alpha", "0.03 + 0.02*r"},
                  {"beta", "4 + r2"},
                  {"gamma", "100 + 60*r3"},
                  {"a", "0.04*r - 0.005"},
                  {"b", "0.25*r2"},
                  {"d", "4 + 4*z"},
                  {"v_u", -10}};
  p.noise = 6;
  p.noise_interval_ms = 1;
  p.refractory_ms = 1;
  network.add(p);
  p.name = "cells_2007";
  p.size = 100;
  p.parameters = {{"C", "50 + 100*r"}, {"k", "0.5 + r2"},  {"vr", "-65 + 10*r3"}, {"vt", "-45 + 5*r"}, {"vpeak", 35},
                  {"a", 0.03},         {"b", "-2 + 4*r2"}, {"c", "-55 + 10*r"},   {"d", 100}};
  p.noise = 300;
  p.refractory_ms = 0;
  network.add(p);
  for (const char* source : {"general", "cells_2007"}) {
    Projection q;
    q.source = source;
    q.target = "cells_2007";
    q.weight = "60*r";
    q.probability = 0.2;
    q.delay_ms = 1;
    network.connect(q);
  }
  return network;
}

// Conductances of each kind, at cells of 2003 and of 2007.
inline Network conductances(Integrator integrator, bool nmda) {
  Network network;
  network.integrator = integrator;
  network.dt_ms = 0.5;
  const auto channel = [](const char* name, ChannelKind kind, double reversal_mv, double tau_rise_ms) {
    Channel c;
    c.name = name;
    c.kind = kind;
    c.reversal_mv = reversal_mv;
    c.tau_rise_ms = tau_rise_ms;
    return c;
  };
  Population p;
  p.channels = {channel("excites", nmda ? ChannelKind::nmda : ChannelKind::decay, 0, 0),
                channel("inhibits", ChannelKind::rise, -80, 2)};
  if (nmda) p.channels[0].tau_ms = 50;
  p.channels[1].clear_on_spike = nmda;
  p.channels.resize(3);
  p.channels[2].name = "jump";
  p.channels[2].kind = ChannelKind::jump;
  p.name = "A";
  p.size = 150;
  p.noise = 8;
  p.refractory_ms = nmda ? 2 : 0;
  network.add(p);
  p.name = "B";
  p.model = "quadratic";
  p.parameters = {{"C", 100},  {"k", 0.7}, {"vr", -60}, {"vt", -40}, {"vpeak", 35},
                  {"a", 0.03}, {"b", -2},  {"c", -50},  {"d", 100}};
  p.noise = 300;
  network.add(p);
  for (const char* source : {"A", "B"}) {
    for (const char* target : {"A", "B"}) {
      for (const char* to : {"excites", "inhibits", "jump"}) {
        Projection q;
        q.source = source;
        q.target = target;
        q.channel = to;
        q.weight = to == std::string("jump") ? "0.5*z" : target == std::string("A") ? "0.02*r" : "2*r";
        q.probability = 0.2;
        network.connect(q);
      }
    }
  }
  return network;
}

// A population for each of two models and five integrators, each driving the next.
inline Network mixed_integrators() {
  Network network;
  network.name = "mixed_integrators";
  network.dt_ms = 0.5;
  for (const char* model : {"izhikevich", "quadratic"}) {
    for (const Integrator integrator :
         {Integrator::euler, Integrator::izhikevich2003, Integrator::riccati, Integrator::rk2, Integrator::rk4}) {
      Population p;
      p.integrator = integrator;
      p.name = std::string(model) + "_" + name_of(*p.integrator);
      p.model = model;
      p.size = 65;
      p.noise = 6;
      p.noise_interval_ms = 1;
      network.add(p);
    }
  }
  Projection q;
  for (const Population& source : network.populations) {
    q.source = q.target = source.name;
    if (&source != &network.populations.back()) q.target = (&source + 1)->name;
    q.weight = "6*r";
    q.probability = 0.2;
    q.delay_ms = 1;
    network.connect(q);
  }
  return network;
}

// A leaky readout of neurons that integrate and fire without a leak.
inline Network integrator_network() {
  Network network;
  network.name = "integrator";
  network.dt_ms = 0.5;
  Population p;
  p.name = "fires";
  p.model = "integrator";
  p.size = 131;
  p.parameters = {{"r", "0.5 + r2"}, {"v_reset", -1}, {"reset", "subtract"}, {"v0", "10*r"}};
  p.threshold_mv = 12;
  p.current = 1;
  p.noise = 2;
  network.add(p);
  p = Population();
  p.name = "readout";
  p.model = "integrator";
  p.size = 19;
  p.parameters = {{"tau", 20}, {"v_rest", "r"}};
  p.channels[0].kind = ChannelKind::decay;
  network.add(p);
  Projection q;
  q.source = "fires";
  q.target = "readout";
  q.weight = "z";
  q.probability = 0.5;
  network.connect(q);
  return network;
}

// Several integration steps a tick, beside channels that a spike clears, conductances and refractory periods.
inline Network substeps_network() {
  Network network = conductances(Integrator::riccati, true);
  network.name = "substeps";
  network.dt_ms = 1;
  for (Population& p : network.populations) {
    p.substeps = p.name == "A" ? 3 : 5;
    p.refractory_ms = 0;
  }
  Population c = network.populations[0];
  c.name = "C";
  c.integrator = Integrator::rk2;
  c.refractory_ms = 1;
  Channel hold;
  hold.name = "hold";
  hold.kind = ChannelKind::hold;
  hold.clear_on_spike = true;
  c.channels = {hold};
  network.add(c);
  c.name = "D";
  c.integrator = Integrator::riccati;
  c.refractory_ms = 0;
  network.add(c);
  Projection q;
  q.source = "A";
  for (const char* target : {"C", "D"}) {
    q.target = target;
    q.weight = "r";
    q.probability = 0.2;
    network.connect(q);
  }
  return network;
}

// Leaky integrate-and-fire neurons: both resets, both meanings of the threshold, every way of advancing them.
inline Network lif_network() {
  Network network;
  network.name = "lif";
  network.dt_ms = 0.5;
  for (const Integrator integrator : {Integrator::exact, Integrator::euler, Integrator::rk2, Integrator::rk4}) {
    Population p;
    p.name = std::string("lif_") + name_of(integrator);
    p.model = "lif";
    p.integrator = integrator;
    p.size = 67;
    p.parameters["tau"] = integrator == Integrator::euler ? Value("10 + 10*r") : Value(20);
    p.parameters["v_rest"] = -65;
    p.parameters["r"] = 10;
    p.parameters["v_reset"] = -68;
    p.parameters["v0"] = "-65 + 14*r";
    p.parameters["reset"] = Value(integrator == Integrator::rk2 ? "value" : "subtract");
    p.parameters["fires"] = Value(integrator == Integrator::rk4 ? "at" : "above");
    p.threshold_mv = -50;
    p.current = 1;
    p.noise = 2;
    p.refractory_ms = integrator == Integrator::rk4 ? 0 : 2;
    Channel kick, ampa, syn;
    kick.name = "kick", kick.kind = ChannelKind::jump;
    syn.name = "syn", syn.kind = ChannelKind::decay;
    ampa.name = "ampa", ampa.kind = ChannelKind::rise, ampa.tau_rise_ms = 1;
    if (integrator != Integrator::exact) ampa.reversal_mv = 0.0;
    p.channels = {syn, kick, ampa};
    network.add(p);
  }
  Projection q;
  for (const Population& source : network.populations) {
    q.source = source.name;
    q.target = &source == &network.populations.back() ? network.populations.front().name : (&source + 1)->name;
    for (const char* to : {"syn", "kick", "ampa"}) {
      q.channel = to;
      q.weight = to == std::string("ampa") ? "0.02*r" : to == std::string("kick") ? "0.5*z" : "r - 0.3";
      q.probability = 0.2;
      network.connect(q);
    }
  }
  return network;
}

// Integers: every kind of channel that fixed takes, both ways of firing and of resetting, refractory periods.
inline Network fixed_network() {
  Network network;
  network.name = "fixed";
  network.dt_ms = 0.5;
  for (const char* name : {"fast", "held", "leaky_above", "leaky_at"}) {
    Population p;
    p.name = name;
    p.integrator = Integrator::fixed;
    p.size = 130;
    p.noise = 5;
    p.noise_interval_ms = 1;
    Channel pulse, decay, hold;
    pulse.name = "pulse", pulse.interpolate = name == std::string("fast"), pulse.width_ms = 1;
    decay.name = "decay", decay.kind = ChannelKind::decay, decay.subtract = name == std::string("held");
    hold.name = "hold", hold.kind = ChannelKind::hold, hold.clear_on_spike = true;
    p.channels = {pulse, decay, hold};
    if (name == std::string("held")) {
      p.a = "0.02 + 0.08*r";
      p.b = "0.25 - 0.05*r";
      p.c = "-65 + 15*r2^2";
      p.d = "8 - 6*r2^2";
      p.current = "4*r3";
      p.refractory_ms = 2;
      p.refractory_holds = RefractoryHolds::v;
    }
    if (p.name.rfind("leaky", 0) == 0) {
      const bool at = p.name == "leaky_at";
      p.model = "lif";
      p.parameters = {{"tau", "10 + 10*r"}, {"v_rest", -65}, {"r", 5}, {"v_reset", -68}, {"v0", "-65 + 14*r"}};
      if (!at) p.parameters["tau"] = 20;
      p.parameters["reset"] = Value(at ? "subtract" : "value");
      p.parameters["fires"] = Value(at ? "at" : "above");
      p.threshold_mv = -50;
      p.current = 2.5;
      p.refractory_ms = at ? 0 : 2;
    }
    network.add(p);
  }
  Projection q;
  for (std::size_t k = 0; k < network.populations.size(); ++k) {
    q.source = network.populations[k].name;
    q.target = network.populations[(k + 1) % network.populations.size()].name;
    for (const char* to : {"pulse", "decay", "hold"}) {
      q.channel = to;
      q.weight = to == std::string("hold") ? "0.5*z" : "2*r - 0.7";
      q.probability = 0.2;
      q.delay_ms = 1;
      network.connect(q);
    }
  }
  return network;
}

// Short-term plasticity in both forms: stored and drawn, of several delays, and beside synapses without.
inline Network short_term() {
  Network network;
  network.name = "stp";
  network.dt_ms = 0.5;
  for (const char* name : {"A", "B"}) {
    Population p;
    p.name = name;
    p.size = name == std::string("A") ? 120 : 100;
    p.noise = 9;
    p.noise_interval_ms = 1;
    p.channels[0].kind = ChannelKind::decay;
    network.add(p);
  }
  Projection q;
  q.source = "A";
  q.target = "B";
  q.weight = "3*r";
  q.probability = 0.4;
  q.delay_ms = "0.5 + 3*r2";
  network.connect(q).stp = ShortTermPlasticity{ShortTermForm::tsodyks, 0.15, 50, 750, {}, {}};
  q.target = "A";
  q.weight = "2*r";
  q.delay_ms = 2;
  q.storage = Storage::procedural;
  network.connect(q).stp = ShortTermPlasticity{ShortTermForm::mongillo, 0.5, 800, 20, {}, {}};
  q.source = "B";
  q.weight = "-3*r";
  q.storage = Storage::dense_i8;
  network.connect(q).stp = ShortTermPlasticity{ShortTermForm::tsodyks, 0.5, 800, 0, {}, {}};
  q.target = "B";
  q.weight = "r - 0.5";
  q.storage = Storage::automatic;
  network.connect(q);
  return network;
}

// Thresholds, resets and rests at and next to 0: the float below a threshold of 0 would be subnormal.
inline Network near_zero(Integrator integrator) {
  Network network;
  network.name = "near_zero";
  network.integrator = integrator;
  network.dt_ms = 0.5;
  for (double threshold : {0.0, 1e-37, 1e-20, -1e-20, 1e-6}) {
    Population p;
    p.name = "T" + std::to_string(network.populations.size());
    p.size = 21;
    p.threshold_mv = threshold;
    p.c = "-r";
    p.v0 = "i < 7 ? -1 : -1e-19*(1 + r)";
    p.u0 = "i < 14 ? 0 : 140";
    p.current = "i < 7 ? 20 : 1e-20*(1 + r)";
    if (network.populations.size() % 2 == 0) {
      p.refractory_ms = 8;
      if (threshold >= 1e-10) p.refractory_holds = RefractoryHolds::v;
    }
    network.add(p);
  }
  return network;
}

}  // namespace rheobase::test
