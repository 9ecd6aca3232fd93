// Short-term plasticity: efficacies of reference sequences, the same in every form of storage and by any number of
// threads, and through snapshots.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "rheobase/bounds.hpp"
#include "rheobase/model.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

struct Reference {
  const char* set;
  double U, tau_facil_ms, tau_rec_ms;
  std::vector<double> spikes_ms, tsodyks, mongillo;
};
const std::vector<Reference> references = {
#include "data/short_term.inc"
};

constexpr double weight = 0x1p-10;

// Three neurons that fire at the reference's times, and what a target's current is in the step in which a spike
// arrives: the sum of three weights times the efficacy.
Network pair_of(const Reference& reference, ShortTermForm form, const char* delay = "3") {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  network.duration_ms = 2000;
  Population a;
  a.name = "A";
  a.size = 3;
  a.d = 0.0;
  a.stimulus.emplace();
  std::string current = "0";
  for (const double t : reference.spikes_ms) current += " + 200*(abs(t - " + std::to_string(t) + ") < 0.5)";
  a.stimulus->current = Value(current, "");
  network.add(a);
  Population b;
  b.name = "B";
  b.size = 130;
  b.channels[0].kind = ChannelKind::decay;
  b.channels[0].method = DecayMethod::sampled;
  b.channels[0].tau_ms = 0.005;
  b.channels[0].name = "g";
  network.add(b);
  Projection q;
  q.source = "A";
  q.target = "B";
  q.weight = weight;
  q.delay_ms = Value(delay, "");
  q.stp.emplace();
  q.stp->form = form;
  q.stp->U = reference.U;
  q.stp->tau_rec_ms = reference.tau_rec_ms;
  q.stp->tau_facil_ms = reference.tau_facil_ms;
  network.connect(q);
  return network;
}

float current_of(const Simulation& simulation, std::size_t neuron) {
  return rheo_state(simulation.engine(), 1, "g")[neuron];
}

std::vector<double> efficacies_seen(Simulation& simulation, std::uint64_t steps, std::size_t neuron) {
  std::vector<double> out;
  for (std::uint64_t t = 0; t < steps; ++t) {
    simulation.step();
    const auto current = static_cast<double>(current_of(simulation, neuron));
    if (current != 0) out.push_back(current / (3 * weight));
  }
  return out;
}

std::uint64_t hash_of(const Simulation& simulation) { return rheo_state_hash(simulation.engine()); }

const std::vector<Storage> all_forms = {Storage::dense_i8,    Storage::dense_i16,    Storage::dense_i32,
                                        Storage::sparse_i8,   Storage::sparse_i16,   Storage::sparse_i32,
                                        Storage::sparse32_i8, Storage::sparse32_i16, Storage::procedural};

std::string error_of(const Network& network) {
  try {
    compile(network);
  } catch (const ModelError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

TEST_SUITE_BEGIN("stp");

TEST_CASE("efficacies are those of the reference sequences in every form of storage") {
  for (const Reference& reference : references) {
    for (const ShortTermForm form : {ShortTermForm::tsodyks, ShortTermForm::mongillo}) {
      const std::vector<double>& truth = form == ShortTermForm::tsodyks ? reference.tsodyks : reference.mongillo;
      for (const Storage storage : all_forms) {
        for (const double sign : {1.0, -1.0}) {
          CAPTURE(reference.set);
          CAPTURE(name_of(storage));
          Network network = pair_of(reference, form);
          network.projections[0].storage = storage;
          network.projections[0].weight = sign * weight;
          Simulation simulation(network);
          const std::vector<double> seen = efficacies_seen(simulation, 2000, 100);
          REQUIRE(seen.size() == truth.size());
          for (std::size_t k = 0; k < seen.size(); ++k) CHECK(std::fabs(sign * seen[k] - truth[k]) < 3e-7);
        }
      }
    }
  }
}

TEST_CASE("a delay shifts the efficacy and does not change it") {
  const Reference& reference = references[1];
  Network network = pair_of(reference, ShortTermForm::tsodyks, "j < 70 ? 2 : j < 110 ? 5 : 9");
  for (const Storage storage : {Storage::dense_i16, Storage::sparse_i16, Storage::sparse32_i16}) {
    network.projections[0].storage = storage;
    Simulation simulation(network);
    std::vector<std::vector<float>> seen(3);
    for (int t = 0; t < 2000; ++t) {
      simulation.step();
      for (std::size_t k = 0; k < 3; ++k) seen[k].push_back(current_of(simulation, 69 + 30 * k));
    }
    const std::vector<float> first(seen[0].begin(), seen[0].end() - 7);
    CHECK(std::count_if(first.begin(), first.end(), [](float x) { return x != 0; }) == 15);
    CHECK(first == std::vector<float>(seen[1].begin() + 3, seen[1].end() - 4));
    CHECK(first == std::vector<float>(seen[2].begin() + 7, seen[2].end()));
  }
}

TEST_CASE("it recovers in silence of any length") {
  Reference once = references[0];
  once.spikes_ms = {50, 60, 200000};
  for (const ShortTermForm form : {ShortTermForm::tsodyks, ShortTermForm::mongillo}) {
    Network network = pair_of(once, form);
    network.duration_ms = 200100;
    Simulation simulation(network);
    const std::vector<double> seen = efficacies_seen(simulation, 200100, 0);
    REQUIRE(seen.size() == 3);
    CHECK(seen[1] != seen[0]);
    CHECK(seen[2] == seen[0]);
  }
}

TEST_CASE("every form of storage, SIMD target and number of threads gives the same state") {
  Network network = pair_of(references[1], ShortTermForm::mongillo, "2");
  network.populations[0].size = 90;
  network.populations[0].noise = 30;
  network.populations[0].d = 8;
  std::uint64_t expected = 0;
  for (const Storage storage : all_forms) {
    network.projections[0].storage = storage;
    for (std::uint32_t target = 0; const char* name = rheo_target_name(target); ++target) {
      for (const std::uint32_t threads : {1u, 3u}) {
        SimulationOptions options;
        options.threads = threads;
        options.share_every_step = true;
        options.target = name;
        Simulation simulation(compile(network), options);
        simulation.run_steps(400);
        if (expected == 0) expected = hash_of(simulation);
        CAPTURE(name_of(storage));
        CAPTURE(name);
        CAPTURE(threads);
        CHECK(hash_of(simulation) == expected);
      }
    }
  }
}

TEST_CASE("synapses with and without it share a channel") {
  Network both = pair_of(references[0], ShortTermForm::tsodyks);
  Projection plain = both.projections[0];
  plain.stp.reset();
  plain.weight = 0.25;
  both.connect(plain);
  Simulation simulation(both);
  const std::vector<double> seen = efficacies_seen(simulation, 2000, 17);
  REQUIRE(seen.size() == references[0].tsodyks.size());
  for (std::size_t k = 0; k < seen.size(); ++k) {
    CHECK(std::fabs(seen[k] - 0.25 / weight - references[0].tsodyks[k]) < 0.25 / weight * 0x1p-23);
  }
}

TEST_CASE("a snapshot holds it, and a reset forgets it") {
  Simulation one(pair_of(references[0], ShortTermForm::tsodyks));
  one.run_steps(230);
  const std::vector<std::byte> snapshot = one.snapshot();
  one.run_steps(400);
  const std::uint64_t expected = hash_of(one);
  Simulation other(pair_of(references[0], ShortTermForm::tsodyks));
  other.restore(snapshot);
  other.run_steps(400);
  CHECK(hash_of(other) == expected);
  rheo_reset(one.engine());
  one.run_steps(630);
  CHECK(hash_of(one) == expected);
}

TEST_CASE("what it costs is in the bounds") {
  Network network = pair_of(references[0], ShortTermForm::tsodyks, "j < 60 ? 1 : 2");
  const auto parts_of = [](const Network& of) {
    const Image image = compile(of);
    const StepBound bound = bound_step(image);
    const auto part = std::find_if(bound.parts.begin(), bound.parts.end(),
                                   [](const PartBound& p) { return p.name == "projection A -> B"; });
    return std::pair{bound, *part};
  };
  const auto [bound, part] = parts_of(network);
  network.projections[0].stp.reset();
  const auto [plain, plain_part] = parts_of(network);
  CHECK(part.ram_bytes - plain_part.ram_bytes == bound.ram_bytes - plain.ram_bytes);
  CHECK(part.flash_bytes - plain_part.flash_bytes == 296);
  CHECK(bound.bytes_touched > plain.bytes_touched);
  CHECK(bound.synaptic_events == plain.synaptic_events);
  for (std::size_t k = 0; k < bound.instructions.size(); ++k) {
    CHECK(bound.instructions[k].instructions > plain.instructions[k].instructions);
  }
}

TEST_CASE("an image with it takes the place of none without") {
  Network network = pair_of(references[0], ShortTermForm::tsodyks);
  Simulation simulation(network);
  simulation.run_steps(120);
  network.projections[0].weight = 2 * weight;
  network.projections[0].stp->U = 0.9;
  simulation.swap_image(compile(network));
  simulation.run_steps(30);
  network.projections[0].stp.reset();
  CHECK_THROWS_AS(simulation.swap_image(compile(network)), ModelError);
}

TEST_CASE("inspect names its form") {
  Network network = pair_of(references[0], ShortTermForm::mongillo);
  CHECK(describe_image(compile(network)).projections[0].stp == "mongillo");
  network.projections[0].stp.reset();
  CHECK(describe_image(compile(network)).projections[0].stp.empty());
}

namespace {

// A model whose line 8 is the first of its stp; `top` and `population` stand in lines 1 and 4.
std::string message_of(const std::string& stp, const std::string& top = "", const std::string& population = "") {
  return error_of(parse_model(top + "\n[[population]]\nname = \"A\"\nsize = 2\n" + population +
                                  "\n[[projection]]\nsource = \"A\"\ntarget = \"A\"\n[projection.stp]\n" + stp + "\n",
                              "m.toml"));
}

}  // namespace

TEST_CASE("where the efficacy of an earlier step would be needed it is refused, with the remedy") {
  CHECK(message_of("", "event_budget = 100") == "m.toml:9: stp of A -> A needs a network without event_budget");
  CHECK(message_of("", "", "channels = [{ name = \"syn\", width = \"2 ms\" }]") ==
        "m.toml:9: stp of A -> A needs a channel whose pulse is one step wide (width = \"step\"), or of another kind");
  CHECK(message_of("", "", "channels = [{ name = \"syn\", interpolate = true }]") ==
        "m.toml:9: stp of A -> A needs a channel without interpolate");
  CHECK(message_of("", "", "channels = [{ name = \"syn\", width = \"1 ms\" }]").empty());
}

TEST_CASE("a bad value is refused in one line, at its key") {
  const auto message = [](const std::string& stp) {
    try {
      return message_of(stp);
    } catch (const ModelError& e) {
      return std::string(e.what());
    }
  };
  for (const char* bad :
       {"U = 1.5", "U = -0.1", "U = 1e-9", "U = \"0.5\"", "tau_rec = \"0 ms\"", "tau_rec = \"2e6 ms\"", "tau_rec = 800",
        "tau_facil = \"-1 ms\"", "tau_facil = \"1e7 ms\"", "form = \"other\"", "form = 1", "tau = \"3 ms\""}) {
    const std::string text = message(bad);
    CAPTURE(bad);
    CAPTURE(text);
    CHECK(text.rfind("m.toml:10", 0) == 0);
    CHECK(text.find('\n') == std::string::npos);
  }
  CHECK(message("U = 0").empty());
  CHECK(message("U = 1\ntau_facil = \"0 ms\"").empty());
}

TEST_SUITE_END();
