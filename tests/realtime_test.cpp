// The histogram, the paced loop and its report. Nothing here is timed: what a loop must do whatever the clock says.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "networks.hpp"
#include "realtime/latency_report.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

TEST_SUITE_BEGIN("realtime");

TEST_CASE("bins tile the times without gap, each at most a 64th of its times wide") {
  for (unsigned bin = 0; bin < Histogram::bins; ++bin) {
    const std::uint64_t bottom = Histogram::bottom_ns(bin), top = Histogram::bottom_ns(bin + 1) - 1;
    REQUIRE(top >= bottom);
    REQUIRE(Histogram::bin_of(bottom) == bin);
    REQUIRE(Histogram::bin_of(top) == bin);
    REQUIRE((top - bottom) * 64 <= bottom);
  }
  CHECK(Histogram::bin_of(UINT64_MAX) == Histogram::bins - 1);
}

TEST_CASE("quantiles are those of the sorted times, to a 64th") {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> times;
  const auto histogram = std::make_unique<Histogram>();
  for (int k = 0; k < 20000; ++k) {
    times.push_back(static_cast<std::uint64_t>(std::exp(std::uniform_real_distribution<>(0, 20)(random))));
    histogram->add(times.back());
  }
  std::sort(times.begin(), times.end());
  for (const double share : {0.5, 0.99, 0.999, 0.9999, 1.0}) {
    const std::uint64_t exact = times[static_cast<std::size_t>(std::ceil(share * 20000)) - 1];
    CHECK(histogram->quantile_ns(share) >= exact);
    CHECK(static_cast<double>(histogram->quantile_ns(share)) <= static_cast<double>(exact) * (1 + 1.0 / 64));
  }
  CHECK(histogram->total() == 20000);
  CHECK(histogram->most_ns() == times.back());
  CHECK(histogram->least_ns() == times.front());
  CHECK(std::make_unique<Histogram>()->quantile_ns(0.5) == 0);
}

TEST_CASE("a paced run takes every step once and leaves the network as an unpaced one does") {
  Simulation paced(test::paper({{"n", "100"}})), plain(test::paper({{"n", "100"}}));
  PacedOptions options;
  options.period_ns = 20000;
  options.releases = 500;
  options.overrun = Overrun::catch_up;
  const auto result = std::make_unique<PacedResult>();
  run_paced(paced.engine(), options, *result);
  plain.run_steps(500);
  CHECK(result->steps == 500);
  CHECK(result->skipped == 0);
  CHECK(result->wall.total() == 500);
  CHECK(result->cpu.total() == 500);
  CHECK(result->lateness.total() == 500);
  CHECK(rheo_state_hash(paced.engine()) == rheo_state_hash(plain.engine()));
}

TEST_CASE("what cannot be in time: skip leaves releases out, catch-up none, stop ends") {
  Simulation s(test::paper());
  PacedOptions options;
  options.period_ns = 100;  // less than the clock takes to be read four times
  options.releases = 300;
  const auto run = [&](Overrun overrun) {
    options.overrun = overrun;
    auto result = std::make_unique<PacedResult>();
    run_paced(s.engine(), options, *result);
    return result;
  };
  const auto skip = run(Overrun::skip);
  CHECK(skip->steps + skip->skipped == 300);
  CHECK(skip->skipped > 0);
  CHECK(skip->missed == skip->steps);
  const auto catch_up = run(Overrun::catch_up);
  CHECK(catch_up->steps == 300);
  CHECK(catch_up->missed == 300);
  CHECK(catch_up->skipped == 0);
  const auto stop = run(Overrun::stop);
  CHECK(stop->stopped);
  CHECK(stop->steps == 1);
}

TEST_CASE("the report's JSON holds every step of the histograms") {
  Simulation s(test::paper({{"n", "100"}}));
  const auto result = std::make_unique<PacedResult>();
  LatencyReport report;
  report.options.period_ns = 50000;
  report.options.releases = 200;
  report.options.overrun = Overrun::catch_up;
  report.result = result.get();
  run_paced(s.engine(), report.options, *result);
  const auto json = to_json(report, true);
  for (const char* name : {"step_wall_histogram_ns", "step_cpu_histogram_ns", "lateness_histogram_ns"}) {
    std::uint64_t total = 0;
    for (const auto& bin : json[name]) total += bin[2].get<std::uint64_t>();
    CHECK(total == 200);
  }
  CHECK(json["step_wall_us"]["max"].get<double>() >= json["step_wall_us"]["p50"].get<double>());
}

TEST_SUITE_END();
