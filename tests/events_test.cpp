// What a synaptic event is: the same in every form of storage, counted beside a plain loop.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <random>
#include <tuple>

#include "compile/synapse_plan.hpp"
#include "engine/snapshot_format.hpp"
#include "image/hash.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

struct Outcome {
  std::uint64_t spike_hash, state_hash;
  rheo_counters counters;
  rheo_load load;
};

Image compiled(Network network, Storage storage) {
  network.storage = storage;
  return compile(network);
}

Outcome run(const Image& image, std::uint64_t steps, std::uint32_t threads = 1) {
  Image copy(image.size());
  std::memcpy(copy.data(), image.data(), image.size());
  SimulationOptions options;
  options.threads = threads;
  options.share_every_step = true;
  Simulation s(std::move(copy), options);
  s.run_steps(steps);
  return {rheo_spike_hash(s.engine()), rheo_state_hash(s.engine()), s.counters(), s.load()};
}

void check_same_events(const Outcome& a, const Outcome& b) {
  CHECK(a.spike_hash == b.spike_hash);
  CHECK(a.counters.spikes == b.counters.spikes);
  CHECK(a.counters.events == b.counters.events);
  CHECK(a.load.flags == b.load.flags);
  CHECK(a.load.event_budget == b.load.event_budget);
  CHECK(a.load.events_due == b.load.events_due);
  CHECK(a.load.backlog_events == b.load.backlog_events);
  CHECK(a.load.most_backlog_events == b.load.most_backlog_events);
  CHECK(a.load.most_events == b.load.most_events);
  CHECK(a.load.most_spikes == b.load.most_spikes);
  CHECK(a.load.deferred_steps == b.load.deferred_steps);
  CHECK(a.load.events_lost == b.load.events_lost);
}

// Forms by the width of their weights: arrivals of one width have one unit, so states are equal to the bit.
const std::vector<std::vector<Storage>> forms_by_width = {
    {Storage::dense_i8, Storage::sparse_i8, Storage::sparse32_i8},
    {Storage::dense_i16, Storage::sparse_i16, Storage::sparse32_i16, Storage::procedural},
    {Storage::dense_i32, Storage::sparse_i32}};

std::size_t index_of(const std::string& name) { return static_cast<std::size_t>(name[0] - 'A'); }
std::uint32_t size_of(const Network& network, const std::string& name) {
  return static_cast<std::uint32_t>(std::stod(network.populations[index_of(name)].size.text));
}

// Noisy populations with projections of every pattern; `delays`: that cannot be drawn anew, too. Weights are the same
// numbers in 8, 16 and 32 bits.
Network random_network(std::mt19937& random, bool wide, bool delays) {
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  Network network;
  network.integrator = Integrator::izhikevich2003;
  network.seed = random();
  const std::uint32_t populations = 2 + below(2);
  for (std::uint32_t i = 0; i < populations; ++i) {
    Population p;
    p.name = std::string(1, static_cast<char>('A' + i));
    p.size = static_cast<double>(wide && i == 1 ? 65537 + below(3000) : 1 + below(wide ? 20 : 150));
    p.noise = i == 1 && wide ? 0.0 : 8.0 + below(12);
    p.channels[0].width_ms = 1 + below(3);
    p.channels[0].interpolate = below(4) == 0;
    network.add(p);
  }
  const std::uint32_t projections = 1 + below(5);
  for (std::uint32_t k = 0; k < projections; ++k) {
    Projection q;
    q.source = wide || below(2) == 0 ? "A" : "B";
    q.target = network.populations[k == 0 && wide ? 1 : below(populations)].name;
    q.self = below(2) == 0;
    q.delay_ms = static_cast<double>(1 + below(4));
    if (delays && below(2) == 0) q.delay_ms = below(2) == 0 ? "1 + floor(5*r)" : "2 + 3*r2";
    q.weight = (1 + below(100)) * (below(3) == 0 ? -0.125 : 0.125);
    switch (below(delays ? 5 : 4)) {
      case 0: q.probability = below(101) / 100.0; break;
      case 1: q.out_degree = static_cast<double>(below(size_of(network, q.target))); break;
      case 2: q.one_to_one = q.source == q.target && q.self; break;
      case 4: q.in_degree = static_cast<double>(below(size_of(network, q.source))); break;
      default: break;
    }
    network.connect(q);
  }
  return network;
}

std::uint64_t longest_row(const Network& network) {
  try {
    Network least = network;
    least.event_budget = 1;
    compile(least);
    return 1;
  } catch (
      const ModelError& error) {  // "… one spike of A -> B is 10 events: …": of the first projection that does not fit
    const std::string text = error.what();
    const std::size_t at = text.find(" is ", text.find("one spike"));
    return std::stoull(text.substr(at + 4));
  }
}

// The least budget that compile takes.
std::uint64_t least_budget(Network network) {
  std::uint64_t budget = longest_row(network);
  for (;;) {
    network.event_budget = static_cast<double>(budget);
    try {
      compile(network);
      return budget;
    } catch (const ModelError&) {
      budget += budget / 8 + 1;
    }
  }
}

// The storm contract, said once more as a plain loop over rows of which only the length counts.
class Queue {
 public:
  Queue(const Network& network, std::uint64_t budget) : network_(network), budget_(budget) {
    for (std::uint32_t k = 0; k < network.projections.size(); ++k) {
      const Projection& q = network.projections[k];
      const auto synapses = SynapsePlan(q, {k, size_of(network, q.source), size_of(network, q.target), 1.0,
                                            network.parameters, PhiloxKey(network.seed)})
                                .make();
      SynapseRow row;
      for (std::uint32_t i = 0; i < synapses->sources; ++i) {
        synapses->row(i, row);
        std::map<std::uint32_t, std::uint64_t> lengths;  // by delay
        for (const std::uint32_t ticks : row.delay_ticks) ++lengths[ticks];
        for (const auto& [ticks, length] : lengths) rows_.push_back({k, ticks, i, length, 0});
      }
    }
    std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
      return std::tie(a.projection, a.delay_ticks, a.source) < std::tie(b.projection, b.delay_ticks, b.source);
    });
  }

  void step(
      const std::deque<std::vector<std::vector<bool>>>& past) {  // by age (1 is the last tick), population, neuron
    for (Row& row : rows_) {
      const Projection& q = network_.projections[row.projection];
      const auto delay = row.delay_ticks;
      if (past.size() < delay || !past[delay - 1][index_of(q.source)][row.source]) continue;
      ++row.waiting;
      due += row.length;
    }
    std::uint64_t left = budget_;
    const std::size_t start = next_;
    for (std::size_t n = 0; n < rows_.size(); ++n) {
      const std::size_t at = (start + n) % rows_.size();
      Row& row = rows_[at];
      if (row.waiting == 0) continue;
      if (row.length > left) {
        next_ = at;
        break;
      }
      left -= row.length;
      --row.waiting;
    }
    delivered += budget_ - left;
  }

  std::uint64_t due = 0, delivered = 0;

 private:
  struct Row {
    std::uint32_t projection, delay_ticks, source;
    std::uint64_t length, waiting;
  };
  const Network& network_;
  std::uint64_t budget_;
  std::vector<Row> rows_;
  std::size_t next_ = 0;
};

std::vector<std::vector<bool>> spikes_of(const Simulation& s) {
  std::vector<std::vector<bool>> spikes;
  for (std::uint32_t p = 0; p < rheo_population_count(s.engine()); ++p) {
    const std::uint64_t* words = rheo_spikes(s.engine(), p, nullptr);
    spikes.emplace_back();
    for (std::uint32_t i = 0; i < rheo_population_size(s.engine(), p); ++i) {
      spikes.back().push_back((words[i / 64] >> (i % 64) & 1) != 0);
    }
  }
  return spikes;
}

void check_beside_plain_loop(Network network, std::initializer_list<Storage> storages) {
  const double budget = std::stod(network.event_budget.text);
  for (const Storage storage : storages) {
    CAPTURE(name_of(storage));
    network.storage = storage;
    Queue queue(network, budget == 0 ? UINT64_MAX : static_cast<std::uint64_t>(budget));
    Simulation s(network);
    std::deque<std::vector<std::vector<bool>>> past;
    for (int tick = 0; tick < 150; ++tick) {
      s.step();
      queue.step(past);
      past.push_front(spikes_of(s));
      REQUIRE(s.load().events_due == queue.due);
      REQUIRE(s.counters().events == queue.delivered);
      REQUIRE(s.load().backlog_events == queue.due - queue.delivered);
    }
    CHECK(queue.delivered > 0);
  }
}

// 40 noisy cells onto 50 that listen.
Network forty_onto_fifty() {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  for (const auto& [name, size, noise] : {std::tuple{"A", 40.0, 12.0}, std::tuple{"B", 50.0, 4.0}}) {
    Population p;
    p.name = name;
    p.size = size;
    p.noise = noise;
    network.add(p);
  }
  Projection q;
  q.source = "A";
  q.target = "B";
  q.probability = 0.1;
  q.weight = "4*r";
  q.delay_ms = 1;
  network.connect(q);
  return network;
}

}  // namespace

TEST_SUITE_BEGIN("events");

TEST_CASE("40 cells onto 50 at p = 0.1 within 60 events: one network in every storage form") {
  for (const double budget : {0.0, 60.0, 12.0}) {
    CAPTURE(budget);
    Network network = forty_onto_fifty();
    network.event_budget = budget;
    const std::uint64_t synapses = describe_image(compile(network)).projections.at(0).synapses;
    CHECK(synapses < 300);  // of 2,000 pairs
    const Outcome expected = run(compiled(network, Storage::sparse_i16), 1000);
    CHECK(expected.counters.events > 100);
    CHECK(expected.load.events_due < 12 * expected.counters.spikes);
    for (const Storage storage : {Storage::dense_i16, Storage::procedural, Storage::sparse32_i16}) {
      CAPTURE(name_of(storage));
      const Outcome other = run(compiled(network, storage), 1000);
      check_same_events(other, expected);
      CHECK(other.state_hash == expected.state_hash);
    }
  }
}

TEST_CASE(
    "random networks, budgeted and complete: the same spikes, backlog and counters in every form, by any threads") {
  std::mt19937 random(29);
  int deferring = 0;
  for (int trial = 0; trial < 14; ++trial) {
    CAPTURE(trial);
    const bool wide = trial % 7 == 5;
    const bool delays = trial % 2 == 1;
    Network network = random_network(random, wide, delays);
    if (trial % 4 != 3) {
      const std::uint64_t least = least_budget(network);
      network.event_budget = static_cast<double>(least + random() % (3 * least));
    }
    const std::uint64_t steps = wide ? 40 : 120;
    const Outcome any = run(compiled(network, Storage::sparse_i32), steps);
    if (any.load.deferred_steps > 0) ++deferring;
    for (const std::vector<Storage>& forms : forms_by_width) {
      const Outcome first = run(compiled(network, forms.front()), steps);
      for (const Storage storage : forms) {
        if (storage == Storage::procedural && delays) continue;
        const Image image = compiled(network, storage);
        for (const std::uint32_t threads : {1u, 2u, 3u}) {
          CAPTURE(name_of(storage));
          CAPTURE(threads);
          const Outcome other = run(image, steps, threads);
          check_same_events(other, any);
          CHECK(other.state_hash == first.state_hash);
        }
      }
    }
  }
  CHECK(deferring > 6);
}

TEST_CASE("events fall due, wait and are delivered as a plain loop over rows says") {
  std::mt19937 random(31);
  for (int trial = 0; trial < 12; ++trial) {
    CAPTURE(trial);
    const bool delays = trial % 2 == 1;
    Network network = random_network(random, false, delays);
    const std::uint64_t least = least_budget(network);
    if (trial % 3 != 0) network.event_budget = static_cast<double>(least + random() % (2 * least));
    check_beside_plain_loop(network, {Storage::dense_i8, Storage::sparse_i8});
    if (!delays) check_beside_plain_loop(network, {Storage::procedural});
  }
}

TEST_CASE("a synapse whose weight rounds to 0 is an event like any other") {
  Network network = forty_onto_fifty();
  network.projections[0].weight = 1e-7;
  Projection strong = network.projections[0];
  strong.weight = 1e6;
  network.connect(strong);
  CHECK(describe_image(compile(network)).projections[0].largest_error == doctest::Approx(1e-7));
  for (const double budget : {0.0, 30.0}) {
    network.event_budget = budget;
    for (const std::vector<Storage>& forms : forms_by_width) {
      for (const Storage storage : forms) check_beside_plain_loop(network, {storage});
    }
  }
}

TEST_CASE("rows that cannot be counted as waiting any more are lost, and counted as that") {
  // A source that fires in every tick, and a projection whose turn does not come: both projections' rows fit one a
  // tick.
  Network network;
  network.integrator = Integrator::izhikevich2003;
  network.event_budget = 10;
  for (const char* name : {"A", "B"}) {
    Population p;
    p.name = name;
    p.size = name == std::string("A") ? 3.0 : 10.0;
    p.current = name == std::string("A") ? 1e5 : 0.0;
    p.a = p.d = 0.0;
    network.add(p);
  }
  Projection q;
  q.source = "A";
  q.target = "B";
  q.weight = 0.0;
  network.connect(q);
  Simulation s(network);
  s.run_steps(100);
  std::vector<std::byte> bytes = s.snapshot();
  SnapshotHeader h;
  std::memcpy(&h, bytes.data(), sizeof h);
  const auto sign = [&] {
    h.checksum = 0;
    std::memcpy(bytes.data(), &h, sizeof h);
    h.checksum = hash_words(bytes.data(), bytes.size() / 8, 0);
    std::memcpy(bytes.data(), &h, sizeof h);
  };
  const image::View image(s.image().data());
  const std::uint32_t waiting[3] = {0xFFFFFFFFu, 0xFFFFFFFEu, 7};
  walk_snapshot(image, [&](const State& state, std::uint64_t offset) {
    if (state.kind == StateKind::waiting) std::memcpy(bytes.data() + offset, waiting, sizeof waiting);
  });
  h.events_due = h.events + 10 * (std::uint64_t{waiting[0]} + waiting[1] + waiting[2]);
  sign();
  CHECK(rheo_restore(s.engine(), bytes.data(), bytes.size()) == RHEO_E_SNAPSHOT_MALFORMED);  // after 100 ticks?
  h.tick = std::uint64_t{1} << 33;
  sign();
  REQUIRE(rheo_restore(s.engine(), bytes.data(), bytes.size()) == RHEO_OK);
  for (int tick = 0; tick < 50; ++tick) {
    const rheo_load before = s.load();
    s.step();
    const rheo_load after = s.load();
    CHECK(after.events_due == before.events_due + 30);
    CHECK(after.events_due == s.counters().events + after.backlog_events + after.events_lost);
    // One row of three is delivered in each tick, so a full queue takes one of three.
    CHECK(after.backlog_events <= 10 * (2 * std::uint64_t{0xFFFFFFFFu} + 100));
  }
  CHECK(s.load().events_lost > 10 * 50);
  const std::vector<std::byte> later = s.snapshot();
  REQUIRE(rheo_restore(s.engine(), later.data(), later.size()) == RHEO_OK);
  CHECK(s.snapshot() == later);
}

TEST_SUITE_END();
