// The recorder: what it keeps of an engine's run, and when it samples v.
#include "observe/recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "rheobase/simulation.hpp"

using namespace rheobase;
using doctest::Approx;

TEST_SUITE_BEGIN("observe");

TEST_CASE("a recorder keeps what the engine did, neuron by neuron, and samples v once per millisecond") {
  for (const double dt : {1.0, 0.5, 0.1}) {
    CAPTURE(dt);
    Network network;
    network.dt_ms = dt;
    network.integrator = Integrator::euler;
    for (const char* type : {"excitatory", "inhibitory"}) {
      Population p;
      p.name = type;
      p.type = type;
      p.size = 70;  // more than one word of the bitset
      p.current = "4 + 0.1*i";
      network.add(p);
    }
    const Simulation simulation(network);
    Recorder recorder(simulation.engine(), dt, {"excitatory", "inhibitory"});
    const auto ticks = static_cast<std::uint64_t>(std::llround(300 / dt));
    std::vector<std::uint32_t> tick, neuron;
    for (std::uint32_t k = 0; k < ticks; ++k) {
      rheo_step(simulation.engine());
      recorder.observe();
      for (std::uint32_t i = 0; i < 140; ++i) {
        const std::uint64_t* bits = rheo_spikes(simulation.engine(), i / 70, nullptr);
        if (((bits[i % 70 / 64] >> (i % 70 % 64)) & 1) == 0) continue;
        tick.push_back(k);
        neuron.push_back(i);
      }
    }
    const Recording& r = recorder.recording();
    CHECK(r.spike_tick == tick);
    CHECK(r.spike_neuron == neuron);
    CHECK(r.spike_tick.size() == simulation.counters().spikes);
    CHECK(r.spike_tick.size() > 100);
    CHECK(r.ticks == ticks);
    CHECK(r.neurons() == 140);
    CHECK(r.v_mean.size() == 300);
    CHECK(r.first_late_sample == 200);
    CHECK(r.late_samples == 100);
    for (const double v : r.v_mean) CHECK(v <= 30.0);
  }
}

TEST_CASE("a neuron that fires in the sampled step is at its peak in the paper's scheme, reset in the others") {
  CHECK(firing_sample_of("izhikevich2003") == FiringSample::peak);
  CHECK(firing_sample_of("euler") == FiringSample::reset);
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population p;
  p.name = "cell";
  p.size = 1;
  p.c = -50.0;
  p.current = 1000.0;  // fires at once
  network.add(p);
  for (const FiringSample sample : {FiringSample::peak, FiringSample::reset}) {
    const Simulation simulation(network);
    Recorder recorder(simulation.engine(), 1.0, {""}, sample);
    rheo_step(simulation.engine());
    recorder.observe();
    REQUIRE(recorder.recording().spike_tick.size() == 1);
    CHECK(recorder.recording().v_mean.front() == (sample == FiringSample::peak ? 30.0 : -50.0));
  }
}

TEST_SUITE_END();
