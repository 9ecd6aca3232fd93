// New weights between two ticks, while everything else goes on.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "golden.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

std::uint64_t state(const Simulation& s) { return rheo_state_hash(s.engine()); }

Network with_weights(Network network, const std::string& factor) {
  for (Projection& q : network.projections) q.weight = "(" + q.weight.text + ")*" + factor;
  return network;
}

}  // namespace

TEST_SUITE_BEGIN("swap");

TEST_CASE("an image swapped for itself changes nothing, at any tick of any golden scene") {
  for (const test::Scene& scene : test::scenes()) {
    CAPTURE(scene.name);
    SimulationOptions options;
    options.threads = 2;
    options.share_every_step = true;
    const Network network = scene.network;
    Simulation plain(network), swapped(network, {}, options);
    for (int k = 0; k < 60; ++k) {
      plain.step();
      swapped.step();
      if (k % 7 == 3) swapped.swap_image(compile(network));
      REQUIRE(state(plain) == state(swapped));
    }
    CHECK(rheo_spike_hash(plain.engine()) == rheo_spike_hash(swapped.engine()));
  }
}

TEST_CASE("after a swap the network is the new one in the old one's state, from its first arrival on") {
  // A cell drives another one over a pulse that lasts; its weight changes while a pulse is underway.
  const auto pair = [](double weight) {
    Network network;
    network.integrator = Integrator::izhikevich2003;
    for (const char* name : {"A", "B"}) {
      Population p;
      p.name = name;
      p.size = 1.0;
      p.input = true;
      p.channels[0].width_ms = 8;
      network.add(p);
    }
    Projection q;
    q.source = "A";
    q.target = "B";
    q.weight = weight;
    q.delay_ms = 3;
    network.connect(q);
    return network;
  };
  Simulation swapped(pair(2.0)), never(pair(2.0)), always(pair(7.0));
  const float current = 15;
  for (const Simulation* s : {&swapped, &never, &always}) {
    REQUIRE(rheo_set_input(s->engine(), 0, 0, 1, &current) == RHEO_OK);
  }
  bool differed = false;
  for (int k = 0; k < 400; ++k) {
    if (k == 200) swapped.swap_image(compile(pair(7.0)));
    for (Simulation* s : {&swapped, &never, &always}) s->step();
    if (k < 200) REQUIRE(state(swapped) == state(never));
    differed = differed || (k >= 200 && state(swapped) != state(never));
  }
  CHECK(differed);
  // A is untouched, and once B has forgotten, and no pulse is left over, it is the cell it always would have been.
  CHECK(rheo_v(swapped.engine(), 0)[0] == rheo_v(always.engine(), 0)[0]);
  const float none = 0;
  for (const Simulation* s : {&swapped, &always}) (void)rheo_set_input(s->engine(), 0, 0, 1, &none);
  for (Simulation* s : {&swapped, &always}) s->run_steps(3000);
  CHECK(std::abs(rheo_v(swapped.engine(), 1)[0] - rheo_v(always.engine(), 1)[0]) < 1e-3f);
}

TEST_CASE("other rows, cut anew for every thread, give the bits of one thread") {
  Network before = test::forum(), after = with_weights(test::forum({{"p", "0.3"}}), "1.5");
  for (Network* network : {&before, &after}) {
    for (Projection& q : network->projections) q.storage = Storage::sparse_i32;
  }
  std::uint64_t one = 0;
  for (std::uint32_t threads : {1u, 2u, 5u}) {
    SimulationOptions options;
    options.threads = threads;
    options.share_every_step = true;
    Simulation s(before, {}, options);
    s.run_steps(100);
    s.swap_image(compile(after));
    s.run_steps(200);
    if (threads == 1) one = state(s);
    CHECK(state(s) == one);
  }
  Simulation never(before);
  never.run_steps(300);
  CHECK(state(never) != one);
}

TEST_CASE("rows that wait are counted by their new length, and none is lost") {
  Network after = test::budgeted_storm(4);
  for (Projection& q : after.projections) {
    if (q.source == "B") q.probability = 0.6;
  }
  Simulation s(test::budgeted_storm(4));
  while (s.load().backlog_events == 0) s.step();
  const std::uint64_t before = s.load().backlog_events;
  s.swap_image(compile(after));
  CHECK(s.load().backlog_events > before);
  for (int k = 0; k < 2000; ++k) {
    s.step();
    REQUIRE(s.load().events_due == s.counters().events + s.load().backlog_events);
  }
  Simulation back(after);  // and a snapshot of it is a state of the new network
  back.restore(s.snapshot());
  for (Simulation* each : {&s, &back}) each->run_steps(50);
  CHECK(state(s) == state(back));
}

TEST_CASE("an image of another layout, or a damaged one, is refused and nothing changes") {
  const Network base = test::paper({{"n", "100"}});
  Simulation s(base);
  s.run_steps(30);
  const auto before = s.snapshot();
  const auto refused = [&](const std::function<void(Network&)>& change) {
    Network other = base;
    change(other);
    const Image image = compile(other);
    CHECK(rheo_swap_image(s.engine(), image.data(), image.size()) == RHEO_E_LAYOUT);
  };
  refused([](Network& n) { n.populations[0].size = 81.0; });
  refused([](Network& n) {
    n.populations[0].name = "X";
    n.projections.clear();
  });
  refused([](Network& n) { n.populations[0].input = true; });
  refused([](Network& n) { n.projections[0].delay_ms = 4; });
  refused([](Network& n) { n.projections[0].storage = Storage::sparse_i32; });
  refused([](Network& n) { n.projections.pop_back(); });
  refused([](Network& n) { n.populations[0].channels[0].width_ms = 3; });
  refused([](Network& n) { n.event_budget = 100000; });
  refused([](Network& n) { n.dt_ms = 0.5; });
  refused([](Network& n) { n.integrator = Integrator::euler; });
  Image damaged = compile(base);
  damaged.data()[500] ^= std::byte{1};
  CHECK(rheo_swap_image(s.engine(), damaged.data(), damaged.size()) == RHEO_E_IMAGE_CHECKSUM);
  CHECK(rheo_swap_image(s.engine(), damaged.data(), 100) == RHEO_E_IMAGE_TRUNCATED);
  CHECK(rheo_swap_image(nullptr, damaged.data(), damaged.size()) == RHEO_E_NULL);
  CHECK(s.snapshot() == before);
}

TEST_SUITE_END();
