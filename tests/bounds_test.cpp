// What is stated before anything runs, held against what then happens.
#include "rheobase/bounds.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <numeric>
#include <set>

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

// Every pattern of connection: all, some, a fixed number, one; a pulse of two steps.
Network patterns() {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population a;
  a.name = "A";
  a.size = 130;
  a.channels.front().width_ms = 2;
  network.add(a);
  Projection all;
  all.source = all.target = "A";
  all.weight = "0.01*r";
  Projection some = all, few = all, one = all;
  some.probability = 0.3;
  some.self = few.self = false;
  few.out_degree = 17;
  one.one_to_one = true;
  for (const Projection& p : {all, some, few, one}) network.connect(p);
  return network;
}

Network one_way(double sources, double targets, Storage storage) {
  Network network;
  network.integrator = Integrator::euler;
  for (const auto& [name, size] : {std::pair{"A", sources}, std::pair{"B", targets}}) {
    Population p;
    p.name = name;
    p.size = size;
    network.add(p);
  }
  Projection p;
  p.source = "A";
  p.target = "B";
  p.weight = "0.01*r";
  p.storage = storage;
  network.connect(p);
  return network;
}

// Events of the worst of many all-fire steps; what is taken away when a pulse of several steps ends is not among
// those that the engine counts, and is as much again.
std::uint64_t most_events(const Image& image, std::uint64_t passes) {
  Simulation s(all_fire_variant(image));
  s.run_steps(10);
  std::uint64_t most = 0;
  for (int k = 0; k < 60; ++k) {
    const std::uint64_t before = s.counters().events;
    s.step();
    most = std::max(most, s.counters().events - before);
  }
  return passes * most;
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
  for (const Integrator integrator : {Integrator::euler, Integrator::izhikevich2003, Integrator::riccati,
                                      Integrator::rk2, Integrator::rk4, Integrator::izhikevich2004}) {
    CAPTURE(name_of(integrator));
    const Image image = compile(mixed(integrator));
    Simulation s(all_fire_variant(image));
    s.run_steps(20);  // beyond the longest delay
    std::uint64_t synapses = 0;
    for (const ProjectionReport& p : describe_image(image).projections) {
      synapses += p.synapses;
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

TEST_CASE("every form of storage has its events and its instructions stated, and its storm keeps to them") {
  for (unsigned k = 1; k < storage_count; ++k) {
    const auto storage = static_cast<Storage>(k);
    for (const double budget : {0.0, 2000.0}) {
      CAPTURE(name_of(storage));
      CAPTURE(budget);
      Network network = patterns();
      network.storage = storage;
      network.event_budget = budget;
      const Image image = compile(network);
      const StepBound bound = bound_step(image);
      std::set<std::string> targets;
      for (const InstructionBound& stated : bound.instructions) {
        targets.insert(stated.target);
        // An instruction does not update a neuron, nor two deliver 64 events.
        CHECK(stated.instructions > bound.neuron_updates + bound.synaptic_events / 32);
      }
      CHECK(targets == std::set<std::string>{"scalar", "SSSE3", "SSE4", "AVX2"});
      CHECK(most_events(image, 2) <= bound.synaptic_events);
      if (budget == 0) CHECK(most_events(image, 2) == bound.synaptic_events);
    }
  }
}

TEST_CASE("the windows of a projection add up to it") {
  Network network = one_way(20, 66000, Storage::sparse_i8);
  network.projections.front().out_degree = 500;
  const Image image = compile(network);
  const StepBound bound = bound_step(image);
  REQUIRE(bound.parts.size() == 2 + 1 + 2);  // populations, two windows, ring and tables
  CHECK(bound.parts[2].synaptic_events == 20 * 500);
  CHECK(bound.synaptic_events == 20 * 500);
  CHECK(most_events(image, 1) == 20 * 500);
  network.projections.front().storage = Storage::sparse32_i8;
  const StepBound one = bound_step(compile(network));
  for (std::size_t t = 0; t < one.instructions.size(); ++t) {  // in a window come some rows more; targets are narrower
    const auto in_one = static_cast<double>(one.instructions[t].instructions);
    CHECK(static_cast<double>(bound.instructions[t].instructions) == doctest::Approx(in_one).epsilon(0.05));
  }
}

TEST_CASE("synapses that are drawn with a probability cost by their number, and a little by the chunks they are in") {
  const auto instructions = [](double targets, double probability) {
    Network network = one_way(500, targets, Storage::procedural);
    network.projections.front().probability = probability;
    return bound_step(compile(network)).instructions;
  };
  const auto few = instructions(1024, 0.1), more = instructions(1024, 0.2), wider = instructions(2048, 0.1);
  REQUIRE(few.size() == 4);
  for (std::size_t t = 0; t < few.size(); ++t) {
    CAPTURE(few[t].target);
    const auto base = static_cast<double>(few[t].instructions);
    CAPTURE(more[t].instructions);
    CAPTURE(base);
    CHECK(static_cast<double>(more[t].instructions) / base == doctest::Approx(2.1).epsilon(0.08));  // in thrice as many
    CHECK(static_cast<double>(wider[t].instructions) / base == doctest::Approx(2).epsilon(0.05));
  }
}

TEST_CASE("of a budget, rows that cost most by the event are assumed: short ones") {
  // The same events in rows of 4 and in rows of 100.
  const auto instructions = [](double sources, double degree, double budget) {
    Network network = one_way(sources, 128, Storage::sparse_i16);
    network.projections.front().out_degree = degree;
    network.event_budget = budget;
    return bound_step(compile(network)).instructions.back().instructions;
  };
  CHECK(instructions(1000, 4, 400) > instructions(1000, 100, 400));
  CHECK(instructions(1000, 4, 400) < instructions(1000, 4, 800));
  CHECK(instructions(1000, 4, 800) < instructions(1000, 4, 4000));
  CHECK(instructions(1000, 4, 4000) == instructions(1000, 4, 8000));
}

TEST_SUITE_END();
