// Learning rules: weights of reference trains in every convention, and of every synapse of a network.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "image/view.hpp"
#include "learning_helpers.hpp"

using namespace rheobase;
using namespace rheobase::test;
using Json = nlohmann::ordered_json;

namespace {

Json reference() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/stdp.json");
  return Json::parse(file);
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

}  // namespace

TEST_SUITE("learning") {
  // Of i32 a weight is a multiple of 2^-30, and what it changes by is computed in float32, whose steps at 1 are of
  // 2^-23; of i16 it is a multiple of 2^-14, up or down.
  TEST_CASE("weights of reference trains, in every convention") {
    const Json file = reference();
    for (const Json& run : file["runs"]) {
      const Trains trains = {run["pre_ms"], run["post_ms"]};
      const std::vector<double> events = run["event_times_ms"];
      for (const auto& rule_item : run["w_after_event"].items()) {
        const std::string name = rule_item.key();
        const Json& conventions = rule_item.value();
        for (const SameTime same_time :
             {SameTime::simultaneous, SameTime::pre_first, SameTime::post_first, SameTime::next_pre_first}) {
          // With next_pre_first a target that fires a step earlier does what it does with pre_first.
          const bool is_next = same_time == SameTime::next_pre_first;
          const std::vector<double> expected = conventions[name_of(is_next ? SameTime::pre_first : same_time)];
          Trains played = trains;
          for (double& t : played.post_ms) t -= is_next ? 1 : 0;
          Plasticity rule = rule_of(file["about"]["parameters"], name);
          rule.same_time = same_time;
          for (const Storage storage : {Storage::sparse_i32, Storage::sparse_i16}) {
            for (const std::string& target : targets()) {
              INFO(run["trains"], " ", name, " ", std::string(name_of(same_time)), " ", std::string(name_of(storage)),
                   " ", target);
              Simulation sim(one_synapse(rule, 0.5, storage), {}, {target, {}, 1, false, false});
              std::size_t event = 0;
              play(sim, played, run["duration_ms"], [&](double t) {
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

  // Rows, columns, delays and windows: against every synapse by itself, in double.
  TEST_CASE("every synapse of a network with delays learns as it would alone") {
    const std::uint32_t sources = 37, targets = 130, ticks = 300;
    Network network;
    network.add(external("pre", sources));
    network.add(external("drive", targets));
    Population post = driven("post", targets);
    post.integrator = Integrator::exact;
    network.add(post);
    Projection kick = projection("drive", "post", "kick", 100);
    kick.one_to_one = true;
    network.connect(kick);
    Projection p = projection("pre", "post", "learned", 0.5);
    p.weight = "0.4 + 0.2*r";
    p.probability = 0.3;
    p.delay_ms = "1 + floor(5*r2)";
    p.storage = Storage::sparse_i32;
    p.plasticity.emplace();
    p.plasticity->parameters = {{"A_plus", 0.003}, {"A_minus", 0.004}, {"tau_plus", 12.0}, {"tau_minus", 25.0}};
    p.plasticity->same_time = SameTime::pre_first;
    network.connect(p);
    for (const std::uint32_t threads : {1u, 3u}) {
      Simulation sim(network, {}, {"", {}, threads, false, true});
      struct Synapse {
        std::uint32_t source, target, delay;
        double weight, pre = 0, post = 0;
      };
      std::vector<Synapse> synapses;
      const image::View view(sim.image().data());
      std::vector<float> weights(targets * 5);
      std::vector<std::uint32_t> of(weights.size());
      for (std::uint32_t s = 0; s < sources; ++s) {
        std::uint32_t count = 0, at = 0;
        REQUIRE(rheo_weights(sim.engine(), learned, s, targets * 5, weights.data(), of.data(), &count) == RHEO_OK);
        for (std::uint32_t r = 0; r < view.header().projections; ++r) {  // by delay
          const image::Projection& record = view.projection(r);
          if (record.projection != learned) continue;
          for (std::uint32_t k = 0; k < view.row_synapses(record, s); ++k, ++at) {
            synapses.push_back({s, of[at], record.delay_ticks, weights[at]});
          }
        }
        REQUIRE(at == count);
      }
      REQUIRE(synapses.size() > 1000);
      std::mt19937 random(7);
      std::vector<std::vector<bool>> pre_fired(ticks + 1), post_fired(ticks + 2);
      for (std::uint32_t t = 0; t < ticks; ++t) {
        pre_fired[t].resize(sources);
        for (std::uint32_t s = 0; s < sources; ++s) {
          if (random() % 10 != 0) continue;
          pre_fired[t][s] = true;  // in this step
          set_spike(sim, "pre", s);
        }
        post_fired[t].resize(targets);
        post_fired[t + 1].resize(targets);
        for (std::uint32_t n = 0; n < targets; ++n) {
          if (random() % 15 != 0) continue;
          post_fired[t + 1][n] = true;  // the drive of this step arrives in the next
          set_spike(sim, "drive", n);
        }
        sim.step();
        for (Synapse& s : synapses) {
          s.pre *= std::exp(-1 / 12.0);
          s.post *= std::exp(-1 / 25.0);
          const bool arrives = t >= s.delay && pre_fired[t - s.delay][s.source], fires = post_fired[t][s.target];
          if (arrives) {
            s.weight = std::max(0.0, s.weight - 0.004 * s.post);
            s.pre += 1;
          }
          if (fires) {
            s.weight = std::min(1.0, s.weight + 0.003 * s.pre);
            s.post += 1;
          }
        }
      }
      double worst = 0;
      std::size_t next = 0;
      for (std::uint32_t s = 0; s < sources; ++s) {
        std::uint32_t count = 0;
        REQUIRE(rheo_weights(sim.engine(), learned, s, targets * 5, weights.data(), nullptr, &count) == RHEO_OK);
        for (std::uint32_t k = 0; k < count; ++k) {
          worst = std::max(worst, std::fabs(weights[k] - synapses[next++].weight));
        }
      }
      CHECK(worst < 2e-5);
    }
  }
}
