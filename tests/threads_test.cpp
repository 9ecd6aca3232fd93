// Threads share a step and leave no trace of it in the bits.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "golden.hpp"
#include "rheobase/simulation.hpp"
#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

using namespace rheobase;

namespace {

struct Run {
  std::uint64_t spikes, state, events;
  bool operator==(const Run& o) const { return spikes == o.spikes && state == o.state && events == o.events; }
};

Run run(const Network& network, std::uint32_t threads, std::uint64_t steps) {
  SimulationOptions options;
  options.threads = threads;
  options.share_every_step = true;
  Simulation s(compile(network), options);
  s.run_steps(steps);
  return {rheo_spike_hash(s.engine()), rheo_state_hash(s.engine()), s.counters().events};
}

// An engine of several threads without a ThreadTeam: helpers are what the test makes them.
struct Shared {
  Image image;
  AlignedBuffer memory;
  rheo_engine* engine = nullptr;

  Shared(const Network& network, std::uint32_t threads, void (*relax)(void*) = nullptr) : image(compile(network)) {
    rheo_options options{};
    options.threads = threads;
    options.relax = relax;
    std::size_t bytes = 0;
    REQUIRE(rheo_engine_size(image.data(), image.size(), &options, &bytes) == RHEO_OK);
    memory = AlignedBuffer(bytes);
    REQUIRE(rheo_init(memory.data(), bytes, image.data(), image.size(), &options, &engine) == RHEO_OK);
  }
  Run result() const {
    rheo_counters counters;
    rheo_get_counters(engine, &counters);
    return {rheo_spike_hash(engine), rheo_state_hash(engine), counters.events};
  }
};

std::uint32_t help(rheo_engine* engine, std::uint32_t thread) {
  std::uint32_t pieces = 0;
  CHECK(rheo_help(engine, thread, &pieces) == RHEO_OK);
  return pieces;
}

// Helps as one that is often somewhere else: looks again and again for a while, and then sleeps for a while.
void help_now_and_then(rheo_engine* engine, std::uint32_t thread, const std::atomic<bool>& ending) {
  std::mt19937 random(thread);
  while (!ending.load()) {
    for (auto looks = random() % 2000; looks > 0 && !ending.load(); --looks) {
      std::uint32_t pieces = 0;
      (void)rheo_help(engine, thread, &pieces);
      if (random() % 16 == 0) std::this_thread::yield();
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 500));
  }
}

Network few_synapses() { return test::paper({{"n", "1000"}}); }

// Steps that a team shares at most processors, and hardly anything to compile.
Network many_neurons() {
  Network network;
  Population p;
  p.name = "N";
  p.size = 200000.0;
  p.noise = 20.0;
  network.add(p);
  return network;
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
  options.share_every_step = true;
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

TEST_CASE("without a helper a step is done all the same") {
  for (const test::Scene& scene : test::scenes()) {
    CAPTURE(scene.name);
    const std::uint64_t steps = std::min<std::uint64_t>(scene.steps, 60);
    for (std::uint32_t threads : {2u, 5u}) {
      CAPTURE(threads);
      Shared s(scene.network, threads);
      for (std::uint64_t k = 0; k < steps; ++k) rheo_step(s.engine);
      CHECK(s.result() == run(scene.network, 1, steps));
    }
  }
}

TEST_CASE("helpers that come late, leave early and are often away leave no trace") {
  for (const test::Scene& scene : test::scenes()) {
    CAPTURE(scene.name);
    const std::uint64_t steps = std::min<std::uint64_t>(scene.steps, 200);
    const Run one = run(scene.network, 1, steps);
    Shared s(scene.network, 4);  // of which number 3 never comes
    std::atomic<bool> ending[2] = {{false}, {false}};
    std::vector<std::thread> helpers;
    for (std::uint64_t k = 0; k < steps; ++k) {
      for (std::uint32_t t : {1u, 2u}) {
        if (k == t * steps / 4) helpers.emplace_back(help_now_and_then, s.engine, t, std::cref(ending[t - 1]));
      }
      if (k == 3 * steps / 4) ending[0] = true;
      rheo_step(s.engine);
    }
    ending[0] = ending[1] = true;
    for (std::thread& helper : helpers) helper.join();
    CHECK(s.result() == one);
  }
}

TEST_CASE("hooks decide by the step, and learn what helpers did") {
  struct Hooks {
    std::mt19937 random{1};
    std::uint64_t begun = 0, shared = 0, ended = 0, alone_pieces = 0, pieces = 0;
    bool now = false;
  };
  const std::uint64_t steps = 300;
  Hooks seen;
  rheo_step_hooks hooks = {};
  hooks.context = &seen;
  hooks.begin = [](void* context) {
    Hooks& h = *static_cast<Hooks*>(context);
    ++h.begun;
    h.now = h.random() % 2 == 0;
    h.shared += h.now ? 1 : 0;
    return h.now ? 1 : 0;
  };
  hooks.end = [](void* context, std::uint32_t pieces) {
    Hooks& h = *static_cast<Hooks*>(context);
    ++h.ended;
    (h.now ? h.pieces : h.alone_pieces) += pieces;
  };
  const Run one = run(few_synapses(), 1, steps);
  Shared s(few_synapses(), 2, [](void*) { std::this_thread::yield(); });
  REQUIRE(rheo_set_step_hooks(s.engine, &hooks) == RHEO_OK);
  std::thread helper([&s] { (void)rheo_work(s.engine, 1); });
  for (std::uint64_t k = 0; k < steps; ++k) rheo_step(s.engine);
  CHECK(s.result() == one);
  CHECK(seen.begun == steps);
  CHECK(seen.ended == steps);
  CHECK(seen.alone_pieces == 0);
  // Without hooks again, until the helper has had its piece.
  REQUIRE(rheo_set_step_hooks(s.engine, nullptr) == RHEO_OK);
  hooks.begin = nullptr;
  REQUIRE(rheo_set_step_hooks(s.engine, &hooks) == RHEO_OK);
  seen.now = true;
  while (seen.pieces == 0) {
    rheo_step(s.engine);
    std::this_thread::yield();
  }
  CHECK(seen.begun == steps);
  rheo_stop_workers(s.engine);
  helper.join();
}

TEST_CASE("there is nothing to help with between steps; workers that were stopped can be started anew") {
  Shared s(few_synapses(), 3, [](void*) { std::this_thread::yield(); });
  const auto help_twice = [&s] { return help(s.engine, 1) + help(s.engine, 2); };
  CHECK(help_twice() == 0);
  const Run one = run(few_synapses(), 1, 50);
  for (int round = 0; round < 3; ++round) {
    rheo_reset(s.engine);
    CHECK(help_twice() == 0);
    std::vector<std::thread> team;
    for (std::uint32_t t : {1u, 2u}) team.emplace_back([&s, t] { (void)rheo_work(s.engine, t); });
    for (int k = 0; k < 50; ++k) rheo_step(s.engine);
    rheo_stop_workers(s.engine);
    for (std::thread& thread : team) thread.join();
    CHECK(help_twice() == 0);
    CHECK(s.result() == one);
  }
}

TEST_CASE("a team sleeps between steps that are far apart, is woken, and ends in any state") {
  const Network network = many_neurons();
  SimulationOptions options;
  options.threads = 3;
  for (int pauses = 0; pauses < 4; ++pauses) {
    options.share_every_step = pauses % 2 == 1;
    Simulation s(compile(network), options), alone(compile(network));
    for (int k = 0; k < 40; ++k) {
      if (pauses > 0 && k % pauses == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
      s.step();
      alone.step();
    }
    CHECK(rheo_state_hash(s.engine()) == rheo_state_hash(alone.engine()));
  }
  for (int k = 0; k < 100; ++k)
    Simulation(compile(test::paper({{"n", "100"}})), options).run_steps(static_cast<std::uint64_t>(k % 3));
}

TEST_CASE("a simulation moves with its threads running, and what it was moved from is empty") {
  SimulationOptions options;
  options.threads = 3;
  options.share_every_step = true;
  const Run one = run(few_synapses(), 1, 60), other = run(test::forum({{"n", "500"}}), 1, 60);
  const auto result = [](const Simulation& s) {
    return Run{rheo_spike_hash(s.engine()), rheo_state_hash(s.engine()), s.counters().events};
  };
  Simulation first(few_synapses(), {}, options);
  first.run_steps(20);
  const rheo_engine* engine = first.engine();
  Simulation second(std::move(first));
  CHECK(second.engine() == engine);
  second.run_steps(20);
  Simulation third(test::forum({{"n", "500"}}), {}, options);
  third.run_steps(30);
  std::swap(second, third);
  second.run_steps(30);
  CHECK(result(second) == other);
  second = std::move(third);  // what second had ends here, its threads first
  second.run_steps(20);
  CHECK(result(second) == one);
  Simulation& same = second;
  second = std::move(same);
  CHECK(result(second) == one);

  for (Simulation* empty : {&first, &third}) {
    CHECK(empty->engine() == nullptr);
    CHECK(empty->image().size() == 0);
    CHECK(empty->memory_bytes() == 0);
    empty->run_steps(3);
    CHECK(rheo_tick(empty->engine()) == 0);
    CHECK(empty->counters().spikes == 0);
    CHECK(empty->load().events_due == 0);
    CHECK_THROWS_AS(empty->snapshot(), ModelError);
    CHECK_THROWS_AS(empty->restore({}), ModelError);
    CHECK_THROWS_AS(empty->swap_image(compile(few_synapses())), ModelError);
    *empty = Simulation(few_synapses(), {}, options);
    empty->run_steps(60);
    CHECK(result(*empty) == one);
  }
  std::vector<Simulation> several;
  for (int k = 0; k < 4; ++k) {
    several.emplace_back(few_synapses(), CompileOptions{}, options);
    for (Simulation& each : several) each.run_steps(15);
  }
  several.front().run_steps(0);
  CHECK(result(several.front()) == one);
}

#ifdef __linux__
// The caller, at a real-time priority, and its helpers on one core: who waits must let the other finish its piece.
TEST_CASE("real-time priority on one core: helpers of the same priority and of none") {
  cpu_set_t before, first;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  CPU_ZERO(&first);
  for (int c = 0; c < CPU_SETSIZE; ++c) {
    if (CPU_ISSET(c, &before) && CPU_COUNT(&first) == 0) CPU_SET(c, &first);
  }
  const Network network = many_neurons();
  const Run one = run(network, 1, 200);
  const auto real_time = [] {
    const sched_param priority = {1};
    const bool permitted = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) == 0;
    if (!permitted) MESSAGE("SCHED_FIFO is not permitted here: not tested");
    return permitted;
  };
  for (const bool inherited : {true, false}) {
    CAPTURE(inherited);
    std::thread([&] {
      CHECK(sched_setaffinity(0, sizeof first, &first) == 0);
      if (inherited && !real_time()) return;
      SimulationOptions options;
      options.threads = 2;
      options.share_every_step = true;
      Simulation s(compile(network), options);
      if (!inherited && !real_time()) return;
      s.run_steps(200);
      CHECK(Run{rheo_spike_hash(s.engine()), rheo_state_hash(s.engine()), s.counters().events} == one);
    }).join();
  }
}
#endif

TEST_CASE("threads that do not exist are refused, and memory for fewer threads is too small") {
  const Image image = compile(test::forum({{"n", "200"}}));
  std::size_t one = 0, four = 0;
  rheo_options options{};
  REQUIRE(rheo_engine_size(image.data(), image.size(), nullptr, &one) == RHEO_OK);
  options.threads = 4;
  REQUIRE(rheo_engine_size(image.data(), image.size(), &options, &four) == RHEO_OK);
  CHECK(four > one);
  AlignedBuffer memory(four);
  rheo_engine* engine = nullptr;
  CHECK(rheo_init(memory.data(), one, image.data(), image.size(), &options, &engine) == RHEO_E_MEMORY_TOO_SMALL);
  REQUIRE(rheo_init(memory.data(), four, image.data(), image.size(), &options, &engine) == RHEO_OK);
  CHECK(rheo_work(engine, 0) == RHEO_E_THREADS);
  CHECK(rheo_work(engine, 4) == RHEO_E_THREADS);
  CHECK(rheo_work(nullptr, 1) == RHEO_E_NULL);
  options.threads = RHEO_THREADS_LIMIT + 1;
  CHECK(rheo_engine_size(image.data(), image.size(), &options, &four) == RHEO_E_THREADS);
  CHECK(rheo_init(memory.data(), memory.size(), image.data(), image.size(), &options, &engine) == RHEO_E_THREADS);
}

TEST_SUITE_END();
