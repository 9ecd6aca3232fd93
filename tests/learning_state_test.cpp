// Weights that learn as a state: the same bits however a network is run, bounds, reading, setting, holding, recording,
// swapping and baking them, and what is refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "blackbox_helpers.hpp"
#include "describe_helpers.hpp"
#include "learning_helpers.hpp"
#include "observe/weight_recorder.hpp"
#include "rheobase/log.hpp"

using namespace rheobase;
using namespace rheobase::test;

namespace {

// Parameters in which a rule changes much within some hundred steps.
Plasticity eager(const std::string& name) {
  Plasticity rule;
  rule.rule = name;
  rule.update_interval_ms = 20;
  if (name.rfind("stdp", 0) == 0) {
    rule.update_interval_ms.reset();
    rule.parameters = {{"A_plus", 0.03}, {"A_minus", 0.02}, {"mu_plus", 0.3}, {"mu_minus", 1}};
  } else if (name == "triplet") {
    rule.update_interval_ms.reset();
    rule.parameters = {{"A2_plus", 0.01}, {"A3_plus", 0.05}, {"A2_minus", 0.02}, {"A3_minus", 0.01}};
  } else if (name == "vogels") {
    rule.update_interval_ms.reset();
    rule.parameters = {{"eta", 0.05}, {"rho", 5}};
  } else if (name == "scaling") {
    rule.parameters = {{"target_rate", 1}, {"tau", 100}};
  } else if (name == "izhikevich2006") {
    rule.parameters = {{"A_plus", 0.1}, {"A_minus", 0.12}, {"drift", 0.01}};
  } else {
    rule.parameters = {{"A_plus", 0.1}, {"A_minus", 0.15}, {"d0", 0.01}};
  }
  return rule;
}

Network recurrent(const std::string& rule, Storage storage) {
  Network network;
  Population p;
  p.name = "E";
  p.size = 150;
  p.noise = 12.0;
  p.channels[0].kind = ChannelKind::decay;
  network.add(p);
  Projection q = projection("E", "E", "syn", 0.5);
  q.weight = "0.3 + 0.4*r";
  q.probability = 0.1;
  q.delay_ms = "1 + floor(4*r2)";
  q.storage = storage;
  q.plasticity = eager(rule);
  network.connect(q);
  return network;
}

void reward(const Simulation& sim, float amount) {
  const rheo_status status = rheo_reward(sim.engine(), 0, amount);
  REQUIRE((status == RHEO_OK || status == RHEO_E_NO_LEARNING));
}

std::vector<float> all_weights(const Simulation& sim) {
  std::vector<float> weights, row(1000);
  for (std::uint32_t s = 0; s < rheo_population_size(sim.engine(), 0); ++s) {
    std::uint32_t count = 0;
    REQUIRE(rheo_weights(sim.engine(), 0, s, 1000, row.data(), nullptr, &count) == RHEO_OK);
    weights.insert(weights.end(), row.begin(), row.begin() + count);
  }
  return weights;
}

}  // namespace

TEST_SUITE("learning") {
  TEST_CASE("the same bits from any number of threads, any target, and through a snapshot") {
    for (const char* rule :
         {"stdp", "stdp_nearest", "triplet", "vogels", "dopamine", "izhikevich2006", "izhikevich2007", "scaling"}) {
      for (const Storage storage : {Storage::sparse_i16, Storage::sparse_i32}) {
        INFO(std::string(rule), " ", std::string(name_of(storage)));
        const Network network = recurrent(rule, storage);
        Simulation first(network);
        reward(first, 0.5f);
        first.run_steps(120);
        const std::vector<std::byte> snapshot = first.snapshot();
        reward(first, 0.25f);
        first.run_steps(180);
        const std::uint64_t hash = rheo_state_hash(first.engine());
        CHECK(all_weights(first) != all_weights(Simulation(network)));
        for (const std::string& target : targets()) {
          for (const std::uint32_t threads : {1u, 2u, 3u}) {
            Simulation again(network, {}, {target, {}, threads, false, true});
            reward(again, 0.5f);
            again.run_steps(120);
            reward(again, 0.25f);
            again.run_steps(180);
            CHECK(rheo_state_hash(again.engine()) == hash);
          }
        }
        Simulation restored(network);
        restored.run_steps(7);
        restored.restore(snapshot);
        reward(restored, 0.25f);
        restored.run_steps(180);
        CHECK(rheo_state_hash(restored.engine()) == hash);
        rheo_reset(restored.engine());
        CHECK(all_weights(restored) == all_weights(Simulation(network)));
      }
    }
  }

  TEST_CASE("weights stay within their bounds, whatever happens") {
    for (const char* rule : {"stdp", "triplet", "vogels", "dopamine", "izhikevich2006", "scaling"}) {
      for (const Storage storage : {Storage::sparse_i16, Storage::sparse_i32}) {
        INFO(std::string(rule), " ", std::string(name_of(storage)));
        Network network = recurrent(rule, storage);
        Plasticity& p = *network.projections[0].plasticity;
        p.w_min = 0.1;
        network.populations[0].noise = 4000.0;  // who is not resetting fires
        for (auto& [name, value] : p.parameters) {
          if (name[0] == 'A' || name == "eta" || name == "drift") value *= 1000;
        }
        Simulation sim(network);
        for (int k = 0; k < 200; ++k) {
          reward(sim, k % 2 == 0 ? 1e6f : -1e6f);
          sim.step();
        }
        for (const float w : all_weights(sim)) CHECK((w >= 0.0999f && w <= 1.0001f));
        CHECK(sim.counters().spikes > 200 * 30);  // a fifth of all neurons in each step
      }
    }
  }

  TEST_CASE("learning can be held and resumed, weights be read and set") {
    Plasticity rule;
    Simulation sim(one_synapse(rule, 0.5, Storage::sparse_i16));
    rheo_engine* engine = sim.engine();
    const auto pair = [&] {
      set_spike(sim, "pre", 0);
      set_spike(sim, "drive", 0);
      sim.run_steps(3);
      set_spike(sim, "drive", 0);
      sim.run_steps(2);
    };
    CHECK(rheo_learning(engine, learned) == 1);
    REQUIRE(rheo_set_learning(engine, learned, 0) == RHEO_OK);
    CHECK(rheo_learning(engine, learned) == 0);
    pair();
    CHECK(weight_of(sim) == 0.5f);
    REQUIRE(rheo_set_learning(engine, learned, 1) == RHEO_OK);
    pair();
    CHECK(weight_of(sim) > 0.5f);
    float weight = 0.75f;
    REQUIRE(rheo_set_weights(engine, learned, 0, 1, &weight) == RHEO_OK);
    CHECK(weight_of(sim) == 0.75f);
    rheo_reset(engine);
    CHECK(weight_of(sim) == 0.5f);

    std::uint32_t count = 7;
    CHECK(rheo_weights(engine, learned, 0, 0, &weight, nullptr, &count) == RHEO_E_BUFFER_TOO_SMALL);
    CHECK(count == 1);
    CHECK(rheo_weights(engine, learned, 0, 0, nullptr, nullptr, &count) == RHEO_OK);
    CHECK(rheo_weights(engine, learned, 1, 0, nullptr, nullptr, &count) == RHEO_E_RANGE);
    CHECK(rheo_weights(engine, 0, 0, 1, &weight, nullptr, &count) == RHEO_E_NO_LEARNING);
    CHECK(rheo_weights(engine, 2, 0, 1, &weight, nullptr, &count) == RHEO_E_RANGE);
    for (const float x : {-0.1f, 1.1f, 1e30f, std::numeric_limits<float>::infinity()}) {
      CHECK(rheo_set_weights(engine, learned, 0, 1, &x) == RHEO_E_RANGE);
    }
    weight = std::nanf("");
    CHECK(rheo_set_weights(engine, learned, 0, 1, &weight) == RHEO_E_NOT_A_NUMBER);
    CHECK(rheo_set_weights(engine, learned, 0, 2, &weight) != RHEO_OK);
    CHECK(rheo_set_weights(engine, learned, 0, 0, &weight) == RHEO_E_RANGE);
    CHECK(rheo_set_weights(engine, 0, 0, 1, &weight) == RHEO_E_NO_LEARNING);
    CHECK(rheo_set_learning(engine, 0, 1) == RHEO_E_NO_LEARNING);
    CHECK(rheo_reward(engine, learned, 1) == RHEO_E_NO_LEARNING);  // stdp has no modulator
    CHECK(weight_of(sim) == 0.5f);
  }

  TEST_CASE("a population's spikes release the modulator") {
    Network network = recurrent("dopamine", Storage::sparse_i16);
    network.add(external("reward", 4));
    network.projections[0].plasticity->modulator = "reward";
    network.projections[0].plasticity->modulator_per_spike = 0.25;
    network.projections[0].plasticity->parameters["tau_d"] = 1e5;
    Simulation sim(network);
    for (const std::uint32_t neuron : {0u, 1u, 3u}) set_spike(sim, "reward", neuron);
    sim.step();
    CHECK(rheo_modulator(sim.engine(), 0) == 0.0f);
    sim.step();
    CHECK(rheo_modulator(sim.engine(), 0) == doctest::Approx(0.75).epsilon(1e-4));
    CHECK(rheo_reward(sim.engine(), 0, 2e6f) == RHEO_E_RANGE);
    CHECK(rheo_reward(sim.engine(), 0, std::nanf("")) == RHEO_E_NOT_A_NUMBER);
  }

  TEST_CASE("a swap keeps what has been learned, and refuses other synapses and bounds") {
    Network network = recurrent("stdp", Storage::sparse_i16);
    Simulation sim(network);
    sim.run_steps(200);
    const std::vector<float> weights = all_weights(sim);
    network.projections[0].plasticity->parameters["A_plus"] = 0.0;
    sim.swap_image(compile(network));
    CHECK(all_weights(sim) == weights);
    network.projections[0].plasticity->w_max = 2;
    CHECK(has(error_of([&] { sim.swap_image(compile(network)); }), "another layout"));
    network.projections[0].plasticity->w_max = 1;
    network.projections[0].probability = 0.2;
    CHECK(has(error_of([&] { sim.swap_image(compile(network)); }), "another layout"));
  }

  TEST_CASE("a black box records rewards and held learning, and a replay sets them") {
    const Network network = recurrent("dopamine", Storage::sparse_i16);
    const Simulation s(network);
    test::Box box(s, test::every(1, 0, 1u << 20));
    test::Stream stream;
    std::uint64_t rewards = 0, learning = 0, snapshots = 0;
    for (int k = 0; k < 400; ++k) {
      if (k % 7 == 3) reward(s, 0.125f * static_cast<float>(k % 5));
      if (k % 50 == 20) REQUIRE(rheo_set_learning(s.engine(), 0, k % 100 == 20 ? 0 : 1) == RHEO_OK);
      if (k == 333) {
        std::vector<float> weights(200);
        std::uint32_t count = 0;
        REQUIRE(rheo_weights(s.engine(), 0, 9, 200, weights.data(), nullptr, &count) == RHEO_OK);
        std::fill(weights.begin(), weights.end(), 0.25f);
        REQUIRE(rheo_set_weights(s.engine(), 0, 9, count, weights.data()) == RHEO_OK);
      }
      rheo_blackbox_record(box.get());
      if (k % 9 == 3) {  // a second record of the same tick has the sum
        reward(s, 0.5f);
        rheo_blackbox_record(box.get());
      }
      rheo_step(s.engine());
      box.drain(stream);
    }
    const Log log(stream.bytes, "stream");
    for (const LogRecord& record : log.records()) {
      rewards += record.type == RHEO_LOG_REWARDS ? 1 : 0;
      learning += record.type == RHEO_LOG_LEARNING ? 1 : 0;
      snapshots += record.type == RHEO_LOG_SNAPSHOT ? 1 : 0;
    }
    CHECK(rewards > 80);
    CHECK(learning == 8);
    CHECK(snapshots == 2);  // at the start, and where weights were set
    std::vector<Image> images;
    images.push_back(compile(network));
    const ReplayReport report = replay(log, images);
    CHECK(!report.divergence);
    CHECK(report.hashes >= 400);
  }

  TEST_CASE("what was learned can be baked, to learn on or as fixed weights") {
    for (const Storage storage : {Storage::sparse_i16, Storage::sparse_i32}) {
      for (const double probability : {0.1, 0.9}) {  // sparse and dense, once they are fixed
        Network network = recurrent("stdp", storage);
        network.projections[0].probability = probability;
        if (probability > 0.5) network.projections[0].delay_ms = 2.0;
        network.populations[0].stimulus.emplace();
        network.populations[0].stimulus->current = "sin(t)";
        Image image = compile(network);
        Simulation run(compile(network));
        run.run_steps(300);
        const std::vector<float> learned_weights = all_weights(run);
        const Simulation again(bake(image, run.snapshot()));
        CHECK(all_weights(again) == learned_weights);
        CHECK(again.image().size() == image.size());

        Simulation frozen(bake(image, run.snapshot(), true));
        CHECK(frozen.image().size() < image.size());
        const ImageReport report = describe_image(frozen.image());
        CHECK(report.projections[0].storage == (probability > 0.5 ? "dense_i16" : "sparse_i16"));
        CHECK(report.projections[0].largest_error <= (storage == Storage::sparse_i16 ? 0.0 : 0x1p-15));
        CHECK(rheo_set_learning(frozen.engine(), 0, 1) == RHEO_E_NO_LEARNING);
        // The same spikes as the plastic image with learning held, where rounding has changed nothing.
        if (storage != Storage::sparse_i16) continue;
        Simulation held(bake(image, run.snapshot()));
        REQUIRE(rheo_set_learning(held.engine(), 0, 0) == RHEO_OK);
        held.run_steps(300);
        frozen.run_steps(300);
        CHECK(rheo_spike_hash(held.engine()) == rheo_spike_hash(frozen.engine()));
        CHECK(held.counters().spikes > 100);

        std::vector<std::byte> damaged = run.snapshot();
        damaged[500] ^= std::byte{1};
        CHECK(has(error_of([&] { (void)bake(image, damaged); }), "the snapshot is damaged"));
        const std::vector<LearnedSynapse> synapses = run.learned_synapses(0);
        REQUIRE(synapses.size() == learned_weights.size());
        for (std::size_t k = 0; k < synapses.size(); ++k) CHECK(synapses[k].weight == learned_weights[k]);
        network.seed = 2;
        CHECK(has(error_of([&] { (void)bake(compile(network), run.snapshot()); }), "another image"));
      }
    }
  }

  TEST_CASE("what cannot be is refused in one line, at its place") {
    const std::string begin =
        "[[population]]\nname = \"A\"\nsize = 4\n[[projection]]\nsource = \"A\"\ntarget = \"A\"\nweight = 0.5\n";
    const auto error = [&](const std::string& keys, const std::string& before = "") {
      return error_of([&] { (void)compile(parse_model(begin + before + "[projection.plasticity]\n" + keys, "m")); });
    };
    CHECK(error("rule = \"stdp\"\n").empty());
    CHECK(has(error("rule = \"hebb\"\n"), "m:9: no learning rule is called 'hebb'; there are stdp"));
    CHECK(has(error("rule = \"vogels\"\nA_plus = 1\n"), "A_plus"));
    CHECK(has(error("w_min = -1\n"), "m:9: w_min is -1"));
    CHECK(has(error("w_max = 0\n"), "m:9: w_max is 0; it lies above w_min"));
    CHECK(has(error("w_max = 0.25\n"), "a weight is 0.5"));
    CHECK(has(error("tau_plus = \"0.5 us\"\n"), "m:9: tau_plus of stdp is 5e-04 ms"));
    CHECK(has(error("tau_plus = \"1e7 ms\"\n"), "tau_plus"));
    CHECK(has(error("A_plus = \"x\"\n"), "m:9"));
    CHECK(has(error("same_time = \"never\"\n"), "simultaneous, pre_first, post_first"));
    CHECK(has(error("rule = \"dopamine\"\nmodulator = \"B\"\n"), "m:10: no population is called B"));
    CHECK(has(error("rule = \"dopamine\"\nupdate_interval = \"1.5 ms\"\n"), "m:10: update_interval"));
    CHECK(
        has(error("", "storage = \"dense_i16\"\n"), "m:8: weights that learn are stored as sparse_i16 or sparse_i32"));
    CHECK(has(error("", "[projection.stp]\n"), "cannot be combined with stp"));
    const std::string model = begin + "[projection.plasticity]\n";
    CHECK(has(error_of([&] {
                (void)compile(parse_model(model, "m", {{"storage", "dense_i16"}}));
              }),
              "--set storage=dense_i16: weights that learn are stored as"));
  }

  TEST_CASE("files of weights have names of their own, whatever the populations are called") {
    Network network;
    network.add(external("pre", 1));
    for (const char* name : {"post", "post_2", "POST"}) network.add(driven(name, 1));
    for (const char* target : {"post", "post", "post_2", "POST", "post"}) {
      Projection p = projection("pre", target, "learned", 0.5);
      p.plasticity = Plasticity{};
      p.plasticity->w_max = 1;
      network.connect(p);
    }
    const Simulation run(compile(network));
    const std::vector<std::string> files = WeightRecorder(run, 100).files();
    CHECK(files == std::vector<std::string>{"weights/pre_to_post.npy", "weights/pre_to_post_2.npy",
                                            "weights/pre_to_post_2_2.npy", "weights/pre_to_POST_3.npy",
                                            "weights/pre_to_post_4.npy", "weights.svg", "weights.png"});
  }
}
