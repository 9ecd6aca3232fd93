// Several integration steps in a tick.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "describe_helpers.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::has;

namespace {

// Cells with a current that changes once a millisecond alone.
Network cells(const std::string& model, Integrator integrator, double dt_ms, int substeps) {
  Network network = test::cells(83, integrator, dt_ms);
  Population& p = network.populations[0];
  p.model = model;
  p.integrator = integrator;
  p.substeps = substeps;
  p.noise = 4;
  p.noise_interval_ms = 1;
  p.current = "r < 0.5 ? 4 : 8";
  p.stimulus.emplace().current = "4*sin(t/20)";
  if (model == "lif") {
    p.parameters = {{"tau", 10}, {"r", 2}};
    p.threshold_mv = 15;
  }
  return network;
}

std::string error_with(Integrator integrator, int substeps, const std::function<void(Population&)>& change = {}) {
  Network network = test::cells(3, integrator, 1);
  network.populations[0].substeps = substeps;
  if (change) change(network.populations[0]);
  return test::error_of([&] { compile(network); });
}

}  // namespace

TEST_SUITE_BEGIN("substeps");

TEST_CASE("ten substeps of 1 ms are the bits of ten steps of 0.1 ms, for a current that holds for 1 ms") {
  const std::pair<const char*, Integrator> ways[] = {{"izhikevich", Integrator::euler},
                                                     {"izhikevich", Integrator::izhikevich2003},
                                                     {"izhikevich", Integrator::izhikevich2004},
                                                     {"izhikevich", Integrator::riccati},
                                                     {"quadratic", Integrator::riccati},
                                                     {"quadratic", Integrator::rk4},
                                                     {"lif", Integrator::rk2},
                                                     {"lif", Integrator::euler}};
  for (std::uint32_t target = 0; const char* name = rheo_target_name(target); ++target) {
    for (const auto& [model, integrator] : ways) {
      const std::string way = std::string(name) + " " + model + " " + name_of(integrator);
      CAPTURE(way);
      SimulationOptions options;
      options.target = name;
      Simulation coarse(cells(model, integrator, 1, 10), {}, options);
      Simulation fine(cells(model, integrator, 0.1, 1), {}, options);
      std::uint32_t spikes = 0;
      bool equal = true;
      for (int ms = 0; ms < 500; ++ms) {
        coarse.step();
        std::uint32_t in_fine = 0;
        for (int k = 0; k < 10; ++k) {
          fine.step();
          in_fine += rheo_spike_count(fine.engine(), 0);
        }
        equal = equal && rheo_spike_count(coarse.engine(), 0) == in_fine;
        spikes += in_fine;
        for (const auto state : {rheo_v, rheo_u}) {
          const float *a = state(coarse.engine(), 0), *b = state(fine.engine(), 0);
          if (a != nullptr) equal = equal && std::memcmp(a, b, 83 * sizeof(float)) == 0;
        }
      }
      CHECK(equal);
      CHECK(spikes > 300);
    }
  }
}

TEST_CASE("of two spikes in a tick the second is counted as lost") {
  for (const Integrator integrator : {Integrator::rk4, Integrator::riccati}) {
    Network network = test::cells(10, integrator, 10);
    network.populations[0].substeps = 100;
    network.populations[0].current = 60;
    network.populations[0].a = 0.001;
    network.populations[0].d = 0.1;
    Simulation s(network);
    Network fine = network;
    fine.dt_ms = 0.1;
    fine.populations[0].substeps = 1;
    Simulation all(fine);
    s.run_steps(50);
    all.run_steps(5000);
    const std::uint64_t kept = s.counters().spikes;
    CHECK(kept == 10 * 50);
    CHECK(all.counters().spikes > 2 * kept);
    CHECK(rheo_steps_at_limit(s.engine(), 0) >= 10 * 49);
  }
}

TEST_CASE("a refractory period holds the rest of its tick too") {
  for (const double refractory_ms : {1.0, 3.0}) {
    Network network = test::cells(20, Integrator::rk4, 1);
    Population& p = network.populations[0];
    p.substeps = 20;
    p.current = "100 + 100*r";
    p.refractory_ms = refractory_ms;
    Simulation s(network);
    std::vector<int> last(20, -100);
    for (int tick = 0; tick < 300; ++tick) {
      s.step();
      const std::uint64_t bits = rheo_spikes(s.engine(), 0, nullptr)[0];
      for (std::size_t i = 0; i < 20; ++i) {
        if ((bits >> i & 1) == 0) continue;
        CHECK(tick - last[i] >= refractory_ms);
        last[i] = tick;
        CHECK(rheo_v(s.engine(), 0)[i] == -65.0f);
      }
    }
    CHECK(s.counters().spikes > 300);
    CHECK(rheo_steps_at_limit(s.engine(), 0) == 0);
  }
}

TEST_CASE("what substeps cannot be is refused") {
  CHECK(has(error_with(Integrator::rk4, 0), "substeps of cells are 0; they are a whole number from 1 to 100"));
  CHECK(has(error_with(Integrator::rk4, 101), "substeps of cells are 101"));
  CHECK(error_with(Integrator::rk4, 100) == "");
  CHECK(error_with(Integrator::riccati, 5) == "");
  CHECK(has(error_with(Integrator::riccati, 5, [](Population& p) { p.refractory_ms = 2; }),
            "substeps of cells with the integrator riccati cannot be combined with refractory"));
  CHECK(has(error_with(Integrator::riccati, 5, [](Population& p) { p.spike_times = true; }),
            "cannot be combined with spike_times"));
  CHECK(has(error_with(Integrator::exact, 5,
                       [](Population& p) {
                         p.model = "lif";
                         p.parameters["tau"] = 3;
                       }),
            "substeps of cells have no effect"));
  CHECK(test::file_error(test::with_population_line("substeps = 2.5")) ==
        "m.toml:4: substeps of E must be a whole number");
  CHECK(test::file_error(test::with_population_line("substeps = \"2\"")) ==
        "m.toml:4: substeps of E must be a whole number");
}

TEST_CASE("substeps make a smaller dt for what has to be small") {
  CHECK(has(error_with(Integrator::rk4, 1, [](Population& p) { p.a = 3; }), "a of cells times dt is 3"));
  CHECK(error_with(Integrator::rk4, 4, [](Population& p) { p.a = 3; }) == "");
}

TEST_SUITE_END();
