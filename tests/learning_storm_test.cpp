// Every rule, weights of 16 and of 32 bits, under random input and random rewards for a billion plastic events: no
// weight leaves its bounds, no state leaves what a snapshot may hold (which has no NaN).
// rheobase_learning_storm [EVENTS]: so many over all rules together.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "describe/plasticity_rules.hpp"
#include "learning_helpers.hpp"
#include "plasticity/list.hpp"

using namespace rheobase;
using namespace rheobase::test;

namespace {

double events_of_all = 1e9;
const char* const rules[] = {"stdp",     "stdp_nearest",   "triplet",        "vogels",
                             "dopamine", "izhikevich2006", "izhikevich2007", "scaling"};
constexpr Storage widths[] = {Storage::sparse_i16, Storage::sparse_i32};
constexpr int neurons = 100;
constexpr std::uint32_t ticks_at_once = 200;
constexpr double w_min = 0.25, w_max = 0.75;

// Each onto each other one, with two delays.
Network stormy(const std::string& rule, Storage storage, std::uint32_t seed) {
  Network network;
  network.seed = seed;
  Population p;
  p.name = "N";
  p.size = neurons;
  p.noise = 40.0;
  network.add(p);
  Projection q = projection("N", "N", "syn", 0.5);
  q.weight = "0.25 + 0.5*r";
  q.delay_ms = "1 + floor(2*r2)";
  q.storage = storage;
  Plasticity plasticity;
  plasticity.rule = rule;
  plasticity.w_min = w_min;
  plasticity.w_max = w_max;
  const RuleShape shape = rule_shapes[rule_named(rule)->rule];
  if (shape.sweeps) plasticity.update_interval_ms = 10;
  if (rule == "scaling") plasticity.parameters = {{"target_rate", 20}, {"tau", 50}};
  q.plasticity = plasticity;
  network.connect(q);
  return network;
}

void check_weights(const Simulation& sim) {
  for (const LearnedSynapse& s : sim.learned_synapses(0)) {
    REQUIRE(s.weight >= static_cast<float>(w_min) - 1e-6f);
    REQUIRE(s.weight <= static_cast<float>(w_max) + 1e-6f);
  }
}

// Synapses that spikes of either side, or a sweep, came to.
double run_until(Simulation& sim, bool sweeps, double events, std::mt19937& random) {
  const double synapses_of_neuron = neurons;
  double done = 0;
  while (done < events) {
    const std::uint64_t spikes = sim.counters().spikes;
    for (std::uint32_t k = 0; k < 4; ++k) {
      const float amount = std::uniform_real_distribution<float>(-1e5f, 1e5f)(random);
      const rheo_status status = rheo_reward(sim.engine(), 0, amount);
      REQUIRE((status == RHEO_OK || status == RHEO_E_NO_LEARNING));
      sim.run_steps(ticks_at_once / 4);
    }
    done += 2 * static_cast<double>(sim.counters().spikes - spikes) * synapses_of_neuron;
    if (sweeps) done += ticks_at_once / 10.0 * neurons * synapses_of_neuron;
    check_weights(sim);
  }
  return done;
}

}  // namespace

TEST_CASE("weights keep their bounds and states theirs") {
  std::mt19937 random(1);
  double events = 0;
  for (const char* rule : rules) {
    for (const Storage width : widths) {
      INFO(std::string(rule), " ", std::string(name_of(width)));
      Simulation sim(stormy(rule, width, static_cast<std::uint32_t>(random())));
      const bool sweeps = rule_shapes[rule_named(rule)->rule].sweeps;
      events += run_until(sim, sweeps, events_of_all / 16, random);
      const std::vector<std::byte> snapshot = sim.snapshot();
      CHECK(rheo_restore(sim.engine(), snapshot.data(), snapshot.size()) ==
            RHEO_OK);  // which refuses what is out of range
    }
  }
  std::printf("%.3g plastic events: weights within their bounds, states finite\n", events);
}

int main(int argc, char** argv) {
  if (argc > 1) events_of_all = std::strtod(argv[1], nullptr);
  doctest::Context context;
  context.setOption("no-intro", true);
  return context.run();
}
