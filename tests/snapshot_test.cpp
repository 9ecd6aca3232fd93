// A run that is taken up elsewhere is the same run.
#include <doctest/doctest.h>

#include <cstring>
#include <random>

#include "engine/snapshot_format.hpp"
#include "golden.hpp"
#include "image/hash.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

using Bytes = std::vector<std::byte>;

struct Ends {
  std::uint64_t tick, spikes, state, events, due, backlog;
  explicit Ends(const Simulation& s)
      : tick(rheo_tick(s.engine())),
        spikes(rheo_spike_hash(s.engine())),
        state(rheo_state_hash(s.engine())),
        events(s.counters().events),
        due(s.load().events_due),
        backlog(s.load().backlog_events) {}
  bool operator==(const Ends& o) const {
    return tick == o.tick && spikes == o.spikes && state == o.state && events == o.events && due == o.due &&
           backlog == o.backlog;
  }
};

rheo_status restore(const Simulation& s, const Bytes& bytes) {
  return rheo_restore(s.engine(), bytes.data(), bytes.size());
}

SnapshotHeader header_of(const Bytes& bytes) {
  SnapshotHeader h;
  std::memcpy(&h, bytes.data(), sizeof h);
  return h;
}

void set_header(Bytes& bytes, SnapshotHeader h) {
  h.checksum = 0;
  std::memcpy(bytes.data(), &h, sizeof h);
  h.checksum = hash_words(bytes.data(), bytes.size() / 8, 0);
  std::memcpy(bytes.data(), &h, sizeof h);
}

void sign(Bytes& bytes) { set_header(bytes, header_of(bytes)); }

// A network with everything a snapshot holds: inputs, budget, pulses that last, currents, spike ages.
Network everything() {
  Network network = test::budgeted_storm(4);
  network.integrator = Integrator::riccati;
  Channel slow;
  slow.name = "slow";
  slow.kind = Channel::Kind::decay;
  slow.tau_ms = 5;
  for (Population& p : network.populations) {
    p.input = true;
    p.spike_times = true;
    p.channels.push_back(slow);
  }
  Projection q;
  q.source = "A";
  q.target = "B";
  q.channel = "slow";
  q.weight = "r";
  network.connect(q);
  return network;
}

void push_inputs(const Simulation& s, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<float> current(-5, 20);
  std::vector<float> values(rheo_population_size(s.engine(), 0));
  for (float& x : values) x = current(random);
  REQUIRE(rheo_set_input(s.engine(), 0, 0, static_cast<std::uint32_t>(values.size()), values.data()) == RHEO_OK);
}

}  // namespace

TEST_SUITE_BEGIN("snapshot");

TEST_CASE("a snapshot at a random tick goes on elsewhere: every golden scene, other targets and threads") {
  std::mt19937 random(7);
  std::vector<std::string> targets;
  for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) targets.push_back(name);
  std::size_t turn = 0;
  for (const test::Scene& scene : test::scenes()) {
    CAPTURE(scene.name);
    const Image image = compile(scene.network);
    const auto copy = [&] {
      Image other(image.size());
      std::memcpy(other.data(), image.data(), image.size());
      return other;
    };
    const std::uint64_t steps = std::min<std::uint64_t>(scene.steps, 400), at = random() % steps;
    CAPTURE(at);
    Simulation whole(copy());
    whole.run_steps(at);
    const Bytes snapshot = whole.snapshot();
    const Ends middle(whole);
    whole.run_steps(steps - at);

    SimulationOptions options;
    options.target = targets[turn++ % targets.size()];
    options.threads = 1 + random() % 4;
    options.share_every_step = true;
    options.noise_seed = 12345;  // gives way to the snapshot's
    CAPTURE(options.target);
    CAPTURE(options.threads);
    Simulation other(copy(), options);
    other.run_steps(random() % 50);  // a past that must leave nothing behind
    REQUIRE(restore(other, snapshot) == RHEO_OK);
    CHECK(Ends(other) == middle);
    CHECK(other.snapshot() == snapshot);  // the same bytes from another target, ring position and thread count
    other.run_steps(steps - at);
    CHECK(Ends(other) == Ends(whole));
    CHECK(other.snapshot() == whole.snapshot());
  }
}

TEST_CASE("inputs, spike ages and the seed of the noise come along") {
  SimulationOptions seeded;
  seeded.noise_seed = 99;
  Simulation whole(everything(), {}, seeded);
  push_inputs(whole, 1);
  whole.run_steps(137);
  const Bytes snapshot = whole.snapshot();
  CHECK(whole.load().backlog_events > 0);  // or this would test less than it says
  Simulation other(everything());
  REQUIRE(restore(other, snapshot) == RHEO_OK);
  for (Simulation* s : {&whole, &other}) s->run_steps(40);
  CHECK(Ends(other) == Ends(whole));
  CHECK(std::memcmp(rheo_spike_age_ms(other.engine(), 1), rheo_spike_age_ms(whole.engine(), 1), 150 * 4) == 0);
  for (Simulation* s : {&whole, &other}) push_inputs(*s, 2);
  for (Simulation* s : {&whole, &other}) s->run_steps(200);
  CHECK(Ends(other) == Ends(whole));
}

TEST_CASE("a buffer of any alignment will do, and one too small is told how much is missing") {
  Simulation s(everything());
  s.run_steps(20);
  const std::size_t size = s.snapshot().size();
  Bytes buffer(size + 1);
  std::size_t written = 0;
  REQUIRE(rheo_snapshot(s.engine(), buffer.data() + 1, size, &written) == RHEO_OK);
  CHECK(written == size);
  CHECK(rheo_restore(s.engine(), buffer.data() + 1, size) == RHEO_OK);
  CHECK(rheo_snapshot(s.engine(), buffer.data(), size - 1, &written) == RHEO_E_BUFFER_TOO_SMALL);
  CHECK(written == size);
  CHECK(rheo_snapshot(s.engine(), nullptr, size, nullptr) == RHEO_E_NULL);
  CHECK(rheo_restore(nullptr, buffer.data(), size) == RHEO_E_NULL);
}

TEST_CASE("a damaged, cut or foreign snapshot is refused, and the engine is as it was") {
  Simulation s(everything());
  push_inputs(s, 3);
  s.run_steps(77);
  const Bytes good = s.snapshot();
  s.run_steps(5);
  const Bytes before = s.snapshot();
  std::mt19937 random(5);
  for (std::size_t bytes = 1; bytes < good.size(); bytes += bytes < 300 ? 1 : 997) {
    CHECK(restore(s, Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(bytes))) ==
          RHEO_E_SNAPSHOT_TRUNCATED);
  }
  for (int k = 0; k < 2000; ++k) {
    Bytes damaged = good;
    const std::size_t bit = k < 512 ? static_cast<std::size_t>(k) : random() % (good.size() * 8);
    damaged[bit / 8] ^= std::byte(1u << (bit % 8));
    CHECK(restore(s, damaged) != RHEO_OK);
  }
  Bytes newer = good;
  SnapshotHeader h = header_of(newer);
  h.version = RHEO_SNAPSHOT_VERSION + 1;
  set_header(newer, h);
  CHECK(restore(s, newer) == RHEO_E_SNAPSHOT_VERSION);
  Bytes other = good;
  other[0] ^= std::byte{1};
  CHECK(restore(s, other) == RHEO_E_SNAPSHOT_MAGIC);
  Network changed = everything();
  changed.populations[0].current = 1.0;
  CHECK(restore(Simulation(changed), good) == RHEO_E_SNAPSHOT_IMAGE);
  CHECK(s.snapshot() == before);
}

TEST_CASE("a forged snapshot with a right checksum is refused or a state the engine can run on") {
  Simulation s(everything());
  s.run_steps(150);
  const Bytes good = s.snapshot();
  std::mt19937 random(17);
  int refused = 0, accepted = 0;
  for (int k = 0; k < 4000; ++k) {
    Bytes forged = good;
    const std::size_t front = sizeof(SnapshotHeader) + 2 * sizeof(SnapshotClocks);
    const std::size_t at = (k % 2 == 0 ? random() % front : random() % good.size()) / 4 * 4;
    const std::uint32_t values[] = {0, 1, 0x7FFFFFFFu, 0xFFFFFFFFu, static_cast<std::uint32_t>(random())};
    std::memcpy(forged.data() + at, &values[random() % 5], 4);
    sign(forged);
    if (restore(s, forged) == RHEO_OK) {
      ++accepted;
      s.run_steps(10);
    } else {
      ++refused;
    }
  }
  CHECK(refused > 500);
  CHECK(accepted > 500);
}

TEST_SUITE_END();
