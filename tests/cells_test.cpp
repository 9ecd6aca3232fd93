// The seven cell types at I = 10 against a plain double-precision loop of the same scheme.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

struct Cell {
  std::string name;
  double a, b, c, d;
};

std::vector<Cell> cell_types() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/single_neuron_constant_10.json");
  std::vector<Cell> cells;
  for (const auto& [name, entry] : nlohmann::json::parse(file).items()) {
    cells.push_back({name, entry["a"], entry["b"], entry["c"], entry["d"]});
  }
  return cells;
}

std::vector<long> plain_loop(const Cell& cell, Integrator scheme, double dt) {
  std::vector<long> ticks;
  double v = -65, u = cell.b * v;
  const double current = 10;
  for (long k = 0; k < std::lround(1000 / dt); ++k) {
    if (scheme == Integrator::euler) {
      const double slope = 0.04 * v * v + 5 * v + 140 - u + current;
      const double u_next = u + dt * cell.a * (cell.b * v - u);
      v += dt * slope;
      u = u_next;
    } else {
      v += 0.5 * dt * (0.04 * v * v + 5 * v + 140 - u + current);
      v += 0.5 * dt * (0.04 * v * v + 5 * v + 140 - u + current);
      u += dt * cell.a * (cell.b * v - u);
    }
    if (v >= 30) {
      ticks.push_back(k);
      v = cell.c;
      u += cell.d;
    }
  }
  return ticks;
}

std::vector<long> engine_run(const Cell& cell, Integrator scheme, double dt) {
  Network network = test::cells(1, scheme, dt);
  Population& p = network.populations[0];
  p.a = cell.a;
  p.b = cell.b;
  p.c = cell.c;
  p.d = cell.d;
  p.current = 10.0;
  const Simulation s(network);
  std::vector<long> ticks;
  for (long k = 0; k < std::lround(1000 / dt); ++k) {
    rheo_step(s.engine());
    if (rheo_spike_count(s.engine(), 0) > 0) ticks.push_back(k);
  }
  return ticks;
}

}  // namespace

TEST_SUITE_BEGIN("cells");

TEST_CASE("every cell type spikes as a plain loop in double precision does, step for step") {
  const std::vector<Cell> cells = cell_types();
  REQUIRE(cells.size() == 7);
  for (const Cell& cell : cells) {
    for (Integrator scheme : {Integrator::euler, Integrator::izhikevich2003}) {
      for (double dt : {1.0, 0.5, 0.1}) {
        CAPTURE(cell.name);
        CAPTURE(name_of(scheme));
        CAPTURE(dt);
        const auto expected = plain_loop(cell, scheme, dt), got = engine_run(cell, scheme, dt);
        REQUIRE(expected.size() > 5);
        REQUIRE(got.size() == expected.size());
        long worst = 0;
        for (std::size_t k = 0; k < got.size(); ++k) worst = std::max(worst, std::labs(got[k] - expected[k]));
        CHECK(worst <= 1);
      }
    }
  }
}

TEST_SUITE_END();
