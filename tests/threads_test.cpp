// Threads share a step and leave no trace of it in the bits.
#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "golden.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

struct Run {
  std::uint64_t spikes, state, events;
  bool operator==(const Run& o) const { return spikes == o.spikes && state == o.state && events == o.events; }
};

Run run(const Network& network, std::uint32_t threads, std::uint64_t steps) {
  SimulationOptions options;
  options.threads = threads;
  options.pin_threads = false;  // more threads than cores here and there
  Simulation s(compile(network), options);
  s.run_steps(steps);
  return {rheo_spike_hash(s.engine()), rheo_state_hash(s.engine()), s.counters().events};
}

}  // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("any number of threads gives the bits of one, fewer neurons than threads too") {
  for (const test::Scene& scene : test::scenes()) {
    CAPTURE(scene.name);
    const std::uint64_t steps = std::min<std::uint64_t>(scene.steps, 60);
    const Run one = run(scene.network, 1, steps);
    for (std::uint32_t threads : {2u, 3u, 4u, 7u}) {
      CAPTURE(threads);
      CHECK(run(scene.network, threads, steps) == one);
    }
  }
}

TEST_CASE("windows of 65,536 targets are cut among threads like any others") {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population p;
  p.name = "N";
  p.size = 70000.0;
  p.noise = 20.0;
  network.add(p);
  Population few = p;
  few.name = "M";
  few.size = 100.0;
  network.add(few);
  Projection q;
  q.source = "M";
  q.target = "N";
  q.probability = 0.01;
  q.weight = "20*r";
  q.storage = Storage::sparse_i16;
  network.connect(q);
  const Run one = run(network, 1, 30);
  CHECK(one.events > 1000);
  for (std::uint32_t threads : {2u, 3u, 5u}) CHECK(run(network, threads, 30) == one);
}

TEST_CASE("reset and inputs work between the steps of a team") {
  Network network = test::paper({{"n", "300"}});
  network.populations[0].input = true;
  SimulationOptions options;
  options.threads = 3;
  options.pin_threads = false;
  Simulation s(compile(network), options), alone(compile(network));
  const std::vector<float> current(rheo_population_size(s.engine(), 0), 12.0f);
  for (int round = 0; round < 2; ++round) {
    for (const Simulation* each : {&s, &alone}) {
      REQUIRE(rheo_set_input(each->engine(), 0, 0, static_cast<std::uint32_t>(current.size()), current.data()) == 0);
      for (int k = 0; k < 50; ++k) rheo_step(each->engine());
    }
    CHECK(rheo_state_hash(s.engine()) == rheo_state_hash(alone.engine()));
    rheo_reset(alone.engine());
    rheo_reset(s.engine());
  }
}

TEST_CASE("threads that do not exist are refused, and memory for fewer threads is too small") {
  const Image image = compile(test::forum({{"n", "200"}}));
  std::size_t one = 0, four = 0;
  rheo_options options{};
  REQUIRE(rheo_required_size(image.data(), image.size(), &one) == RHEO_OK);
  options.threads = 4;
  REQUIRE(rheo_required_size_for(image.data(), image.size(), &options, &four) == RHEO_OK);
  CHECK(four > one);
  Image memory(four);
  rheo_engine* engine = nullptr;
  CHECK(rheo_init(memory.data(), one, image.data(), image.size(), &options, &engine) == RHEO_E_MEMORY_TOO_SMALL);
  REQUIRE(rheo_init(memory.data(), four, image.data(), image.size(), &options, &engine) == RHEO_OK);
  CHECK(rheo_work(engine, 0) == RHEO_E_THREADS);
  CHECK(rheo_work(engine, 4) == RHEO_E_THREADS);
  CHECK(rheo_work(nullptr, 1) == RHEO_E_NULL);
  options.threads = RHEO_THREADS_LIMIT + 1;
  CHECK(rheo_required_size_for(image.data(), image.size(), &options, &four) == RHEO_E_THREADS);
  CHECK(rheo_init(memory.data(), memory.size(), image.data(), image.size(), &options, &engine) == RHEO_E_THREADS);
}

TEST_SUITE_END();
