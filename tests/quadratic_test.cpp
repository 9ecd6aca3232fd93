// The general quadratic model: Izhikevich's cells of 2007 against the continuous model, and the model of 2003 as a
// case.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "cell_types.hpp"
#include "describe_helpers.hpp"

using namespace rheobase;

namespace {

nlohmann::ordered_json nine_parameter_cells() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/izhikevich9.json");
  return nlohmann::ordered_json::parse(file)["cells"];
}

Network nine_parameter_cell(const nlohmann::ordered_json& cell, Integrator integrator, double dt_ms) {
  Network network = test::cells(1, integrator, dt_ms);
  Population& p = network.populations[0];
  p.model = "quadratic";
  p.spike_times = integrator == Integrator::riccati;
  for (const auto& [key, field] : {std::pair{"C", "C_pF"},
                                   {"k", "k_pA_per_mV2"},
                                   {"vr", "vr_mV"},
                                   {"vt", "vt_mV"},
                                   {"vpeak", "vpeak_mV"},
                                   {"a", "a_per_ms"},
                                   {"b", "b_nS"},
                                   {"c", "c_mV"},
                                   {"d", "d_pA"}}) {
    p.parameters[key] = cell[field].get<double>();
  }
  return network;
}

// Of a population P whose parameters begin at line 7; its table is at line 3.
std::string error_of_lines(const std::vector<std::string>& lines) {
  std::string text = "dt = \"1 ms\"\n\n[[population]]\nname = \"P\"\nsize = 8\nmodel = \"quadratic\"\n";
  for (const std::string& line : lines) text += line + "\n";
  return test::error_of([&] { compile(parse_model(text, "m.toml")); });
}

bool begins(const std::string& text, const std::string& begin) { return text.rfind(begin, 0) == 0; }

}  // namespace

TEST_SUITE_BEGIN("quadratic");

TEST_CASE("the cells of 2007 by riccati: every count exact, the last spike on time") {
  const auto cells = nine_parameter_cells();
  for (const auto& step : {std::pair{0.5, 0.5}, {0.25, 0.25}, {0.1, 0.1}, {0.05, 0.1}}) {
    const double dt = step.first, bar = step.second;
    double worst = 0;
    for (const auto& one : cells.items()) {
      const std::string name = one.key();
      const auto& cell = one.value();
      for (const auto& run : cell["runs"]) {
        CAPTURE(name);
        CAPTURE(dt);
        Network network = nine_parameter_cell(cell, Integrator::riccati, dt);
        network.populations[0].current = run["I_pA"].get<double>();
        const auto truth = run["spike_times_ms"].get<std::vector<double>>();
        const auto times = test::spike_times_of(Simulation(network), dt);
        REQUIRE(times.size() == truth.size());
        const double error = std::fabs(times.back() - truth.back());
        CHECK(error <= std::max(bar, run["last_spike_shift_ms_if_I_x_1.0001"].get<double>()));
        worst = std::max(worst, error);
      }
    }
    MESSAGE("dt " << dt << " ms: last spike off by " << worst << " ms at most");
  }
}

TEST_CASE("explicit schemes converge to the same cells") {
  const auto cells = nine_parameter_cells();
  for (const auto& scheme : {std::pair{Integrator::rk4, 0.01},
                             {Integrator::rk2, 0.01},
                             {Integrator::euler, 0.005},
                             {Integrator::izhikevich2003, 0.005}}) {
    const Integrator integrator = scheme.first;
    const double dt = scheme.second;
    for (const auto& one : cells.items()) {
      const std::string name = one.key();
      const auto& cell = one.value();
      const auto& run = cell["runs"][0];
      INFO(name << " by " << name_of(integrator));
      Network network = nine_parameter_cell(cell, integrator, dt);
      network.populations[0].current = run["I_pA"].get<double>();
      const auto truth = run["spike_times_ms"].get<std::vector<double>>();
      const auto times = test::spike_times_of(Simulation(network), dt);
      CHECK(std::fabs(static_cast<double>(times.size()) - static_cast<double>(truth.size())) <= 1);
      CHECK(test::train_error(times, truth).mean_ms < 1.5);
    }
  }
}

TEST_CASE("with the coefficients of 2003 it is the model of 2003") {
  for (unsigned k = 0; k < test::quadratic_integrators; ++k) {
    const auto integrator = static_cast<Integrator>(k);
    CAPTURE(std::string(name_of(integrator)));
    for (const test::CellType& cell : test::cell_types()) {
      CAPTURE(cell.name);
      // Rounding differs, and a spike that it puts into another step moves those after it.
      const double duration_ms = integrator == Integrator::riccati ? 200 : 60;
      Network network = test::cell_network(cell, integrator, 0.1);
      network.populations[0].current = 10.0;
      const auto expected = test::spike_times_of(Simulation(network), 0.1, duration_ms);
      Population& p = network.populations[0];
      p.model = "quadratic";
      p.parameters = {{"a", p.a}, {"b", p.b}, {"c", p.c}, {"d", p.d}};
      p.a = Population().a, p.b = Population().b, p.c = Population().c, p.d = Population().d;
      const auto times = test::spike_times_of(Simulation(network), 0.1, duration_ms);
      REQUIRE(times.size() == expected.size());
      CHECK(std::fabs(times.back() - expected.back()) <= (integrator == Integrator::riccati ? 0.01 : 0.11));
    }
  }
}

TEST_CASE("a parabola without roots, and a recovery that grows, of the twenty behaviours") {
  // Cell L (accommodation): v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a b (v + 65): a b = 0.02, a = 0 as far as u decays.
  // Cell G (class 1): v' = 0.04 v^2 + 4.1 v + 108 - u + I.
  Network network = test::cells(1, Integrator::riccati, 0.25);
  Population& p = network.populations[0];
  p.model = "quadratic";
  p.parameters = {{"beta", 4.1}, {"gamma", 108}, {"b", -0.1}, {"c", -55}, {"d", 6}, {"v0", -60}};
  CHECK(test::spike_times_of(Simulation(network), 0.25).empty());
  p.current = 20.0;
  const auto coarse = test::spike_times_of(Simulation(network), 0.25);
  network.dt_ms = 0.02;
  const auto fine = test::spike_times_of(Simulation(network), 0.02);
  REQUIRE(coarse.size() == fine.size());
  CHECK(fine.size() > 10);
  CHECK(test::train_error(coarse, fine).last_ms < 1);
  // Cell S: inhibition makes it fire, by a = -0.02 and b = -1.
  p.parameters = {{"a", -0.02}, {"b", -1}, {"c", -60}, {"d", 8}, {"v0", -63.8}};
  p.current = 80.0;
  CHECK(test::spike_times_of(Simulation(network), 0.02, 40).empty());
  p.current = 75.0;
  CHECK(!test::spike_times_of(Simulation(network), 0.02, 200).empty());
}

TEST_CASE("whatever the parameters and currents, v and u stay finite and every target has the same bits") {
  std::mt19937_64 random(23);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int trial = 0; trial < 60; ++trial) {
    const double dts[] = {1.0, 0.5, 0.1, 0.02, 2.0};
    Network network = test::cells(130, static_cast<Integrator>(trial % static_cast<int>(test::quadratic_integrators)),
                                  dts[trial % 4]);
    Population& p = network.populations[0];
    p.model = "quadratic";
    if (trial % 2 == 0) {
      p.parameters = {{"alpha", "0.001 + 0.1*r"}, {"beta", uniform(-5, 8)}, {"gamma", uniform(-200, 400)},
                      {"a", uniform(-0.05, 0.4)}, {"b", "-2 + 4*r2"},       {"c", uniform(-100, 20)},
                      {"d", uniform(-20, 50)},    {"v_u", uniform(-70, 0)}};
    } else {
      p.parameters = {{"C", "20 + 100*r"},    {"k", uniform(0.2, 2)},    {"vr", "-70 + 10*r2"},
                      {"vt", "-45 + 5*r3"},   {"vpeak", uniform(0, 50)}, {"a", uniform(0, 0.2)},
                      {"b", uniform(-5, 15)}, {"c", "vr + 5"},           {"d", uniform(-50, 200)}};
      p.parameters["c"] = uniform(-60, -10);
    }
    p.noise = trial % 3 == 0 ? uniform(0, 500) : 0.0;
    p.refractory_ms = trial % 4 == 0 ? 4.0 : 0.0;
    p.refractory_holds = trial % 8 == 0 ? RefractoryHolds::v : RefractoryHolds::v_and_u;
    p.input = true;
    std::vector<float> inputs(130 * 100);
    for (float& x : inputs) x = static_cast<float>(uniform(0, 1) < 0.2 ? uniform(-1e6, 1e6) : uniform(-200, 800));
    std::uint64_t expected = 0;
    for (std::uint32_t t = 0; const char* target = rheo_target_name(t); ++t) {
      SimulationOptions options;
      options.target = target;
      const Simulation s(network, {}, options);
      for (int k = 0; k < 400; ++k) {
        (void)rheo_set_input(s.engine(), 0, 0, 130, inputs.data() + 130 * (k % 100));
        rheo_step(s.engine());
        for (int i = 0; i < 130; ++i) {
          if (!std::isfinite(rheo_v(s.engine(), 0)[i]) || !std::isfinite(rheo_u(s.engine(), 0)[i])) {
            FAIL("not finite: trial " << trial << ", step " << k << ", neuron " << i);
          }
        }
      }
      if (t == 0) {
        expected = rheo_state_hash(s.engine());
        CHECK(s.counters().spikes > 0);
      }
      CHECK(rheo_state_hash(s.engine()) == expected);
    }
  }
}

TEST_CASE("its parameters are refused at the line of their key") {
  const auto error = [](const std::vector<std::string>& lines) { return error_of_lines(lines); };
  const std::vector<std::string> cell = {"C = 100",  "k = 0.7", "vr = -60", "vt = -40", "vpeak = 35",
                                         "a = 0.03", "b = -2",  "c = -50",  "d = 100"};
  const auto with = [&](const std::string& line, std::size_t instead) {
    std::vector<std::string> lines = cell;
    lines[instead] = line;
    return lines;
  };
  CHECK(error(cell).empty());
  CHECK(error({"alpha = 0.04", "k = 0.7"}) ==
        "m.toml:8: k of P cannot be combined with alpha: the model quadratic takes one or the other");
  CHECK(begins(error(with("", 3)), "m.toml:3: P has no vt: the model quadratic written with these parameters"));
  CHECK(begins(error(with("C = 0", 0)), "m.toml:7: C of P is 0 at neuron 0; it lies from 0.001 to 1e+06"));
  CHECK(begins(error(with("k = \"1e5\"", 1)), "m.toml:8: k of P over C is 1000"));
  CHECK(begins(error(with("vpeak = \"35*r\"", 4)), "m.toml:11: vpeak of P = \"35*r\": "));
  CHECK(error(with("c = 36", 7)) ==
        "m.toml:14: c of P is 36 at neuron 0, not below the vpeak of 35 mV: it would fire without end");
  CHECK(error(with("threshold = 30", 4)).find("m.toml:3: P has no vpeak") == 0);
  std::vector<std::string> both = cell;
  both.emplace_back("threshold = 30");
  CHECK(error(both) == "m.toml:16: threshold of P cannot be combined with vpeak, which is the threshold");
  both.back() = "v0 = 40";
  CHECK(error(both) == "m.toml:16: v0 of P reaches the vpeak; riccati starts below it");
  both.back() = "gamma = 3";
  CHECK(begins(error(both), "m.toml:16: gamma of P cannot be combined with C"));
  CHECK(begins(error({"alpha = 0"}), "m.toml:7: alpha of P is 0 at neuron 0; it lies from 1e-06"));
  CHECK(begins(error({"alpha = 50"}), "m.toml:7: alpha of P times dt is more than 4 per mV"));
  CHECK(begins(error({"a = -1.5"}), "m.toml:7: a of P times dt is -1.5;"));
  CHECK(begins(error({"alpha = \"1e-5\"", "beta = 10"}), "m.toml:7: alpha of P puts the lowest point"));
  CHECK(begins(error({"frobnicate = 1"}), "m.toml:7: unknown key 'frobnicate'"));
}

TEST_CASE("the builder takes parameters where the model has them") {
  Network network = test::cells(1, Integrator::riccati, 1);
  Population& p = network.populations[0];
  const auto error = [&] { return test::error_of([&] { (void)compile(network); }); };
  p.model = "hodgkin";
  CHECK(error() ==
        "no model is called 'hodgkin'; there are izhikevich, quadratic, lif, poisson, spikes, external, integrator");
  p.model = "quadratic";
  CHECK(error().empty());
  p.c = -50;
  CHECK(error() == "c of cells: the model quadratic takes its parameters from Population::parameters");
  p.c = Population().c;
  p.parameters["q"] = 1;
  CHECK(error() == "q of cells is no parameter of the model quadratic");
  p.parameters = {{"a", 0.02}};
  p.model = "izhikevich";
  CHECK(error() == "a of cells has a field of its own in Population: it is no entry of its parameters");
}

TEST_SUITE_END();
