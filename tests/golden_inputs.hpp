// Networks of the golden scenes (golden.hpp) for sources of spikes, noise and stimuli.
#pragma once

#include <string>

#include "rheobase/model.hpp"

namespace rheobase::test {

// Sources of spikes and what they drive.
inline Network sources_network() {
  Network network;
  network.name = "sources";
  network.dt_ms = 0.5;
  Population p;
  p.name = "poisson";
  p.model = "poisson";
  p.size = 131;
  p.parameters["rate"] = "60*r";
  p.stimulus.emplace().current = "20*sin(t/20)";
  network.add(p);
  p = Population();
  p.name = "spikes";
  p.model = "spikes";
  p.size = 70;
  p.spikes.emplace().repeat_ms = 40;
  for (int i = 0; i < 70; ++i) p.spikes->times_ms.push_back({1.0 + i / 2, 39.5});
  network.add(p);
  p = Population();
  p.name = "external";
  p.model = "external";
  p.size = 65;
  network.add(p);
  p = Population();
  p.name = "cells";
  p.size = 100;
  p.noise = 3;
  network.add(p);
  Projection q;
  q.target = "cells";
  for (const char* source : {"poisson", "spikes", "external"}) {
    q.source = source;
    q.weight = "5*r";
    q.probability = 0.3;
    network.connect(q);
  }
  return network;
}

// Every kind of noise, at cells of each model; correlated noise with tau above and below dt.
inline Network noise_kinds() {
  Network network;
  network.name = "noise_kinds";
  network.dt_ms = 0.5;
  const auto add = [&](const char* name, double size, Value sd, NoiseKind kind, double tau_ms) -> Population& {
    Population p;
    p.name = name;
    p.size = size;
    p.noise = std::move(sd);
    p.noise_kind = kind;
    p.noise_tau_ms = tau_ms;
    return network.add(p);
  };
  add("gaussian", 65, 6, NoiseKind::gaussian, 0).noise_interval_ms = 1;
  add("uniform", 131, "6 + 6*r", NoiseKind::uniform, 0).noise_interval_ms = 1;
  Population& conducting = add("ou", 131, "4 + 4*r", NoiseKind::ou, 10);
  conducting.channels[0].kind = ChannelKind::decay;
  conducting.channels[0].reversal_mv = 0;
  add("fast", 17, 8, NoiseKind::ou, 0.2).integrator = Integrator::rk4;
  Population& lif = add("lif", 67, 3, NoiseKind::ou, 100);
  lif.model = "lif";
  lif.parameters = {{"tau", 20}, {"v_rest", -65}, {"r", 10}, {"v_reset", -68}, {"v0", -65}};
  lif.threshold_mv = -50;
  Projection q;
  for (const char* source : {"gaussian", "uniform", "fast", "lif", "ou"}) {
    q.source = source;
    q.target = "ou";
    q.weight = "0.05*r";
    q.probability = 0.3;
    network.connect(q);
  }
  return network;
}

// Stimuli of each neuron: at cells, at a Poisson source, one that ends and one that repeats.
inline Network stimulus_tables() {
  Network network;
  network.name = "stimulus_tables";
  network.dt_ms = 0.5;
  const auto table = [](std::size_t rows, std::size_t neurons, double mean, double swing) {
    std::vector<std::vector<double>> out(rows, std::vector<double>(neurons));
    for (std::size_t k = 0; k < rows; ++k) {
      for (std::size_t i = 0; i < neurons; ++i) {
        out[k][i] = mean + swing * static_cast<double>((k * 37 + i * 11) % 64) / 64;
      }
    }
    return out;
  };
  Population p;
  p.name = "cells";
  p.size = 131;
  p.current = 1;
  p.stimulus.emplace().table = table(60, 131, -4, 24);
  p.stimulus->repeat = true;
  network.add(p);
  p.name = "few";
  p.size = 17;
  p.integrator = Integrator::rk4;
  p.stimulus->table = table(100, 17, 3, 12);
  p.stimulus->repeat = false;
  p.stimulus->hold_ms = 3;
  network.add(p);
  p = Population();
  p.name = "poisson";
  p.model = "poisson";
  p.size = 70;
  p.stimulus.emplace().table = table(50, 70, -20, 150);
  p.stimulus->repeat = true;
  network.add(p);
  Projection q;
  for (const char* source : {"cells", "few", "poisson"}) {
    q.source = source;
    q.target = "cells";
    q.weight = "3*r";
    q.probability = 0.2;
    network.connect(q);
  }
  return network;
}

}  // namespace rheobase::test
