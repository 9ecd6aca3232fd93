// Integrators: the leaky readout, and integrate-and-fire without a leak, against their closed solutions.
#include <doctest/doctest.h>

#include <cmath>

#include "describe_helpers.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::has;

namespace {

Network integrator(double size, double dt_ms = 1) {
  Network network = test::cells(static_cast<std::uint32_t>(size), Integrator::riccati, dt_ms);
  Population& p = network.populations[0];
  p.model = "integrator";
  p.input = true;
  return network;
}

Network leaky(double size, double dt_ms = 1) {
  Network network = integrator(size, dt_ms);
  network.populations[0].parameters = {{"tau", "5 + i"}, {"v_rest", "-2*i"}, {"r", "0.5 + 0.1*i"}, {"v0", "i"}};
  return network;
}

}  // namespace

TEST_SUITE_BEGIN("integrator");

TEST_CASE("the leaky integrator follows its equation exactly while its current holds, whatever dt, and never fires") {
  for (const double dt_ms : {0.1, 1.0, 20.0}) {
    Simulation s(leaky(70, dt_ms));
    std::vector<double> v(70);
    std::vector<float> current(70);
    for (std::size_t i = 0; i < 70; ++i) v[i] = static_cast<double>(i);
    for (int k = 0; k < 100; ++k) {
      for (std::size_t i = 0; i < 70; ++i) current[i] = static_cast<float>((k + static_cast<int>(i)) % 7 * 1000 - 500);
      REQUIRE(rheo_set_input(s.engine(), 0, 0, 70, current.data()) == RHEO_OK);
      s.step();
      double error = 0;
      for (std::size_t i = 0; i < 70; ++i) {
        const auto n = static_cast<double>(i);
        const double end = -2 * n + (0.5 + 0.1 * n) * static_cast<double>(current[i]);
        v[i] = end + (v[i] - end) * std::exp(-dt_ms / (5 + n));
        error =
            std::max(error, std::fabs(static_cast<double>(rheo_v(s.engine(), 0)[i]) - v[i]) / (100 + std::fabs(end)));
      }
      CHECK(error < 1e-5);
    }
    CHECK(s.counters().spikes == 0);
    CHECK(s.counters().steps_at_limit == 0);
  }
}

TEST_CASE("without a leak it sums up, and fires as its words say") {
  for (const bool subtracts : {false, true}) {
    for (const bool at : {false, true}) {
      Network network = integrator(1, 0.5);
      Population& p = network.populations[0];
      p.threshold_mv = 10;
      p.parameters = {
          {"r", 2}, {"v_reset", 1}, {"reset", subtracts ? "subtract" : "value"}, {"fires", at ? "at" : "above"}};
      Simulation s(network);
      double v = 1;
      const float current[] = {3.0f};
      REQUIRE(rheo_set_input(s.engine(), 0, 0, 1, current) == RHEO_OK);
      for (int k = 0; k < 60; ++k) {
        s.step();
        v += 2 * 3 * 0.5;  // all sums are whole numbers
        const bool fires = at ? v >= 10 : v > 10;
        if (fires) v = subtracts ? v - 9 : 1;
        CHECK(rheo_spike_count(s.engine(), 0) == (fires ? 1 : 0));
        CHECK(static_cast<double>(rheo_v(s.engine(), 0)[0]) == v);
      }
    }
  }
}

TEST_CASE("both stay finite and give the same bits on every target, by every integrator") {
  for (const bool leaks : {false, true}) {
    for (const Integrator by : {Integrator::exact, Integrator::euler, Integrator::rk2, Integrator::rk4}) {
      Network network = leaks ? leaky(83) : integrator(83);
      Population& p = network.populations[0];
      p.integrator = by;
      p.noise = 3;
      p.channels[0].kind = ChannelKind::decay;
      Projection q;
      q.source = q.target = p.name;
      q.weight = "r";
      network.connect(q);
      if (!leaks) p.threshold_mv = 12;
      std::uint64_t state = 0;
      for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) {
        SimulationOptions options;
        options.target = name;
        Simulation s(network, {}, options);
        s.run_steps(300);
        if (i == 0) state = rheo_state_hash(s.engine());
        CHECK(rheo_state_hash(s.engine()) == state);
        for (std::size_t n = 0; n < 83; ++n) CHECK(std::isfinite(rheo_v(s.engine(), 0)[n]));
        CHECK((s.counters().spikes > 0) == !leaks);
      }
    }
  }
}

TEST_CASE("what an integrator cannot have is refused") {
  const auto error = [](const std::string& lines) {
    return test::error_of([&] {
      compile(parse_model("[[population]]\nname = \"S\"\nsize = 3\nmodel = \"integrator\"\n" + lines + "\n", "m.toml"));
    });
  };
  CHECK(error("tau = 5") == "");
  CHECK(error("threshold = 5") == "");
  CHECK(error("tau = 5\nthreshold = 5") ==
        "m.toml:6: threshold of S cannot be combined with tau: a leaky integrator never fires; the model lif does");
  CHECK(has(error("tau = 5\nreset = \"value\""), "cannot be combined with"));
  CHECK(has(error("r = 2"), "S has no threshold: the model integrator has no default for it"));
  CHECK(has(error("v_rest = 2"), "S has no tau"));
  CHECK(has(error("threshold = 2\nv_reset = 3"), "v_reset of S is 3 at neuron 0, not below the threshold of 2 mV"));
  CHECK(has(error("tau = 0.5\nintegrator = \"euler\""), "tau of S is below dt at neuron 0"));
  CHECK(
      has(error("tau = 5\nintegrator = \"riccati\""), "integrator riccati is not available for the model integrator"));
}

TEST_SUITE_END();
