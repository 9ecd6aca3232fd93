// Channels: currents, conductances, NMDA, jumps of v, against cells with exact synapses and at their limits.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "cell_types.hpp"
#include "describe_helpers.hpp"

using namespace rheobase;
using Json = nlohmann::ordered_json;

namespace {

Json reference() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/synapses.json");
  return Json::parse(file);
}

// Neurons that fire in a step in which they are driven, and never else.
Population relays(const std::string& name, std::size_t size) {
  Population p;
  p.name = name;
  p.size = static_cast<double>(size);
  p.input = true;
  p.refractory_ms = 0.5;
  p.channels.clear();
  return p;
}

Population cell_of(const Json& cell) {
  Population p;
  p.name = "cell";
  p.size = 1;
  p.spike_times = true;
  p.channels.clear();
  if (cell["model"] == 4) {
    p.a = cell["a"].get<double>();
    p.b = cell["b"].get<double>();
    p.c = cell["c"].get<double>();
    p.d = cell["d"].get<double>();
    p.v0 = cell["v0"].get<double>();
    p.u0 = cell["u0"].get<double>();
    return p;
  }
  p.model = "quadratic";
  for (const char* key : {"C", "k", "vr", "vt", "vpeak", "a", "b", "c", "d"})
    p.parameters[key] = cell[key].get<double>();
  return p;
}

Channel channel_of(const Json& c, const std::string& name) {
  Channel channel;
  channel.name = name;
  const std::string shape = c["shape"], mode = c["mode"];
  channel.kind = mode == "nmda" ? ChannelKind::nmda : shape == "exp" ? ChannelKind::decay : ChannelKind::rise;
  channel.tau_ms = shape == "double_exp" ? c["tau_decay_ms"].get<double>() : c["tau_ms"].get<double>();
  if (shape == "double_exp") channel.tau_rise_ms = c["tau_rise_ms"].get<double>();
  if (shape == "alpha") channel.tau_rise_ms = channel.tau_ms;
  if (mode != "current") channel.reversal_mv = c["E_mV"].get<double>();
  return channel;
}

struct Response {
  std::vector<double> spike_times_ms, v_mv;  // v at 0, 1, 2 ... ms
};

// What the cell of a run answers to the run's trains.
Response respond(const Json& data, const Json& run, Integrator integrator, double dt_ms) {
  Network network;
  network.dt_ms = dt_ms;
  network.integrator = integrator;
  const std::vector<std::string> kinds = {"excitatory", "inhibitory"};
  for (const std::string& kind : kinds) network.add(relays(kind, data["trains_ms"][kind].size()));
  Population cell = cell_of(data["about"]["cells"][run["cell"].get<std::string>()]);
  cell.spike_times = integrator == Integrator::riccati;
  for (std::size_t k = 0; k < run["channels"].size(); ++k) {
    const Json& c = run["channels"][k];
    cell.channels.push_back(channel_of(c, "s" + std::to_string(k)));
    Projection p;
    p.source = c["trains"].get<std::string>();
    p.target = "cell";
    p.channel = cell.channels.back().name;
    p.weight = c["weight"].get<double>();
    network.connect(p);
  }
  network.add(cell);
  const Simulation s(network);
  const long per_ms = std::lround(1 / dt_ms);
  Response out;
  for (long i = 0; i < 600 * per_ms; ++i) {
    if (i % per_ms == 0) out.v_mv.push_back(static_cast<double>(rheo_v(s.engine(), 2)[0]));
    for (std::uint32_t k = 0; k < kinds.size(); ++k) {
      const Json& trains = data["trains_ms"][kinds[k]];
      std::vector<float> input(trains.size(), 0.0f);
      for (std::size_t n = 0; n < trains.size(); ++n) {
        for (const Json& time : trains[n]) {
          if (std::lround(time.get<double>() / dt_ms) == i + 1) input[n] = 1e6f;  // it arrives one step later
        }
      }
      REQUIRE(rheo_set_input(s.engine(), k, 0, static_cast<std::uint32_t>(input.size()), input.data()) == RHEO_OK);
    }
    rheo_step(s.engine());
    if (rheo_spike_count(s.engine(), 2) == 0) continue;
    const float* age = rheo_spike_age_ms(s.engine(), 2);
    out.spike_times_ms.push_back(static_cast<double>(i + 1) * dt_ms - (age != nullptr ? age[0] : 0.5 * dt_ms));
  }
  return out;
}

double worst_v(const Response& got, const Json& run) {
  const auto truth = run["v_mV_at_each_ms"].get<std::vector<double>>();
  double worst = 0;
  for (std::size_t t = 0; t < std::min(truth.size(), got.v_mv.size()); ++t) {
    bool near_spike = false;
    for (const Json& spike : run["spike_times_ms"]) {
      near_spike = near_spike || std::fabs(spike.get<double>() - static_cast<double>(t)) < 2;
    }
    if (!near_spike) worst = std::max(worst, std::fabs(got.v_mv[t] - truth[t]));
  }
  return worst;
}

std::string error_of_channel(const std::string& channel, double weight = 1) {
  std::string text = "dt = \"1 ms\"\n[[population]]\nname = \"P\"\nsize = 8\n[[population.channel]]\n" + channel;
  text += "[[projection]]\nsource = \"P\"\ntarget = \"P\"\nweight = " + std::to_string(weight) + "\n";
  return test::error_of([&] { compile(parse_model(text, "m.toml")); });
}

}  // namespace

TEST_SUITE_BEGIN("channels");

TEST_CASE("every synapse of the reference at 0.1 ms: as many spikes, v within 0.2 mV between them") {
  const Json data = reference();
  double worst = 0;
  for (const Json& run : data["runs"]) {
    INFO(run["case"].get<std::string>() << " of " << run["cell"].get<std::string>());
    const Response got = respond(data, run, Integrator::riccati, 0.1);
    CHECK(got.spike_times_ms.size() == run["spike_times_ms"].size());
    CHECK(worst_v(got, run) < 0.2);
    worst = std::max(worst, worst_v(got, run));
  }
  CHECK(data["runs"].size() == 14);
  MESSAGE("v off by " << worst << " mV at most");
}

// No finer: what is left of a conductance after a step is a float, which holds a time constant to 2^-25 of the steps in
// it.
TEST_CASE("explicit schemes converge to the same synapses") {
  const Json data = reference();
  double coarse = 0, fine = 0;
  for (const Json& run : data["runs"]) {
    if (run["case"].get<std::string>()[0] < 'c') continue;
    for (const Integrator integrator : {Integrator::rk4, Integrator::euler}) {
      INFO(run["case"].get<std::string>()
           << " of " << run["cell"].get<std::string>() << " by " << std::string(name_of(integrator)));
      const Response got = respond(data, run, integrator, 0.01);
      CHECK(got.spike_times_ms.size() == run["spike_times_ms"].size());
      CHECK(worst_v(got, run) < 2.5);
      fine += worst_v(got, run);
      coarse += worst_v(respond(data, run, integrator, 0.02), run);
    }
  }
  CHECK(fine < 0.5 * coarse);
}

TEST_CASE("stronger inhibition never lifts v, and never makes a neuron fire") {
  for (unsigned k = 0; k < test::quadratic_integrators; ++k) {
    for (const double dt : {0.05, 0.1, 0.5, 1.0, 2.0}) {
      Network network = test::cells(128, static_cast<Integrator>(k), dt);
      Population& p = network.populations[0];
      p.current = 20.0;
      p.v0 = -65;
      p.channels[0].kind = ChannelKind::hold;
      p.channels[0].reversal_mv = -80.0;
      Population source = relays("source", 128);
      source.refractory_ms = 0;
      network.add(source);
      Projection q;
      q.source = "source";
      q.target = "cells";
      q.one_to_one = true;
      q.weight = "10^(-2 + 8*i/127)";  // 0.01 to 1e6 per ms
      network.connect(q);
      const Simulation s(network);
      CAPTURE(std::string(name_of(static_cast<Integrator>(k))));
      CAPTURE(dt);
      const std::vector<float> kick(128, 1e6f);
      REQUIRE(rheo_set_input(s.engine(), 1, 0, 128, kick.data()) == RHEO_OK);
      rheo_step(s.engine());
      const std::vector<float> none(128, 0.0f);
      REQUIRE(rheo_set_input(s.engine(), 1, 0, 128, none.data()) == RHEO_OK);
      for (int step = 0; step < 40; ++step) {
        rheo_step(s.engine());
        const float* v = rheo_v(s.engine(), 0);
        for (int i = 90; i < 128; ++i) {  // from 4.7 per ms on
          REQUIRE(v[i] <= v[i - 1] + 0.01f);
          REQUIRE(v[i] > -90.0f);
          REQUIRE(v[i] < -60.0f);
        }
      }
    }
  }
}

TEST_CASE("whatever the conductances, v and u stay finite and every target has the same bits") {
  std::mt19937_64 random(5);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int trial = 0; trial < 40; ++trial) {
    const double dts[] = {1.0, 0.5, 0.1, 2.0};
    Network network = test::cells(130, static_cast<Integrator>(trial % static_cast<int>(test::quadratic_integrators)),
                                  dts[trial % 4]);
    Population& p = network.populations[0];
    p.noise = 40;
    if (trial % 2 != 0) {
      p.model = "quadratic";
      p.parameters = {{"C", "50 + 100*r"}, {"k", "0.5 + r2"},  {"vr", -60}, {"vt", -40}, {"vpeak", 35},
                      {"a", 0.03},         {"b", "-2 + 8*r3"}, {"c", -50},  {"d", 100}};
      p.noise = 600;
    }
    p.refractory_ms = trial % 3 == 0 ? 4.0 : 0.0;
    p.channels.clear();
    const ChannelKind kinds[] = {ChannelKind::pulse, ChannelKind::decay, ChannelKind::hold, ChannelKind::rise,
                                 ChannelKind::nmda,  ChannelKind::jump,  ChannelKind::rise};
    for (std::size_t c = 0; c < std::size(kinds); ++c) {
      Channel channel;
      channel.name = "c" + std::to_string(c);
      channel.kind = kinds[c];
      const double tau_ms = uniform(0.1, 100);
      if (kinds[c] == ChannelKind::decay || kinds[c] == ChannelKind::rise || kinds[c] == ChannelKind::nmda) {
        channel.tau_ms = tau_ms;
      }
      if (kinds[c] == ChannelKind::rise) channel.tau_rise_ms = uniform(0.1, 20);
      if (kinds[c] == ChannelKind::nmda && trial % 4 < 2) channel.tau_rise_ms = 5;
      if (kinds[c] != ChannelKind::jump && c != 6) channel.reversal_mv = uniform(-100, 20);
      channel.clear_on_spike = kinds[c] != ChannelKind::pulse && kinds[c] != ChannelKind::jump && trial % 5 == 0;
      channel.interpolate = trial % 7 == 0;
      p.channels.push_back(channel);
      Projection q;
      q.source = q.target = "cells";
      q.channel = channel.name;
      q.probability = 0.2;
      const double size = std::pow(10, uniform(-3, kinds[c] == ChannelKind::jump ? 1 : 6));
      q.weight = Value(size).text + "*r";
      network.connect(q);
    }
    std::uint64_t expected = 0;
    for (std::uint32_t t = 0; const char* target = rheo_target_name(t); ++t) {
      SimulationOptions options;
      options.target = target;
      const Simulation s(network, {}, options);
      for (int k = 0; k < 300; ++k) {
        rheo_step(s.engine());
        for (int i = 0; i < 130; ++i) {
          if (!std::isfinite(rheo_v(s.engine(), 0)[i]) || !std::isfinite(rheo_u(s.engine(), 0)[i])) {
            FAIL("not finite: trial " << trial << ", step " << k << ", neuron " << i);
          }
        }
      }
      if (t == 0) expected = rheo_state_hash(s.engine());
      CHECK(rheo_state_hash(s.engine()) == expected);
      CHECK(s.counters().spikes > 0);
    }
  }
}

TEST_CASE("a jump moves v by its weight, fires what it lifts over the threshold, and is lost while refractory") {
  for (const Integrator integrator : {Integrator::riccati, Integrator::euler, Integrator::rk4}) {
    CAPTURE(std::string(name_of(integrator)));
    Network network = test::cells(3, integrator, 0.01);
    Population& p = network.populations[0];
    p.channels[0].kind = ChannelKind::jump;
    p.v0 = -70;
    p.u0 = -14;  // at rest
    p.refractory_ms = 5;
    network.add(relays("source", 3));
    network.populations[1].refractory_ms = 0.05;
    Projection q;
    q.source = "source";
    q.target = "cells";
    q.one_to_one = true;
    q.weight = "i == 0 ? 7 : i == 1 ? -20 : 200";
    network.connect(q);
    const Simulation s(network);
    const std::vector<float> kick(3, 1e6f), none(3, 0.0f);
    const auto arrive = [&] {
      (void)rheo_set_input(s.engine(), 1, 0, 3, kick.data());
      rheo_step(s.engine());
      (void)rheo_set_input(s.engine(), 1, 0, 3, none.data());
      rheo_step(s.engine());
    };
    arrive();
    CHECK(rheo_v(s.engine(), 0)[0] == doctest::Approx(-63).epsilon(0.002));
    CHECK(rheo_v(s.engine(), 0)[1] == doctest::Approx(-89.72).epsilon(0.002));
    CHECK(rheo_spike_count(s.engine(), 0) == 1);
    for (int k = 0; k < 20; ++k) rheo_step(s.engine());
    arrive();
    CHECK(rheo_spike_count(s.engine(), 0) == 0);
    CHECK(rheo_v(s.engine(), 0)[2] == -65.0f);
  }
}

TEST_CASE("channels are refused at the line of their key") {
  const std::string nmda = "name = \"c\"\nkind = \"nmda\"\n", rise = "name = \"c\"\nkind = \"rise\"\n";
  CHECK(error_of_channel(nmda + "reversal = 0\ntau = \"150 ms\"\n").empty());
  CHECK(error_of_channel(rise + "tau_rise = \"2 ms\"\n").empty());
  CHECK(error_of_channel(nmda) == "m.toml:7: channel c is of the kind nmda, a conductance: it needs reversal");
  CHECK(error_of_channel(rise).find("m.toml:7: channel c of P is of the kind rise: it needs tau_rise") == 0);
  CHECK(error_of_channel("name = \"c\"\nreversal = 20000\n").find("m.toml:7: reversal of channel c is 20000 mV") == 0);
  CHECK(error_of_channel("name = \"c\"\nreversal = 0\nsubtract = true\n").find("m.toml:8: channel c: subtract") == 0);
  CHECK(error_of_channel("name = \"c\"\nkind = \"jump\"\nreversal = 0\n").find("m.toml:8: channel c: reversal") == 0);
  CHECK(error_of_channel("name = \"c\"\nkind = \"jump\"\ntau = \"1 ms\"\n").find("m.toml:8: tau of channel c") == 0);
  CHECK(
      error_of_channel("name = \"c\"\ntau_rise = \"1 ms\"\n").find("m.toml:7: tau_rise of channel c of P needs kind") ==
      0);
  CHECK(error_of_channel("name = \"c\"\nreversal = -70\n", -1).find("m.toml:11: weight of P -> P is as low as -1;") ==
        0);
}

TEST_SUITE_END();
