// Outside the range in which riccati is accurate compile warns, and inside it riccati is accurate.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <vector>

#include "reference_neuron.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("riccati");

namespace {

Network driven(const test::CellType& cell, double dt_ms, double current) {
  Network network = test::cell_network(cell, Integrator::riccati, dt_ms);
  network.populations[0].current = current;
  return network;
}

const std::vector<test::CellType>& grid_of_cells() {
  static const std::vector<test::CellType> cells = [] {
    std::vector<test::CellType> all;
    for (double a : {0.02, 0.1, 0.2, 0.3, 0.6}) {
      for (double b : {0.2, 0.26, 0.5}) {
        for (const auto& [c, d] : {std::pair{-65.0, 8.0}, {-65.0, 2.0}, {-50.0, 2.0}, {-60.0, -21.0}, {-60.0, 20.0}}) {
          all.push_back({"", a, b, c, d, {}});
        }
      }
    }
    return all;
  }();
  return cells;
}

std::vector<std::string> warnings_of(const char* key, const Value& value, double dt_ms, double refractory_ms = 0) {
  Network network = test::cells(2, Integrator::riccati, dt_ms);
  Population& p = network.populations[0];
  p.refractory_ms = refractory_ms;
  (key == std::string("a") ? p.a : key == std::string("d") ? p.d : p.current) = value;
  return compile(network).warnings();
}

}  // namespace

TEST_CASE(
    "where nothing is warned of, trains are right; where neurons fire every 2.5 steps or faster, it is warned of") {
  constexpr double duration_ms = 300;
  int accurate = 0, warned_and_wrong = 0, unsaid = 0;
  for (const test::CellType& cell : grid_of_cells()) {
    for (double current : {-20.0, 5.0, 10.0, 20.0, 40.0}) {
      const std::vector<double> truth = test::ReferenceNeuron(cell, current, 0.005).spike_times_ms(duration_ms);
      double shortest_ms = INFINITY;
      for (std::size_t k = 1; k < truth.size(); ++k) shortest_ms = std::min(shortest_ms, truth[k] - truth[k - 1]);
      for (double dt : {1.0, 0.5}) {
        INFO("a " << cell.a << ", b " << cell.b << ", c " << cell.c << ", d " << cell.d << ", I " << current << ", dt "
                  << dt);
        const Network network = driven(cell, dt, current);
        const Simulation s(network);
        const bool warned = !s.image().warnings().empty();
        const double mean_interval_ms = duration_ms / static_cast<double>(truth.size());
        if (!truth.empty() && mean_interval_ms < 2.5 * dt && !warned) ++unsaid;
        const test::TrainError error = test::train_error(test::spike_times_of(s, dt, duration_ms), truth);
        const bool right = truth.empty() ? error.surplus == 0 : std::labs(error.surplus) <= 1 && error.mean_ms <= 1.25;
        if (warned) {
          warned_and_wrong += right ? 0 : 1;
        } else if (truth.size() < 2 || shortest_ms >= 3 * dt) {
          ++accurate;
          CHECK(right);
        }
      }
    }
  }
  MESSAGE(accurate << " trains in range and accurate; " << warned_and_wrong << " outside it and inaccurate");
  CHECK(accurate > 150);
  CHECK(warned_and_wrong > 100);
  CHECK(unsaid == 0);
}

TEST_CASE("each limit has a warning that names the value and a dt that would do, and no dt below that warns") {
  struct Limit {
    const char *key, *value;
    double dt_ms;
    const char* line;
  };
  const Limit limits[] = {
      {"a", "1", 1,
       "a of cells is 1 at neuron 0 and 1 more: a times dt is 1, and riccati is accurate up to 0.3; dt = 0.25 ms "
       "would do"},
      {"a", "i == 1 ? 0.31 : 0.02", 1,
       "a of cells is 0.31 at neuron 1: a times dt is 0.31, and riccati is accurate up to 0.3; dt = 0.5 ms would do"},
      {"current", "i == 1 ? 50 : 0", 1,
       "current of cells is 50 at neuron 1: at first it fires twice within a step, and riccati fires once a step; dt = "
       "0.5 ms would do"},
      {"current", "i == 1 ? -300 : 0", 1,
       "current of cells is -300 at neuron 1: v rests at -147.2 mV, and riccati is accurate down to -123.7 mV; dt = "
       "0.5 ms would do"},
      {"current", "i == 1 ? -700 : 0", 0.5,
       "current of cells is -700 at neuron 1: v rests at -192.7 mV, and riccati is accurate down to -185 mV; "
       "dt = 0.25 ms would do"},
  };
  for (const Limit& limit : limits) {
    const std::vector<std::string> lines = warnings_of(limit.key, limit.value, limit.dt_ms);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0] == limit.line);
    const double enough = std::stod(lines[0].substr(lines[0].find("dt = ") + 5));
    for (double dt_ms : {enough, enough / 2, enough / 5}) CHECK(warnings_of(limit.key, limit.value, dt_ms).empty());
  }
  CHECK(warnings_of("a", "0.3", 1).empty());
  CHECK(warnings_of("current", "-150", 1).empty());
  CHECK(warnings_of("current", "45", 1).empty());
  CHECK(!warnings_of("current", "200", 1).empty());
  CHECK(warnings_of("current", "200", 1, 3).empty());  // a refractory period keeps spikes apart
  CHECK(warnings_of("d", "-21", 1, 3).empty());
  // Spikes that drive u down faster than it recovers have no largest rate.
  const std::pair<const char*, const char*> hopeless[] = {{"d", "-21"}, {"current", "1e6"}};
  for (const auto& [key, value] : hopeless) {
    const std::vector<std::string> lines = warnings_of(key, value, 1);
    REQUIRE(!lines.empty());
    CHECK(lines[0].find(std::string("current of cells is ") + (key[0] == 'd' ? "0" : "1e+06")) == 0);
    CHECK(lines[0].find("it may go on firing every 3 steps or faster") != std::string::npos);
    CHECK(lines[0].find("no dt from 0.01 ms would do") != std::string::npos);
  }
  Network other = test::cells(1, Integrator::rk4, 1);
  other.populations[0].a = 1;
  other.populations[0].current = 200;
  CHECK(compile(other).warnings().empty());
}

TEST_CASE("the current is that of the stimulus too, at its place, and a dt that would do divides every clock") {
  Network network = test::cells(1, Integrator::riccati, 1);
  Population& p = network.populations[0];
  p.a = 1;
  p.c = -60;
  p.d = -21;
  p.v0 = -70;
  p.where = "m.toml:1";
  p.stimulus.emplace().current = "t >= 9 && t < 11 ? 20 : 0";
  p.stimulus->where = "m.toml:9";
  p.noise = 1;
  p.noise_interval_ms = 0.6;
  p.stimulus->hold_ms = 3;
  network.dt_ms = 0.6;
  const std::vector<std::string> lines = compile(network).warnings();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].find("m.toml:1: a of cells is 1 at neuron 0: a times dt is 0.6, ") == 0);
  CHECK(lines[0].find("; dt = 0.2 ms would do") != std::string::npos);
  CHECK(lines[1].find("m.toml:9: current of cells with its stimulus is 20 at neuron 0: ") == 0);
  // A file is followed by 0.
  std::ofstream("riccati_range.csv") << "100\n100\n";
  p.a = 0.02;
  p.c = -65;
  p.d = 8;
  p.current = -300;
  p.stimulus->current = "";
  p.stimulus->file = "riccati_range.csv";
  const std::vector<std::string> ended = compile(network).warnings();
  p.stimulus->repeat = true;
  const std::vector<std::string> repeated = compile(network).warnings();
  std::remove("riccati_range.csv");
  CHECK(ended.empty());
  CHECK(repeated.empty());
}

TEST_SUITE_END();
