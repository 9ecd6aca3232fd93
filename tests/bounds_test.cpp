// What is stated before anything runs, held against what then happens.
#include "rheobase/bounds.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <numeric>

#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

Image copy_of(const Image& image) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  return copy;
}

// Two populations, delays of 1 and 7 steps, every channel kind, a refractory time, spike times and input.
Network mixed(Integrator integrator) {
  Network network;
  network.integrator = integrator;
  network.dt_ms = 0.5;
  Population a;
  a.name = "A";
  a.size = 150;
  a.noise = 4;
  a.input = true;
  a.refractory_ms = 1.5;
  a.spike_times = integrator == Integrator::riccati;
  Channel pulse, decay;
  pulse.name = "pulse";
  pulse.width_ms = 1.5;
  decay.name = "decay";
  decay.kind = ChannelKind::decay;
  decay.interpolate = true;
  a.channels = {pulse, decay};
  network.add(a);
  Population b;
  b.name = "B";
  b.size = 70;
  network.add(b);
  for (const auto& [source, target, delay, probability] :
       {std::tuple{"A", "B", 0.5, 1.0}, std::tuple{"B", "A", 3.5, 0.1}, std::tuple{"A", "A", 0.5, 0.2}}) {
    Projection p;
    p.source = source;
    p.target = target;
    p.probability = probability;
    p.weight = "0.1*(r - 0.5)";
    p.delay_ms = delay;
    network.connect(p);
  }
  network.projections[2].channel = "decay";
  return network;
}

std::string refusal(const StepBound& bound, const Limits& limits) {
  try {
    check_limits(bound, limits);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_SUITE_BEGIN("bounds");

TEST_CASE("in the all-fire variant every neuron fires and every delay falls due, whatever the integrator") {
  for (const Integrator integrator :
       {Integrator::euler, Integrator::izhikevich2003, Integrator::riccati, Integrator::rk2, Integrator::rk4}) {
    CAPTURE(name_of(integrator));
    const Image image = compile(mixed(integrator));
    Simulation s(all_fire_variant(image));
    s.run_steps(20);  // beyond the longest delay
    std::uint64_t synapses = 0;
    for (const ProjectionReport& p : describe_image(image).projections) {
      synapses += p.storage.rfind("dense", 0) == 0 ? 150u * 70u : p.synapses;
    }
    for (int k = 0; k < 500; ++k) {
      const rheo_counters before = s.counters();
      s.step();
      REQUIRE(s.counters().spikes - before.spikes == 220);
      REQUIRE(s.counters().events - before.events == synapses);
    }
  }
}

TEST_CASE("its work is the bound, and no step of the network itself exceeds it") {
  const Image image = compile(mixed(Integrator::izhikevich2003));
  const StepBound bound = bound_step(image);
  CHECK(bound.neuron_updates == 220);
  const auto& parts = bound.parts;  // A, B, A -> B, B -> A, A -> A, spike ring, tables
  REQUIRE(parts.size() == 7);
  CHECK(parts[2].name == "projection A -> B");
  CHECK(parts[2].synaptic_events == 150 * 70);
  // A -> A reaches a channel whose current is kept; B -> A a pulse of three ticks: taken away again, so twice.
  const ImageReport report = describe_image(image);
  CHECK(parts[3].synaptic_events == 2 * report.projections[1].synapses);
  CHECK(parts[4].synaptic_events == report.projections[2].synapses);
  CHECK(bound.synaptic_events == parts[2].synaptic_events + parts[3].synaptic_events + parts[4].synaptic_events);
  Simulation s(copy_of(image));
  std::uint64_t most = 0, last = 0;
  for (int k = 0; k < 2000; ++k) {
    s.step();
    most = std::max(most, s.counters().events - last);
    last = s.counters().events;
  }
  CHECK(most > 0);
  CHECK(most <= bound.synaptic_events);
}

TEST_CASE("the parts add up to the flash and the RAM, and the tables are the small rest") {
  for (const Network& network : {mixed(Integrator::riccati), test::paper(), test::forum()}) {
    const Image image = compile(network);
    const StepBound bound = bound_step(image);
    const auto sum = [&](std::uint64_t PartBound::*cost) {
      return std::accumulate(bound.parts.begin(), bound.parts.end(), std::uint64_t{0},
                             [&](std::uint64_t s, const PartBound& p) { return s + p.*cost; });
    };
    CHECK(sum(&PartBound::flash_bytes) == bound.flash_bytes);
    CHECK(sum(&PartBound::ram_bytes) == bound.ram_bytes);
    CHECK(bound.flash_bytes == image.size());
    CHECK(bound.parts.back().name == "tables");
    CHECK(bound.parts.back().ram_bytes < 4096);
    CHECK(bound.parts.back().flash_bytes < 4096);
    CHECK(bound.bytes_touched <= bound.flash_bytes + bound.ram_bytes);
    CHECK(bound.bytes_touched > bound.flash_bytes / 2);
  }
}

TEST_CASE("a budget bounds the events, the bytes and the instructions of a step") {
  Network network = test::paper();
  const StepBound complete = bound_step(compile(network));
  network.event_budget = 20000;
  const StepBound budgeted = bound_step(compile(network));
  CHECK(complete.event_budget == 0);
  CHECK(complete.synaptic_events == 1000000);
  CHECK(budgeted.event_budget == 20000);
  CHECK(budgeted.synaptic_events == 20000);
  CHECK(budgeted.bytes_touched < complete.bytes_touched / 10);
  REQUIRE(!complete.instructions.empty());
  for (std::size_t t = 0; t < complete.instructions.size(); ++t) {
    CHECK(budgeted.instructions[t].instructions < complete.instructions[t].instructions / 2);
  }
  // A budget that nothing exceeds costs what it takes to keep it, and bounds no less.
  network.event_budget = 1000000;
  const StepBound ample = bound_step(compile(network));
  CHECK(ample.synaptic_events == complete.synaptic_events);
  for (std::size_t t = 0; t < complete.instructions.size(); ++t) {
    CHECK(ample.instructions[t].instructions >= complete.instructions[t].instructions);
  }
  // A pulse of several ticks: as many again are taken away.
  Network lasting = mixed(Integrator::izhikevich2003);
  lasting.event_budget = 500;
  CHECK(bound_step(compile(lasting)).synaptic_events == 1000);
}

TEST_CASE("a limit that is exceeded names the part that costs most; one that holds says nothing") {
  const StepBound bound = bound_step(compile(test::paper()));
  Limits limits;
  CHECK(refusal(bound, limits).empty());
  limits.flash_bytes = bound.flash_bytes;
  limits.ram_bytes = bound.ram_bytes;
  limits.synaptic_events = 1000000;
  limits.stack_bytes = 8192;
  CHECK(refusal(bound, limits).empty());
  limits.synaptic_events = 999999;
  CHECK(refusal(bound, limits).find("projection E -> E costs most: 640000") != std::string::npos);
  limits = {};
  limits.flash_bytes = bound.flash_bytes - 1;
  CHECK(refusal(bound, limits).find("projection E -> E costs most") != std::string::npos);
  limits = {};
  limits.ram_bytes = bound.ram_bytes - 1;
  CHECK(refusal(bound, limits).find("population E costs most") != std::string::npos);
  limits = {};
  limits.stack_bytes = 100;
  CHECK(refusal(bound, limits).find("stack bytes on x86-64") != std::string::npos);
  limits.platform = "abacus";
  CHECK(refusal(bound, limits).find("cortex-m4") != std::string::npos);
}

TEST_CASE("events are counted in every form of storage; instructions only where they are measured") {
  for (Storage storage :
       {Storage::dense_i8, Storage::dense_i16, Storage::dense_i32, Storage::sparse_i8, Storage::sparse_i16,
        Storage::sparse_i32, Storage::sparse32_i8, Storage::sparse32_i16, Storage::procedural}) {
    CAPTURE(name_of(storage));
    Network network = test::paper({{"n", "200"}});
    for (Projection& p : network.projections) p.storage = storage;
    const StepBound bound = bound_step(compile(network));
    CHECK(bound.synaptic_events == 200 * 200);
    const bool measured = storage == Storage::dense_i16 || storage == Storage::dense_i32 ||
                          storage == Storage::sparse_i16 || storage == Storage::sparse_i32;
    CHECK(bound.instructions.empty() != measured);
  }
}

TEST_SUITE_END();
