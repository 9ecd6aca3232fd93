// rheobase_work_precision [--quick] [--check] [--target NAME] [--out PATH]: a picture, JSON, and tables in Markdown.
#include "work_precision.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>

#include "observe/program.hpp"
#include "observe/streams.hpp"

namespace rheobase::bench {
namespace {

constexpr std::uint32_t neurons = 1024;
constexpr int steps_a_sample = 1000;

// All cell types, mixed, in all phases: what a population of a model costs, not one neuron 1024 times.
Network mixed_cells(const std::vector<test::CellType>& cells, Integrator integrator, double dt_ms) {
  Network network = test::cells(neurons, integrator, dt_ms);
  Population& p = network.populations[0];
  const auto by_cell = [&](double test::CellType::*member) {
    std::string text = fmt::format("{}", cells.back().*member);
    for (std::size_t k = cells.size() - 1; k-- > 0;) {
      text = fmt::format("r < {} ? {} : ({})", static_cast<double>(k + 1) / static_cast<double>(cells.size()),
                         cells[k].*member, text);
    }
    return text;
  };
  p.a = by_cell(&test::CellType::a);
  p.b = by_cell(&test::CellType::b);
  p.c = by_cell(&test::CellType::c);
  p.d = by_cell(&test::CellType::d);
  p.v0 = "-65 + 90*r2";
  p.current = test::cells_current;
  p.spike_times = integrator == Integrator::riccati;  // its errors are measured with them
  p.channels = {};
  return network;
}

// Medians of samples taken in turn, in an order drawn anew for every round: what the machine does besides meets all
// alike. Processor time, since others may share the processor.
void measure_costs(const std::vector<test::CellType>& cells, const std::string& target, int rounds,
                   std::vector<Point>& points) {
  SimulationOptions options;
  options.target = target;
  std::vector<std::unique_ptr<Simulation>> simulations;
  for (const Point& p : points) {
    simulations.push_back(
        std::make_unique<Simulation>(mixed_cells(cells, p.integrator, p.dt_ms), CompileOptions{}, options));
    simulations.back()->run_steps(steps_a_sample);
  }
  std::vector<std::vector<double>> samples(points.size());
  std::vector<std::size_t> order(points.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::mt19937 random(1);
  for (int round = 0; round < rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (std::size_t k : order) {
      const std::clock_t start = std::clock();
      simulations[k]->run_steps(steps_a_sample);
      const double ns = static_cast<double>(std::clock() - start) * (1e9 / CLOCKS_PER_SEC);
      samples[k].push_back(ns / steps_a_sample / neurons / points[k].dt_ms);
    }
  }
  for (std::size_t k = 0; k < points.size(); ++k) {
    std::sort(samples[k].begin(), samples[k].end());
    points[k].ns_per_neuron_ms = samples[k][samples[k].size() / 2];
  }
}

std::vector<Point> measure_errors(const std::vector<test::CellType>& cells) {
  std::vector<Point> points;
  for (Integrator integrator : {Integrator::euler, Integrator::izhikevich2003, Integrator::fixed, Integrator::rk2,
                                Integrator::rk4, Integrator::riccati}) {
    for (double dt_ms : {4.0, 2.0, 1.0, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01}) {
      if (integrator == Integrator::fixed && (dt_ms > 2 || dt_ms < 0.02)) continue;  // compile refuses them
      points.push_back({integrator, dt_ms, 0, {}});
      for (const test::CellType& cell : cells) {
        points.back().errors.push_back(
            test::train_error(test::spike_times_at_10(cell, integrator, dt_ms), cell.spike_times_ms));
      }
    }
  }
  return points;
}

}  // namespace

Verdict verdict(const std::vector<Point>& points, std::size_t cell, Measure measure, double largest_dt_ms) {
  Verdict least = {INFINITY, nullptr, nullptr};
  for (const Point& other : points) {
    const test::TrainError& reached = other.errors[cell];
    if (other.integrator == Integrator::riccati || reached.*measure >= claimed_below_ms) continue;
    const auto as_near = [&](const test::TrainError& e) {
      return e.*measure <= reached.*measure && std::labs(e.surplus) <= std::labs(reached.surplus);
    };
    const Point* cheapest = nullptr;
    for (const Point& p : points) {
      if (p.integrator != Integrator::riccati || p.dt_ms > largest_dt_ms || !as_near(p.errors[cell])) continue;
      if (cheapest == nullptr || p.ns_per_neuron_ms < cheapest->ns_per_neuron_ms) cheapest = &p;
    }
    const double advantage = cheapest == nullptr ? 0 : other.ns_per_neuron_ms / cheapest->ns_per_neuron_ms;
    if (advantage < least.advantage) least = {advantage, &other, cheapest};
  }
  return least;
}

}  // namespace rheobase::bench

int main(int argc, char** argv) {
  using namespace rheobase;
  bool quick = false, check = false;
  std::string target, path = "work_precision";
  CLI::App app("Spike-time error against cost of every integrator, for seven cell types", "rheobase_work_precision");
  app.add_flag("--quick", quick, "fewer repetitions, and no tables of limits");
  app.add_flag("--check", check, "status 1 unless riccati is below every other scheme at every error below 10 ms");
  app.add_option("--target", target, "SIMD target to measure on (default: the best here)");
  app.add_option("--out", path, "path of the picture and the numbers, without ending");
  return run_program(app, argc, argv, [&] {
    const std::vector<test::CellType> cells = test::cell_types();
    std::vector<bench::Point> points = bench::measure_errors(cells);
    bench::measure_costs(cells, target, quick ? 9 : 41, points);
    for (std::uint32_t k = 0; target.empty() && rheo_target_name(k) != nullptr; ++k) {
      if (rheo_target_name(k + 1) == nullptr) target = rheo_target_name(k);
    }
    bench::write_page(path, target, cells, points);
    write_output(bench::tables(cells, points));
    if (!quick) print("\n{}", bench::limits_tables(cells));
    bool holds = true;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      for (bench::Measure measure : {&test::TrainError::mean_ms, &test::TrainError::last_ms}) {
        holds = holds && bench::verdict(points, cell, measure, INFINITY).holds();
      }
    }
    return check && !holds ? 1 : 0;
  });
}
