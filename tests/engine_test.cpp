// What the engine promises: memory, order of the tick, inputs, errors.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

Network two_cells() {
  Network network;
  network.name = "chain";
  for (const char* name : {"first", "second"}) {
    Population p;
    p.name = name;
    p.size = 1;
    p.input = true;
    network.add(p);
  }
  Projection p;
  p.source = "first";
  p.target = "second";
  p.weight = 1000.0;
  network.connect(p);
  return network;
}

void set(const Simulation& s, std::uint32_t population, float current) {
  REQUIRE(rheo_set_input(s.engine(), population, 0, 1, &current) == RHEO_OK);
}

// Ticks at which population `index` fires within the next `steps`.
std::vector<std::uint64_t> firing_ticks(const Simulation& s, std::uint32_t index, std::uint64_t steps) {
  std::vector<std::uint64_t> ticks;
  for (std::uint64_t k = 0; k < steps; ++k) {
    rheo_step(s.engine());
    if (rheo_spike_count(s.engine(), index) > 0) ticks.push_back(rheo_tick(s.engine()) - 1);
  }
  return ticks;
}

}  // namespace

TEST_SUITE_BEGIN("engine");

TEST_CASE("a spike arrives one step later, or as many as its delay says") {
  for (double delay_ms : {0.0, 1.0, 2.0, 7.0}) {
    Network network = two_cells();
    network.projections[0].delay_ms = delay_ms;
    const Simulation s(network);
    set(s, 0, 1000.0f);  // fires at once
    rheo_step(s.engine());
    REQUIRE(rheo_spike_count(s.engine(), 0) == 1);
    set(s, 0, 0.0f);
    const auto expected = static_cast<std::uint64_t>(delay_ms == 0 ? 1 : delay_ms);
    const auto ticks = firing_ticks(s, 1, 12);
    REQUIRE(!ticks.empty());
    CHECK(ticks[0] == expected);
  }
}

TEST_CASE("a pulse lasts its width and is then taken away exactly") {
  Network network = two_cells();
  network.dt_ms = 0.25;
  network.populations[1].channels[0].width_ms = 1.0;
  network.populations[1].a = 0.0;
  network.populations[1].b = 0.0;
  network.populations[1].threshold_mv = 1e5;
  network.projections[0].weight = 0.5;
  const Simulation s(network);
  const Simulation quiet(network);
  set(s, 0, 4000.0f);
  s.engine();
  rheo_step(s.engine());
  REQUIRE(rheo_spike_count(s.engine(), 0) == 1);
  set(s, 0, 0.0f);
  rheo_step(quiet.engine());
  int driven = 0;
  float gap = 0;
  for (int k = 0; k < 8; ++k) {
    rheo_step(s.engine());
    rheo_step(quiet.engine());
    const float now = rheo_v(s.engine(), 1)[0] - rheo_v(quiet.engine(), 1)[0];
    if (now > gap) ++driven;  // the difference grows while the pulse lasts, then decays
    gap = now;
  }
  CHECK(driven == 4);
}

TEST_CASE("a refractory neuron does not fire before its time") {
  Network network = test::cells(1, Integrator::izhikevich2003, 1.0);
  network.populations[0].current = 1e4;
  {
    const Simulation s(network);
    CHECK(firing_ticks(s, 0, 20).size() > 15);
  }
  network.populations[0].refractory_ms = 5.0;
  const Simulation s(network);
  const auto ticks = firing_ticks(s, 0, 40);
  REQUIRE(ticks.size() > 3);
  for (std::size_t k = 1; k < ticks.size(); ++k) CHECK(ticks[k] - ticks[k - 1] >= 5);
}

TEST_CASE("what arrives at the instant of the target's own spike is lost on a channel that clears") {
  Network network = two_cells();
  Channel g;
  g.name = "g";
  g.kind = Channel::Kind::hold;
  g.clear_on_spike = true;
  network.populations[1].channels = {g};
  network.projections[0].weight = 3.0;
  const auto v_after = [&](bool target_fires) {
    const Simulation s(network);
    set(s, 0, 1000.0f);
    if (target_fires) set(s, 1, 1000.0f);
    rheo_step(s.engine());
    set(s, 0, 0.0f);
    set(s, 1, 0.0f);
    const float before = rheo_v(s.engine(), 1)[0];
    rheo_step(s.engine());
    const float v = before, u = rheo_u(s.engine(), 1)[0];
    (void)u;
    return rheo_v(s.engine(), 1)[0] - v;
  };
  // Alone, from rest: v moves by the 3 that arrived; after its own spike, only by its own dynamics.
  Network without = network;
  without.projections[0].weight = 0.0;
  std::swap(network, without);
  const float plain = v_after(false), plain_spiking = v_after(true);
  std::swap(network, without);
  CHECK(v_after(false) > plain + 2.0f);
  CHECK(v_after(true) == plain_spiking);
}

TEST_CASE("the same seed gives the same run, another seed another") {
  const auto hash = [](std::uint64_t seed) {
    CompileOptions options;
    options.seed = seed;
    Simulation s(test::paper(), options);
    s.run_steps(200);
    return rheo_spike_hash(s.engine());
  };
  CHECK(hash(1) == hash(1));
  CHECK(hash(1) != hash(2));
}

TEST_CASE("reset goes back to the first tick") {
  Simulation s(test::forum());
  s.run_steps(300);
  const std::uint64_t spikes = rheo_spike_hash(s.engine()), state = rheo_state_hash(s.engine());
  rheo_reset(s.engine());
  CHECK(rheo_tick(s.engine()) == 0);
  s.run_steps(300);
  CHECK(rheo_spike_hash(s.engine()) == spikes);
  CHECK(rheo_state_hash(s.engine()) == state);
}

TEST_CASE("the engine needs exactly what it asks for, and touches nothing else") {
  const Image image = compile(test::paper({{"n", "130"}}));
  std::size_t bytes = 0;
  REQUIRE(rheo_engine_size(image.data(), image.size(), nullptr, &bytes) == RHEO_OK);
  AlignedBuffer memory(bytes + 128);
  std::memset(memory.data(), 0xA5, memory.size());
  rheo_engine* engine = nullptr;
  REQUIRE(rheo_init(memory.data() + 64, bytes, image.data(), image.size(), nullptr, &engine) == RHEO_OK);
  for (int k = 0; k < 100; ++k) rheo_step(engine);
  for (std::size_t i = 0; i < 64; ++i) {
    CHECK(memory.data()[i] == std::byte{0xA5});
    CHECK(memory.data()[64 + bytes + i] == std::byte{0xA5});
  }
}

TEST_CASE("memory too small or misaligned is an error code and nothing happens") {
  const Image image = compile(test::paper({{"n", "100"}}));
  std::size_t bytes = 0;
  REQUIRE(rheo_engine_size(image.data(), image.size(), nullptr, &bytes) == RHEO_OK);
  AlignedBuffer memory(bytes + 64);
  rheo_engine* engine = reinterpret_cast<rheo_engine*>(&bytes);
  CHECK(rheo_init(memory.data(), bytes - 1, image.data(), image.size(), nullptr, &engine) == RHEO_E_MEMORY_TOO_SMALL);
  CHECK(engine == nullptr);
  CHECK(rheo_init(memory.data() + 8, bytes, image.data(), image.size(), nullptr, &engine) == RHEO_E_MEMORY_MISALIGNED);
  CHECK(rheo_init(nullptr, bytes, image.data(), image.size(), nullptr, &engine) == RHEO_E_NULL);
  rheo_options options{};
  options.target = "no such target";
  CHECK(rheo_init(memory.data(), bytes, image.data(), image.size(), &options, &engine) == RHEO_E_TARGET);
  for (std::size_t i = 0; i < memory.size(); ++i) REQUIRE(memory.data()[i] == std::byte{0});
}

TEST_CASE("injected currents: NaN is refused and counted, what is too large is cut and counted") {
  Network network = test::cells(4, Integrator::izhikevich2003, 1.0);
  network.populations[0].input = true;
  Simulation s(network);
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const float currents[4] = {nan, inf, -inf, 5.0f};
  CHECK(rheo_set_input(s.engine(), 0, 0, 4, currents) == RHEO_E_NOT_A_NUMBER);
  CHECK(s.counters().inputs_refused == 1);
  CHECK(s.counters().inputs_cut == 2);
  s.run_steps(1000);
  for (int i = 0; i < 4; ++i) {
    CHECK(std::isfinite(rheo_v(s.engine(), 0)[i]));
    CHECK(std::isfinite(rheo_u(s.engine(), 0)[i]));
  }
  CHECK(rheo_set_input(s.engine(), 0, 2, 3, currents) == RHEO_E_RANGE);
  CHECK(rheo_set_input(s.engine(), 1, 0, 1, currents) == RHEO_E_RANGE);
  CHECK(rheo_set_input(s.engine(), 0, 0xFFFFFFFFu, 2, currents) == RHEO_E_RANGE);
  const Simulation without(test::cells(4, Integrator::euler, 1.0));
  CHECK(rheo_set_input(without.engine(), 0, 0, 4, currents) == RHEO_E_NO_INPUT);
}

TEST_CASE("populations are found by name and have the sizes of the description") {
  const Simulation s(test::paper());
  std::uint32_t index = 99;
  CHECK(rheo_population_count(s.engine()) == 2);
  CHECK(rheo_find_population(s.engine(), "I", &index) == RHEO_OK);
  CHECK(index == 1);
  CHECK(rheo_population_size(s.engine(), index) == 200);
  CHECK(rheo_find_population(s.engine(), "J", &index) == RHEO_E_NAME);
  CHECK(rheo_population_size(s.engine(), 7) == 0);
  CHECK(rheo_population_name(s.engine(), 7) == nullptr);
}

TEST_CASE("every status has a text of its own") {
  std::vector<std::string> texts;
  for (rheo_status s = RHEO_OK; s <= RHEO_E_NOT_A_NUMBER; ++s) texts.emplace_back(rheo_status_text(s));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(texts[i] != rheo_status_text(9999));
    for (std::size_t k = 0; k < i; ++k) CHECK(texts[i] != texts[k]);
  }
}

TEST_CASE("a state is read by its name, and the names can be listed") {
  Network network;
  Population& p = network.populations.emplace_back();
  p.name = "P";
  p.size = 70;
  p.input = true;
  p.channels.emplace_back().name = "pulse";
  Channel& kept = p.channels.emplace_back();
  kept.name = "g_exc";
  kept.kind = Channel::Kind::decay;
  const Simulation s(network);
  const rheo_engine* engine = s.engine();
  CHECK(rheo_state(engine, 0, "v") == rheo_v(engine, 0));
  CHECK(rheo_state(engine, 0, "u") == rheo_u(engine, 0));
  REQUIRE(rheo_state(engine, 0, "g_exc") != nullptr);
  CHECK(rheo_state(engine, 0, "g_exc")[69] == 0.0f);
  const float current = 3.5f;
  REQUIRE(rheo_set_input(s.engine(), 0, 69, 1, &current) == RHEO_OK);
  CHECK(rheo_state(engine, 0, "input")[69] == 3.5f);
  for (const char* none : {"pulse", "arrivals", "spike_age", "ring", "V", ""})
    CHECK(rheo_state(engine, 0, none) == nullptr);
  CHECK(rheo_state(engine, 1, "v") == nullptr);
  CHECK(rheo_state(engine, 0, nullptr) == nullptr);
  CHECK(rheo_state(nullptr, 0, "v") == nullptr);
  std::string names;
  for (std::uint32_t k = 0; rheo_state_name(engine, 0, k) != nullptr; ++k)
    names += std::string(rheo_state_name(engine, 0, k)) + " ";
  CHECK(names == "v u input g_exc ");
}

TEST_SUITE_END();
