// The leaky integrate-and-fire model: by its exact step spike for spike as the reference's clocked engine.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "describe_helpers.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::error_of;
using test::has;
using Json = nlohmann::ordered_json;

namespace {

Json reference() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/lif.json");
  return Json::parse(file);
}

Population lif(const std::string& name, double tau, double threshold) {
  Population p;
  p.name = name;
  p.model = "lif";
  p.size = 1;
  p.parameters["tau"] = tau;
  p.threshold_mv = threshold;
  p.channels.clear();
  return p;
}

// Fires in a step in which it is driven, and never else.
Population relay() {
  Population p = lif("relay", 1, 1);
  p.input = true;
  return p;
}

Channel channel(const std::string& name, ChannelKind kind) {
  Channel c;
  c.name = name;
  c.kind = kind;
  return c;
}

void connect(Network& network, const std::string& channel, double weight, double delay_ms) {
  Projection p;
  p.source = "relay";
  p.target = "cell";
  p.channel = channel;
  p.weight = weight;
  p.delay_ms = delay_ms;
  network.connect(p);
}

// All of it begins one step late: the step that a relay takes.
Network network_of(const Json& c, double dt_ms) {
  const Json& q = c["params"];
  const bool filtered = c["model"] == "CubaLIF";
  Network network;
  network.dt_ms = dt_ms;
  network.duration_ms = 1000 + dt_ms;
  Population cell = lif("cell", q[filtered ? "tau_mem" : "tau"], q["v_threshold"]);
  cell.parameters["v_rest"] = q["v_leak"].get<double>();
  cell.parameters["v_reset"] = q["v_reset"].get<double>();
  cell.parameters["v0"] = c["v0"].get<double>();
  cell.parameters["r"] = q["r"].get<double>();
  if (c["reset"] == "subtract") cell.parameters["reset"] = Value("subtract");
  if (c.contains("refractory_ms")) cell.refractory_ms = c["refractory_ms"].get<double>();
  if (q["v_leak"] != c["v0"]) FAIL("a start that one step would move");
  const double constant = c.contains("input_constant") ? c["input_constant"].get<double>() : 0;
  if (constant != 0 || c.contains("input_held_per_ms")) {
    Stimulus& stimulus = cell.stimulus.emplace();
    stimulus.hold_ms = dt_ms;
    std::string current = Value(constant * (filtered ? q["w_in"].get<double>() : 1)).text;
    if (c.contains("input_held_per_ms")) {
      const Json& p = c["input_held_per_ms"];
      const std::string m = "floor(t - " + Value(dt_ms).text + " + 0.001)";
      current = "floor((" + Value(p[0].get<double>()).text + " + " + Value(p[1].get<double>()).text + "*sin(2*_pi*" +
                m + "/37) + " + Value(p[2].get<double>()).text + "*sin(2*_pi*" + m + "/11))*64 + 0.5)/64";
    }
    stimulus.current = "t < " + Value(dt_ms / 2).text + " ? 0 : " + current;
  }
  network.add(relay());
  if (filtered) {
    cell.channels = {channel("syn", ChannelKind::decay)};
    cell.channels.back().tau_ms = q["tau_syn"];
    if (c["spike_shape"] == "pulse_1ms") {
      cell.channels.push_back(channel("pulse", ChannelKind::pulse));
      cell.channels.back().width_ms = 1;
    }
  } else if (c.contains("input_spikes_ms")) {
    cell.channels = {channel("delta", ChannelKind::jump)};
  }
  network.add(cell);
  const double w = filtered ? q["w_in"].get<double>() : 0;
  if (!filtered && c.contains("input_spikes_ms")) {
    connect(network, "delta", q["r"].get<double>() * q["w_delta"].get<double>() / q["tau"].get<double>(), dt_ms);
  } else if (filtered && constant != 0) {
    connect(network, "syn", -w * constant, dt_ms);  // I = w S (1 - exp(-t/tau_syn))
  } else if (filtered && c["spike_shape"] == "dirac") {
    connect(network, "syn", w / q["tau_syn"].get<double>(), dt_ms);
  } else if (filtered) {  // likewise for 1 ms, and back
    connect(network, "pulse", w, dt_ms);
    connect(network, "syn", -w, dt_ms);
    connect(network, "syn", w, dt_ms + 1);
  }
  return network;
}

// Numbers of the steps in which the cell fires, from 1 on.
std::vector<long> spike_steps(const Json& c, double dt_ms, const SimulationOptions& options = {}) {
  const Simulation s(compile(network_of(c, dt_ms)), options);
  std::vector<long> arrivals, out;
  if (c.contains("input_spikes_ms")) {
    for (const Json& time : c["input_spikes_ms"]) arrivals.push_back(std::lround(time.get<double>() / dt_ms));
  } else {
    arrivals = {0};
  }
  for (long k = 0; k <= std::lround(1000 / dt_ms); ++k) {
    const float drive = std::count(arrivals.begin(), arrivals.end(), k) > 0 ? 1000.0f : 0.0f;
    REQUIRE(rheo_set_input(s.engine(), 0, 0, 1, &drive) == RHEO_OK);
    rheo_step(s.engine());
    if (rheo_spike_count(s.engine(), 1) != 0) out.push_back(k);
  }
  return out;
}

}  // namespace

TEST_SUITE_BEGIN("lif");

TEST_CASE("the exact step has the reference's spikes, step for step, on every target") {
  std::size_t spikes = 0;
  const Json data = reference();
  for (const Json& c : data["cases"]) {
    CAPTURE(c["name"].get<std::string>());
    for (const double dt_ms : {1.0, 0.1}) {
      CAPTURE(dt_ms);
      const auto expected = c[dt_ms == 1.0 ? "grid_1ms" : "grid_0.1ms"].get<std::vector<long>>();
      spikes += expected.size();
      for (std::uint32_t t = 0; const char* target = rheo_target_name(t); ++t) {
        SimulationOptions options;
        options.target = target;
        CHECK(spike_steps(c, dt_ms, options) == expected);
      }
    }
  }
  CHECK(spikes > 500);
}

TEST_CASE("a neuron at its threshold fires where fires = at, not where it has to pass it") {
  for (const bool at : {false, true}) {
    Network network;
    Population p = lif("A", 20, 1);
    p.parameters["v_rest"] = 1;
    p.parameters["v_reset"] = 0;
    p.parameters["fires"] = Value(at ? "at" : "above");
    network.add(p);
    const Simulation s(network);
    rheo_step(s.engine());
    CHECK(rheo_spike_count(s.engine(), 0) == (at ? 1u : 0u));
  }
}

TEST_CASE("v is the only state; explicit integrators go to the same answer") {
  Network network;
  network.dt_ms = 0.1;
  for (const Integrator integrator : {Integrator::exact, Integrator::euler, Integrator::rk2, Integrator::rk4}) {
    Population p = lif(name_of(integrator), 10, -50);
    p.parameters["v_rest"] = -65;
    p.parameters["r"] = 10;
    p.parameters["v_reset"] = -70;
    p.current = 1.8;
    p.integrator = integrator;
    network.add(p);
  }
  const Simulation s(network);
  for (int k = 0; k < 170; ++k) rheo_step(s.engine());
  CHECK(rheo_u(s.engine(), 0) == nullptr);
  CHECK(rheo_state(s.engine(), 0, "u") == nullptr);
  const double truth = -65 + 18 * -std::expm1(-1.7);
  for (std::uint32_t p = 0; p < 4; ++p) {
    const double error = std::fabs(static_cast<double>(rheo_v(s.engine(), p)[0]) - truth);
    CHECK(error < (p == 1 ? 0.05 : 1e-3));
    CHECK(rheo_spike_count(s.engine(), p) == 0);
  }
}

TEST_CASE("in an expression r is the random number, not the resistance") {
  Network network;
  Population p = lif("A", 20, 1);
  p.size = 1000;
  p.parameters["r"] = 0.25;
  p.parameters["v0"] = "0.5*r";
  network.add(p);
  const Simulation s(network);
  double sum = 0;
  for (int i = 0; i < 1000; ++i) sum += static_cast<double>(rheo_v(s.engine(), 0)[i]);
  CHECK(sum / 1000 == doctest::Approx(0.25).epsilon(0.1));
}

TEST_CASE("conductances go by the explicit integrators, and are refused by exact") {
  Network network;
  network.dt_ms = 0.1;
  network.add(relay());
  Population cell = lif("cell", 10, -50);
  cell.parameters["v_rest"] = -65;
  cell.channels = {channel("g", ChannelKind::hold)};
  cell.channels.back().reversal_mv = -55.0;
  network.add(cell);
  connect(network, "g", 1.0, 0.1);
  CHECK(has(error_of([&] { compile(network); }), "the integrator exact does not take"));
  network.populations[1].integrator = Integrator::euler;
  const Simulation s(network);
  const float drive = 1000;
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 1, &drive) == RHEO_OK);
  rheo_step(s.engine());
  const float none = 0;
  REQUIRE(rheo_set_input(s.engine(), 0, 0, 1, &none) == RHEO_OK);
  for (int k = 0; k < 2000; ++k) rheo_step(s.engine());
  CHECK(static_cast<double>(rheo_v(s.engine(), 1)[0]) == doctest::Approx((-65 - 55) / 2.0));  // g = 1: as the leak
}

TEST_CASE("whatever the parameters, v stays finite and every target has the same bits") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto size = [&] { return std::pow(10.0, 9 * uniform(random) - 3) * (uniform(random) < 0.5 ? -1 : 1); };
  for (int trial = 0; trial < 60; ++trial) {
    Network network;
    network.dt_ms = trial % 2 == 0 ? 1 : 0.01;
    Population p = lif("A", std::max(network.dt_ms, std::fabs(size())), 0);
    p.size = 70;
    p.threshold_mv = 10 * uniform(random);
    p.parameters["v_rest"] = size();
    p.parameters["v_reset"] = -std::fabs(size());
    p.parameters["r"] = size();
    p.parameters["reset"] = Value(trial % 3 == 0 ? "subtract" : "value");
    p.current = Value(Value(size()).text + "*r");
    p.noise = std::fabs(size());
    p.refractory_ms = trial % 4 == 0 ? 2 : 0;
    if (trial % 5 < 3) {
      const Integrator integrators[] = {Integrator::euler, Integrator::rk4, Integrator::izhikevich2003};
      p.integrator = integrators[trial % 5];
    }
    network.add(p);
    std::vector<std::uint64_t> hashes;
    for (std::uint32_t t = 0; const char* target = rheo_target_name(t); ++t) {
      SimulationOptions options;
      options.target = target;
      const Simulation s(compile(network), options);
      for (int k = 0; k < 60; ++k) rheo_step(s.engine());
      bool finite = true;
      for (int i = 0; i < 70; ++i) finite = finite && std::isfinite(rheo_v(s.engine(), 0)[i]);
      CHECK(finite);
      hashes.push_back(rheo_state_hash(s.engine()));
    }
    for (const std::uint64_t hash : hashes) CHECK(hash == hashes.front());
  }
}

TEST_CASE("the highest threshold, which v has to pass, is one that the engine takes") {
  Network network;
  network.add(lif("cell", 20, 1e5));
  Simulation simulation(network);
  simulation.run_steps(3);
  CHECK(simulation.counters().spikes == 0);
}

TEST_CASE("a bad key of the model is one line with its own place") {
  const auto error = [](const std::string& keys) {
    return error_of([&] {
      compile(
          parse_model("dt = \"1 ms\"\n[[population]]\nname = \"A\"\nmodel = \"lif\"\nsize = 1\n" + keys, "m.toml", {}));
    });
  };
  CHECK(error("threshold = 1\ntau = 20\n").empty());
  CHECK(error("threshold = 1\ntau = \"20 ms\"\n").empty());
  CHECK(error("threshold = 1\ntau = \"20 + 5*r\"\n").empty());
  CHECK(has(error("tau = 20\n"), "m.toml:2: A has no threshold"));
  CHECK(has(error("threshold = 1\n"), "m.toml:2: A has no tau"));
  CHECK(has(error("threshold = 1\ntau = 20\nreset = \"zero\"\n"),
            "m.toml:8: reset of A is value or subtract, not 'zero'"));
  CHECK(has(error("threshold = 1\ntau = 20\nfires = \"below\"\n"), "m.toml:8: fires of A is above or at"));
  CHECK(has(error("threshold = 1\ntau = 0\n"), "m.toml:7: tau of A is 0"));
  CHECK(has(error("threshold = 1\ntau = 20\nv_reset = 1\n"), "m.toml:8: v_reset of A is 1"));
  CHECK(has(error("threshold = 1\ntau = 20\nu0 = 1\n"), "m.toml:8: unknown key 'u0'"));
  CHECK(has(error("threshold = 1\ntau = 20\nintegrator = \"riccati\"\n"),
            "m.toml:8: integrator riccati is not available"));
  CHECK(has(error("threshold = 1\ntau = 0.5\nintegrator = \"euler\"\n"), "m.toml:7: tau of A is below dt"));
  CHECK(has(error("threshold = 1\ntau = 20\nv0 = \"reset\"\n"), "m.toml:8: "));
}

TEST_SUITE_END();
