// The network of Izhikevich (2003) by the C++ builder: describe, compile, step, look.
//
// Prints one line per spike of the first second: time in ms, population, neuron.
// The same network as a model file: models/paper.toml.
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "rheobase/compiler.hpp"
#include "rheobase/model.hpp"
#include "rheobase/rheobase.h"

namespace {

rheobase::Network paper_network() {
  rheobase::Network network;  // 1 ms steps unless told otherwise
  network.integrator = rheobase::Integrator::izhikevich2003;
  network.name = "paper";

  // r is one random number per neuron, uniform on [0, 1), shared by its expressions.
  rheobase::Population excitatory;
  excitatory.name = "E";
  excitatory.type = "excitatory";
  excitatory.size = 800;
  excitatory.c = "-65 + 15*r^2";
  excitatory.d = "8 - 6*r^2";
  excitatory.noise = 5;
  network.add(excitatory);

  rheobase::Population inhibitory;
  inhibitory.name = "I";
  inhibitory.type = "inhibitory";
  inhibitory.size = 200;
  inhibitory.a = "0.02 + 0.08*r";
  inhibitory.b = "0.25 - 0.05*r";
  inhibitory.d = 2;
  inhibitory.noise = 2;
  network.add(inhibitory);

  // All to all; here r is one random number per synapse.
  for (const char* target : {"E", "I"}) {
    rheobase::Projection excites;
    excites.source = "E";
    excites.target = target;
    excites.weight = "0.5*r";
    network.connect(excites);

    rheobase::Projection inhibits;
    inhibits.source = "I";
    inhibits.target = target;
    inhibits.weight = "-r";
    network.connect(inhibits);
  }
  return network;
}

void print_spikes(const rheo_engine* engine) {
  const double end_of_step_ms = static_cast<double>(rheo_tick(engine)) * static_cast<double>(rheo_dt_ms(engine));
  for (std::uint32_t population = 0; population < rheo_population_count(engine); ++population) {
    for (std::uint32_t i = rheo_next_spike(engine, population, 0); i != RHEO_NO_NEURON;
         i = rheo_next_spike(engine, population, i + 1)) {
      std::printf("%g %s %u\n", end_of_step_ms, rheo_population_name(engine, population), i);
    }
  }
}

}  // namespace

int main() try {
  const rheobase::Image image = rheobase::compile(paper_network());

  // The engine lives in memory of ours: on a board a static array, here an aligned buffer.
  std::size_t bytes = 0;
  rheo_engine* engine = nullptr;
  rheo_status status = rheo_engine_size(image.data(), image.size(), nullptr, &bytes);
  rheobase::Image memory(bytes);
  if (status == RHEO_OK) status = rheo_init(memory.data(), bytes, image.data(), image.size(), nullptr, &engine);
  if (status != RHEO_OK) {
    std::fprintf(stderr, "paper_network: %s\n", rheo_status_text(status));
    return 2;
  }

  for (int step = 0; step < 1000; ++step) {
    rheo_step(engine);
    print_spikes(engine);
  }

  rheo_counters counters;
  rheo_get_counters(engine, &counters);
  std::fprintf(stderr, "%llu spikes in 1 s; engine memory %zu bytes\n",
               static_cast<unsigned long long>(counters.spikes), bytes);
  return 0;
} catch (const rheobase::ModelError& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
