// The riccati integrator against the continuous model: spike counts exact, times within the bars.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "cell_types.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("riccati");

TEST_CASE("seven cell types at I = 10: every count exact, the last spike on time, at every dt up to 1 ms") {
  const std::pair<double, double> bars[] = {{1.0, 0.7},   {0.5, 0.3}, {0.25, 0.1}, {0.2, 0.1},
                                            {0.125, 0.1}, {0.1, 0.1}, {0.05, 0.1}, {0.025, 0.1}};
  for (const auto& [dt, bar] : bars) {
    double worst = 0;
    for (const test::CellType& cell : test::cell_types()) {
      const std::string label = cell.name + " at " + std::to_string(dt) + " ms";
      INFO(label);
      const auto times = test::spike_times_at_10(cell, Integrator::riccati, dt);
      const std::vector<double>& truth = cell.spike_times_ms;
      REQUIRE(times.size() == truth.size());
      worst = std::max(worst, std::fabs(times.back() - truth.back()));
    }
    MESSAGE("dt " << dt << " ms: last spike off by " << worst << " ms at most");
    CHECK(worst <= bar);
  }
}

TEST_CASE("every cell type is nearer to the continuous model at 1 ms than by any other scheme at 0.1 ms") {
  for (const test::CellType& cell : test::cell_types()) {
    const auto error_by = [&](Integrator integrator, double dt) {
      return test::train_error(test::spike_times_at_10(cell, integrator, dt), cell.spike_times_ms);
    };
    const test::TrainError riccati = error_by(Integrator::riccati, 1.0);
    for (Integrator other : {Integrator::euler, Integrator::izhikevich2003, Integrator::rk2, Integrator::rk4,
                             Integrator::izhikevich2004}) {
      INFO(cell.name << " by " << std::string(name_of(other)));
      const test::TrainError error = error_by(other, 0.1);
      CHECK(riccati.mean_ms < error.mean_ms);
      CHECK(riccati.last_ms < error.last_ms);
    }
  }
}

TEST_CASE("with a current that changes every millisecond too, against its own limit of small steps") {
  for (const char* current : {"8 + 9*sin(2*_pi*t/37)", "10 + 6*sin(t*t)"}) {
    const auto times_at = [&](double dt) {
      Network network = test::cell_network({"RS", 0.02, 0.2, -65, 8, {}}, Integrator::riccati, dt);
      Stimulus stimulus;
      stimulus.current = current;
      network.populations[0].stimulus = stimulus;
      return test::spike_times_of(Simulation(network), dt);
    };
    const auto truth = times_at(0.02);
    REQUIRE(truth.size() > 5);
    for (const auto& [dt, bar] : {std::pair{1.0, 0.7}, std::pair{0.5, 0.3}, std::pair{0.25, 0.1}}) {
      const auto times = times_at(dt);
      REQUIRE(times.size() == truth.size());
      CHECK(std::fabs(times.back() - truth.back()) <= bar);
    }
  }
}

TEST_CASE("a threshold of 0, below which lies no float that a step may hold") {
  Network network = test::cell_network({"RS", 0.02, 0.2, -65, 8, {}}, Integrator::riccati, 0.5);
  network.populations[0].current = 10.0;
  const auto at_30 = test::spike_times_of(Simulation(network), 0.5);
  for (const double threshold_mv : {0.0, 1e-30, -1e-30}) {
    network.populations[0].threshold_mv = threshold_mv;
    const auto at_0 = test::spike_times_of(Simulation(network), 0.5);
    REQUIRE(at_0.size() >= at_30.size());
    CHECK(at_0.front() < at_30.front());
  }
}

TEST_CASE("whatever the parameters and currents, v and u stay finite and every target has the same bits") {
  std::mt19937_64 random(17);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  for (int trial = 0; trial < 60; ++trial) {
    const double dts[] = {1.0, 0.5, 0.1, 0.02, 2.0};
    Network network = test::cells(130, Integrator::riccati, dts[trial % 5]);
    Population& p = network.populations[0];
    p.a = uniform(0, 0.4);
    p.b = uniform(-2, 2);
    p.c = uniform(-100, 20);
    p.d = uniform(-20, 50);
    p.v0 = uniform(-90, 25);
    p.noise = trial % 3 == 0 ? uniform(0, 500) : 0.0;
    p.refractory_ms = trial % 4 == 0 ? 4.0 : 0.0;
    p.input = true;
    p.spike_times = true;
    std::vector<float> inputs(130 * 100);
    for (float& x : inputs) {
      const double kind = uniform(0, 1);
      x = static_cast<float>(kind < 0.05   ? NAN
                             : kind < 0.1  ? INFINITY
                             : kind < 0.15 ? -INFINITY
                             : kind < 0.3  ? uniform(-1e6, 1e6)
                             : kind < 0.35 ? uniform(-1e-38, 1e-38)
                                           : uniform(-50, 50));
    }
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
          const float age = rheo_spike_age_ms(s.engine(), 0)[i];
          const bool fired = ((rheo_spikes(s.engine(), 0, nullptr)[i / 64] >> (i % 64)) & 1) != 0;
          if (fired && !(age >= 0.0f && age <= rheo_dt_ms(s.engine()))) {
            FAIL("a spike outside its step: trial " << trial << ", step " << k << ", age " << age);
          }
        }
      }
      if (t == 0) expected = rheo_state_hash(s.engine());
      CHECK(rheo_state_hash(s.engine()) == expected);
      CHECK(s.counters().inputs_refused > 0);
    }
  }
}

TEST_SUITE_END();
