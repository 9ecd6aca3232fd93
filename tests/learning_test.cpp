// Learning rules: weights of reference trains in every convention, bounds, and the same bits however a network is run.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "describe_helpers.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::error_of;
using test::has;
using Json = nlohmann::ordered_json;

namespace {

Json reference() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/stdp.json");
  return Json::parse(file);
}

Population external(const std::string& name, int size) {
  Population p;
  p.name = name;
  p.model = "external";
  p.size = size;
  p.channels.clear();
  return p;
}

// Neurons that fire in the step in which "drive" reaches them, and never else.
Population driven(const std::string& name, int size) {
  Population p;
  p.name = name;
  p.model = "lif";
  p.size = size;
  p.parameters["tau"] = 10.0;
  p.threshold_mv = 1;
  Channel kick;
  kick.name = "kick";
  kick.kind = ChannelKind::jump;
  Channel learned;
  learned.name = "learned";
  learned.subtract = true;  // so that what is learned makes nobody fire
  p.channels = {kick, learned};
  return p;
}

Projection projection(const std::string& source, const std::string& target, const std::string& channel, double weight) {
  Projection p;
  p.source = source;
  p.target = target;
  p.channel = channel;
  p.weight = weight;
  return p;
}

// One synapse, and programs for both its sides: a spike set at a side acts at the synapse in the next step.
Network one_synapse(const Plasticity& rule, double weight, Storage storage, double dt_ms = 1) {
  Network network;
  network.dt_ms = dt_ms;
  network.integrator = Integrator::exact;
  network.add(external("pre", 1));
  network.add(external("drive", 1));
  network.add(driven("post", 1));
  network.connect(projection("drive", "post", "kick", 100));
  Projection p = projection("pre", "post", "learned", weight);
  p.storage = storage;
  p.plasticity = rule;
  network.connect(p);
  return network;
}
constexpr std::uint32_t learned = 1;  // the projection

float weight_of(const Simulation& sim, std::uint32_t source = 0) {
  float weight = -1;
  std::uint32_t count = 0;
  REQUIRE(rheo_weights(sim.engine(), learned, source, 1, &weight, nullptr, &count) == RHEO_OK);
  REQUIRE(count == 1);
  return weight;
}

void set_spike(const Simulation& sim, const char* population, std::uint32_t neuron) {
  std::uint32_t index = 0;
  REQUIRE(rheo_find_population(sim.engine(), population, &index) == RHEO_OK);
  REQUIRE(rheo_set_spikes(sim.engine(), index, 1, &neuron) == RHEO_OK);
}

struct Trains {
  std::vector<double> pre_ms, post_ms;
};

bool has_time(const std::vector<double>& times, double t) {
  for (const double x : times) {
    if (x == t) return true;
  }
  return false;
}

// Calls each(t) after the step of each ms t.
template <class Each>
void play(Simulation& sim, const Trains& trains, double duration_ms, Each each) {
  for (double t = 0; t <= duration_ms; ++t) {
    sim.step();
    each(t);
    if (has_time(trains.pre_ms, t + 2)) set_spike(sim, "pre", 0);
    if (has_time(trains.post_ms, t + 2)) set_spike(sim, "drive", 0);
  }
}

Plasticity pair_rule(const Json& p) {
  Plasticity rule;
  rule.w_min = p["w_min"];
  rule.w_max = p["w_max"];
  rule.parameters = {{"A_plus", p["A_plus"]},
                     {"A_minus", p["A_minus"]},
                     {"tau_plus", p["tau_plus_ms"]},
                     {"tau_minus", p["tau_minus_ms"]}};
  return rule;
}

Plasticity rule_of(const Json& parameters, const std::string& name) {
  if (name == "vogels") {
    const Json& p = parameters["vogels"];
    Plasticity rule;
    rule.rule = "vogels";
    rule.w_min = p["w_min"];
    rule.w_max = p["w_max"];
    rule.parameters = {{"eta", p["eta"]}, {"rho", p["rho_target_per_ms"].get<double>() * 1000}, {"tau", p["tau_ms"]}};
    return rule;
  }
  Plasticity rule = pair_rule(parameters["additive_and_soft"]);
  if (name == "additive_nearest") rule.rule = "stdp_nearest";
  if (name == "soft") {
    rule.parameters["mu_plus"] = 1;
    rule.parameters["mu_minus"] = 1;
  }
  return rule;
}

std::vector<std::string> targets() {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; rheo_target_name(i) != nullptr; ++i) names.emplace_back(rheo_target_name(i));
  return names;
}

}  // namespace

TEST_SUITE("learning") {
  // Of i32 a weight is a multiple of 2^-30, and what it changes by is computed in float32, whose steps at 1 are of
  // 2^-23; of i16 it is a multiple of 2^-14, up or down.
  TEST_CASE("weights of reference trains, in every convention") {
    const Json file = reference();
    for (const Json& run : file["runs"]) {
      const Trains trains = {run["pre_ms"], run["post_ms"]};
      const std::vector<double> events = run["event_times_ms"];
      for (const auto& [name, conventions] : run["w_after_event"].items()) {
        for (const SameTime same_time : {SameTime::simultaneous, SameTime::pre_first, SameTime::post_first}) {
          const std::vector<double> expected = conventions[name_of(same_time)];
          Plasticity rule = rule_of(file["about"]["parameters"], name);
          rule.same_time = same_time;
          for (const Storage storage : {Storage::sparse_i32, Storage::sparse_i16}) {
            for (const std::string& target : targets()) {
              INFO(run["trains"], " ", name, " ", std::string(name_of(same_time)), " ", std::string(name_of(storage)),
                   " ", target);
              Simulation sim(one_synapse(rule, 0.5, storage), {}, {target, {}, 1, false, false});
              std::size_t event = 0;
              play(sim, trains, run["duration_ms"], [&](double t) {
                if (event >= events.size() || t != events[event]) return;
                const double unit = storage == Storage::sparse_i32 ? 0x1p-21 : 0x1p-14;
                const double changes = static_cast<double>(event + 1);
                const double tolerance = storage == Storage::sparse_i32 ? unit : 3 * unit * std::sqrt(changes);
                CHECK(std::fabs(weight_of(sim) - expected[event]) <= tolerance);
                ++event;
              });
              CHECK(event == events.size());
            }
          }
        }
      }
    }
  }

  TEST_CASE("eligibility, dopamine and weight of reference trains") {
    const Json file = reference();
    const Json& p = file["about"]["parameters"]["dopamine"];
    for (const Json& run : file["runs"]) {
      const Trains trains = {run["pre_ms"], run["post_ms"]};
      for (const SameTime same_time : {SameTime::simultaneous, SameTime::pre_first, SameTime::post_first}) {
        INFO(run["trains"], " ", std::string(name_of(same_time)));
        Plasticity rule = pair_rule(p);
        rule.rule = "dopamine";
        rule.same_time = same_time;
        rule.parameters["tau_c"] = p["tau_c_ms"];
        rule.parameters["tau_d"] = p["tau_d_ms"];
        rule.parameters["d0"] = p["d0"];
        rule.parameters["gain"] = p["gain_per_ms"];
        Simulation sim(one_synapse(rule, p["w0"], Storage::sparse_i32));
        const Json& pulses = p["dopamine_pulses"][run["trains"].get<std::string>()];
        const Json& expected = run["dopamine"][name_of(same_time)];
        std::size_t row = 0;
        play(sim, trains, run["duration_ms"], [&](double t) {
          for (const Json& pulse : pulses) {
            if (pulse[0] == t) REQUIRE(rheo_reward(sim.engine(), learned, pulse[1]) == RHEO_OK);
          }
          if (row >= expected.size() || expected[row][0] != t) return;
          CHECK(weight_of(sim) == doctest::Approx(expected[row][3].get<double>()).epsilon(2e-6));
          ++row;
        });
        CHECK(row == expected.size());
      }
    }
  }
}
