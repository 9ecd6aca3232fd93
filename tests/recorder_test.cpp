// The recorder: what it keeps of an engine's run, and when it samples v.
#include "observe/recorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "observe/spike_files.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using doctest::Approx;

TEST_SUITE_BEGIN("observe");

TEST_CASE("with spike_times a recording has the times of the crossings, and so have its files") {
  const auto recorded = [&](double dt_ms, bool keeps) {
    Network network;
    network.dt_ms = dt_ms;
    for (const char* name : {"ends", "crossings"}) {
      Population p;
      p.name = name;
      p.size = 70;
      p.current = "6 + 0.1*i";
      p.spike_times = keeps && network.populations.size() == 1;
      network.add(p);
    }
    const Simulation simulation(network);
    Recorder recorder(simulation.engine(), describe_image(simulation.image()));
    for (int k = 0; k < std::lround(100 / dt_ms); ++k) {
      rheo_step(simulation.engine());
      recorder.observe();
    }
    return recorder.recording();
  };
  const auto first_ms = [](const Recording& r) {
    std::vector<double> times(140, 0.0);
    for (std::size_t k = r.spike_tick.size(); k-- > 0;) times[r.spike_neuron[k]] = r.spike_time_ms(k);
    return times;
  };
  const Recording coarse = recorded(1.0, true);
  const std::vector<double> fine = first_ms(recorded(0.01, false)), times = first_ms(coarse);
  double largest = 0, mean_of_ends = 0;
  for (std::size_t i = 0; i < 70; ++i) {
    REQUIRE(fine[70 + i] > 0);
    CHECK(times[i] == std::round(times[i]));  // kept for one population alone
    largest = std::max(largest, std::fabs(times[70 + i] - fine[70 + i]));
    mean_of_ends += (times[i] - fine[i]) / 70;
  }
  CHECK(largest < 0.05);
  CHECK(mean_of_ends > 0.3);
  CHECK(recorded(1.0, false).spike_age_ms.empty());

  write_spikes_csv(coarse, "crossings.csv");
  std::ifstream csv("crossings.csv");
  std::string line;
  std::getline(csv, line);
  for (std::size_t k = 0; std::getline(csv, line); ++k) {
    REQUIRE(k < coarse.spike_tick.size());
    CHECK(std::fabs(std::stod(line) - coarse.spike_time_ms(k)) < 1e-9);
  }
  std::remove("crossings.csv");
}

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
    Recorder recorder(simulation.engine(), describe_image(simulation.image()));
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
  Network network;
  Population p;
  p.size = 1;
  p.c = -50.0;
  p.current = 1000.0;  // fires at once
  for (const Integrator integrator : {Integrator::izhikevich2003, Integrator::euler}) {
    p.name = name_of(integrator);
    p.integrator = integrator;
    network.add(p);
  }
  const Simulation simulation(network);
  Recorder recorder(simulation.engine(), describe_image(simulation.image()));
  rheo_step(simulation.engine());
  recorder.observe();
  REQUIRE(recorder.recording().spike_tick.size() == 2);
  CHECK(recorder.recording().v_mean.front() == (30.0 - 50.0) / 2);
}

TEST_SUITE_END();
