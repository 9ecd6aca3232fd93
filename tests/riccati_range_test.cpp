// The riccati integrator under currents of any size: from the strongest inhibition to the strongest excitation.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "cell_types.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("riccati");

namespace {

// A neuron for each current, from -1e6 to 1e6, ascending.
constexpr int currents = 161;
constexpr const char* current_of_i = "i < 80 ? -10^(6 - i*6/80) : i > 80 ? 10^((i - 80)*6/80) : 0";

Network all_currents(const test::CellType& cell, double dt_ms) {
  Network network = test::cell_network(cell, Integrator::riccati, dt_ms);
  network.populations[0].size = currents;
  network.populations[0].current = current_of_i;
  return network;
}

std::vector<int> spikes_in(const Simulation& s, double duration_ms, double dt_ms) {
  std::vector<int> spikes(currents);
  for (long k = 0; k < std::lround(duration_ms / dt_ms); ++k) {
    rheo_step(s.engine());
    const std::uint64_t* bits = rheo_spikes(s.engine(), 0, nullptr);
    for (unsigned i = 0; i < currents; ++i) spikes[i] += static_cast<int>((bits[i / 64] >> (i % 64)) & 1);
  }
  return spikes;
}

// Where v rests under the strongest inhibition: docs/numerics.md, "Range".
double lowest_v(double dt_ms) {
  const double sigma_peak = 0.04 * dt_ms * 92.5;
  return std::max(-2000.0, -62.5 - 25 * std::sqrt(std::max(16.0, 1.05 * sigma_peak * sigma_peak)) / dt_ms);
}

// The equations with the current cut as riccati's is, by RK4 in double precision: spikes after `pulse_ms` of -1e6.
int rebound_spikes(const test::CellType& cell, double dt_ms, double pulse_ms, double duration_ms) {
  const double u_most_above_current = 16 / (0.04 * dt_ms * dt_ms) - 16.25, h = 1e-4;
  double v = -65, u = cell.b * v, dv[4], du[4];
  int spikes = 0;
  for (long k = 0; k < std::lround(duration_ms / h); ++k) {
    const double current = static_cast<double>(k) * h < pulse_ms ? -1e6 : 0;
    const auto slopes = [&](int stage, double share) {
      const double x = v + (stage > 0 ? share * h * dv[stage - 1] : 0);
      const double y = u + (stage > 0 ? share * h * du[stage - 1] : 0);
      dv[stage] = 0.04 * x * x + 5 * x + 140 - std::min(y - current, u_most_above_current);
      du[stage] = cell.a * (cell.b * x - y);
    };
    slopes(0, 0);
    slopes(1, 0.5);
    slopes(2, 0.5);
    slopes(3, 1);
    v += h / 6 * (dv[0] + 2 * dv[1] + 2 * dv[2] + dv[3]);
    u += h / 6 * (du[0] + 2 * du[1] + 2 * du[2] + du[3]);
    if (v < 30) continue;
    v = cell.c;
    u += cell.d;
    ++spikes;
  }
  return spikes;
}

}  // namespace

TEST_CASE(
    "from -1e6 to 1e6, at every dt: inhibition never fires, v rests no lower than its limit, and v, u and the "
    "rate rise with the current") {
  for (double dt : {1.0, 0.5, 0.25, 0.1, 0.025, 2.0, 4.0}) {
    for (const test::CellType& cell : test::cell_types()) {
      INFO(cell.name << " at " << dt << " ms");
      const Simulation s(all_currents(cell, dt));
      const std::vector<int> early = spikes_in(s, 500, dt), late = spikes_in(s, 300, dt);
      const float *v = rheo_v(s.engine(), 0), *u = rheo_u(s.engine(), 0);
      const std::vector<float> v_before(v, v + currents), u_before(u, u + currents);
      (void)spikes_in(s, 100, dt);
      int wrong = 0;
      for (std::size_t i = 0; i < static_cast<std::size_t>(currents); ++i) {
        const bool inhibited = i < 80;
        const bool settles = std::fabs(v[i] - v_before[i]) < 0.1f && std::fabs(u[i] - u_before[i]) < 0.1f;
        const bool in_range = v[i] >= static_cast<float>(lowest_v(dt)) - 0.01f && v[i] < 30.0f;
        // A window of equal rates may hold one spike more or less.
        const bool rises =
            i == 0 || (late[i] >= late[i - 1] - 1 && (!inhibited || (v[i] >= v[i - 1] && u[i] >= u[i - 1])));
        const bool silent = early[i] + late[i] == 0;
        if (!in_range || !rises || (inhibited && !(silent && settles))) {
          ++wrong;
          MESSAGE("current " << i << ": v " << v[i] << ", u " << u[i] << ", spikes " << early[i] << ", " << late[i]);
        }
      }
      CHECK(wrong == 0);
      CHECK(v[0] == doctest::Approx(lowest_v(dt)).epsilon(0.02));
      CHECK(late[currents - 1] >= std::floor(300 / dt) - 1);  // in every step
    }
  }
}

TEST_CASE(
    "a weight of -1e6 keeps its target from firing, wherever v is, and no more spikes follow than the equations "
    "have") {
  for (double dt : {1.0, 0.5, 0.25, 2.0}) {
    Network network = test::cells(1, Integrator::riccati, dt);
    network.populations[0].v0 = 29.9;
    network.populations[0].current = 50.0;
    Population target;
    target.name = "target";
    target.size = 1000;
    target.v0 = "-80 + 109.9*i/size";
    target.u0 = "-14 + 8*r";
    target.current = 10.0;
    network.add(target);
    Projection p;
    p.source = "cells";
    p.target = "target";
    p.weight = -1e6;
    network.connect(p);
    const Simulation s(network);
    rheo_step(s.engine());
    REQUIRE(rheo_spike_count(s.engine(), 0) == 1);
    REQUIRE(rheo_spike_count(s.engine(), 1) > 0);  // on their upstroke when it begins
    rheo_step(s.engine());
    CHECK(rheo_spike_count(s.engine(), 1) == 0);
  }
  for (double dt : {1.0, 0.5, 0.1}) {
    for (const test::CellType& cell : test::cell_types()) {
      for (double pulse_ms : {1.0, 5.0, 20.0}) {
        INFO(cell.name << " at " << dt << " ms, " << pulse_ms << " ms of inhibition");
        Network network = test::cell_network(cell, Integrator::riccati, dt);
        network.duration_ms = 100;
        network.populations[0].stimulus = Stimulus{};
        network.populations[0].stimulus->current = pulse_ms == 1   ? "t < 1 ? -1e6 : 0"
                                                   : pulse_ms == 5 ? "t < 5 ? -1e6 : 0"
                                                                   : "t < 20 ? -1e6 : 0";
        Simulation s(network);
        s.run_steps(static_cast<std::uint64_t>(std::lround(100 / dt)));
        const int truth = rebound_spikes(cell, dt, pulse_ms, 100);
        CHECK(static_cast<int>(s.counters().spikes) <= truth);
        CHECK(static_cast<int>(s.counters().spikes) >= truth * 7 / 10 - 1);
      }
    }
  }
}

TEST_SUITE_END();
