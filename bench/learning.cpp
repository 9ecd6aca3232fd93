// Steps in which a hundred synapses a neuron learn: ns per event of a row that arrives (pre) or of a column whose
// neuron fires (post), the whole step counted; "fixed" is the same network without learning. The state after a second
// of steps is compared with the scalar reference's.
#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "bench.hpp"
#include "describe/plasticity_rules.hpp"
#include "support.hpp"

namespace rheobase::bench {
namespace {

constexpr std::uint32_t neurons = 1024, spikes = 64, degree = 100;

// Spikes of "pre" reach what learns; spikes of "drive" make neurons of "post" fire in the next step.
Network network_of(const std::string& rule, Storage storage) {
  Network network;
  network.integrator = Integrator::exact;
  for (const char* name : {"pre", "drive"}) {
    Population p;
    p.name = name;
    p.model = "external";
    p.size = double{neurons};
    p.channels.clear();
    network.add(p);
  }
  Population post;
  post.name = "post";
  post.model = "lif";
  post.size = double{neurons};
  post.parameters["tau"] = 10.0;
  post.threshold_mv = 1;
  Channel kick, learned;
  kick.name = "kick";
  kick.kind = ChannelKind::jump;
  learned.name = "learned";
  learned.subtract = true;  // what is learned makes nobody fire
  post.channels = {kick, learned};
  network.add(post);
  Projection drive;
  drive.source = "drive";
  drive.target = "post";
  drive.channel = "kick";
  drive.weight = 100.0;
  drive.one_to_one = true;
  network.connect(drive);
  Projection learns;
  learns.source = "pre";
  learns.target = "post";
  learns.channel = "learned";
  learns.weight = "0.3 + 0.4*r";
  learns.out_degree = double{degree};
  learns.storage = storage;
  if (!rule.empty()) learns.plasticity.emplace().rule = rule;
  network.connect(learns);
  return network;
}

// Sets of different neurons, to go through in turn.
std::vector<std::vector<std::uint32_t>> spike_sets() {
  std::mt19937 random(1);
  std::vector<std::uint32_t> all(neurons);
  std::iota(all.begin(), all.end(), 0u);
  std::vector<std::vector<std::uint32_t>> sets(64);
  for (auto& set : sets) {
    for (std::uint32_t i = 0; i < spikes; ++i) std::swap(all[i], all[i + random() % (neurons - i)]);
    set.assign(all.begin(), all.begin() + spikes);
  }
  return sets;
}

struct Side {
  const char* name;
  std::uint32_t population;
};

// The other side fires in every 32nd step, so that traces are there and weights change.
bool step(Simulation& sim, const Side& side, std::size_t turn) {
  static const auto sets = spike_sets();
  const auto fire = [&](std::uint32_t population, std::size_t set) {
    return rheo_set_spikes(sim.engine(), population, spikes, sets[set % sets.size()].data()) == RHEO_OK;
  };
  if (turn % 32 == 0 && !fire(1 - side.population, turn / 32)) return false;
  if (!fire(side.population, turn)) return false;
  sim.step();
  return true;
}

Simulation after_a_thousand(const Network& network, const Side& side, const char* target) {
  SimulationOptions options;
  options.target = target;
  Simulation sim(network, {}, options);
  for (std::size_t k = 0; k < 1000; ++k) {
    if (!step(sim, side, k)) throw ModelError("a spike was refused");
  }
  return sim;
}

void learn(benchmark::State& state, const KernelTable& kernels, const std::string& rule, Storage storage, Side side) {
  const Network network = network_of(rule, storage);
  Simulation sim = after_a_thousand(network, side, kernels.name);
  if (rheo_state_hash(sim.engine()) != rheo_state_hash(after_a_thousand(network, side, "scalar").engine())) {
    state.SkipWithError("state hash differs from the scalar reference");
    return;
  }
  std::size_t turn = 0;
  for (auto _ : state) {
    if (!step(sim, side, turn++)) state.SkipWithError("a spike was refused");
  }
  per_item(state, "ns_per_event", spikes * degree);
}

}  // namespace

void register_learning(bool quick) {
  std::vector<std::string> rules = {""};
  for (const RuleName& rule : rule_names()) {
    if (!rule.nearest && (!quick || rules.size() == 1)) rules.emplace_back(rule.name);
  }
  for (const Side side : {Side{"pre", 0}, Side{"post", 1}}) {
    for (const Storage storage : {Storage::sparse_i16, Storage::sparse_i32}) {
      for (const std::string& rule : rules) {
        const std::string name =
            std::string("learning/") + side.name + "/" + (rule.empty() ? "fixed" : rule) + "/" + name_of(storage);
        for_each_target(name, [=](benchmark::State& state, const KernelTable& kernels) {
          learn(state, kernels, rule, storage, side);
        });
      }
    }
  }
}

}  // namespace rheobase::bench
