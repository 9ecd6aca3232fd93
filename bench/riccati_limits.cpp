// Where riccati's accuracy ends: other currents, and the range of its series.
#include <algorithm>
#include <cmath>

#include "reference_neuron.hpp"
#include "work_precision.hpp"

namespace rheobase::bench {
namespace {

// The flow of sigma = 0.04 h (v + 62.5) over a part l of a step: sigma' = sigma^2 - z (docs/numerics.md).
struct ClosedForm {
  double z;
  double c(double l) const { return z >= 0 ? std::cosh(std::sqrt(z) * l) : std::cos(std::sqrt(-z) * l); }
  double s(double l) const {
    if (std::fabs(z) < 1e-12) return l;
    return z > 0 ? std::sinh(std::sqrt(z) * l) / std::sqrt(z) : std::sin(std::sqrt(-z) * l) / std::sqrt(-z);
  }
  // Positive until sigma reaches the peak.
  double below(double sigma, double peak, double l) const { return (peak - sigma) * c(l) - (peak * sigma - z) * s(l); }
  double end(double sigma) const { return sigma + (sigma * sigma - z) * s(1) / (c(1) - sigma * s(1)); }
};

constexpr std::uint32_t steps_tried = 1 << 16;

StepRange step_range(double dt_ms, double least_drive, double most_drive) {
  Network network = test::cells(steps_tried, Integrator::riccati, dt_ms);
  Population& p = network.populations[0];
  p.a = 0.0;  // u does not move
  p.u0 = 0.0;
  p.v0 = "-90 + 119.9*floor(i/256)/255";
  p.input = true;
  p.spike_times = true;
  const Simulation simulation(network);
  std::vector<float> currents(steps_tried);
  for (std::uint32_t i = 0; i < steps_tried; ++i) {
    currents[i] = static_cast<float>(least_drive + (most_drive - least_drive) * (i % 256) / 255);
  }
  const std::vector<float> v0(rheo_v(simulation.engine(), 0), rheo_v(simulation.engine(), 0) + steps_tried);
  (void)rheo_set_input(simulation.engine(), 0, 0, steps_tried, currents.data());
  rheo_step(simulation.engine());

  StepRange range = {dt_ms, least_drive, most_drive, 0, 0, 0, 0};
  const double k = 0.04 * dt_ms, peak = k * (30 + 62.5);
  for (std::uint32_t i = 0; i < steps_tried; ++i) {
    const ClosedForm flow = {dt_ms * dt_ms * (0.65 - 0.04 * currents[i])};
    const double sigma = k * (v0[i] + 62.5);
    const bool fired = ((rheo_spikes(simulation.engine(), 0, nullptr)[i / 64] >> (i % 64)) & 1) != 0;
    // `below` has at most one zero before sigma's pole, and the pole comes after it: look for the first in parts.
    double low = 0, high = 0;
    for (int part = 1; part <= 64 && high == 0; ++part) {
      if (flow.below(sigma, peak, part / 64.0) <= 0) {
        high = part / 64.0;
        low = high - 1 / 64.0;
      }
    }
    if (fired != (high > 0)) ++range.missed;
    if (fired && high > 0) {
      for (int step = 0; step < 40; ++step) {
        const double middle = (low + high) / 2;
        (flow.below(sigma, peak, middle) <= 0 ? high : low) = middle;
      }
      const double crossed_ms = dt_ms - static_cast<double>(rheo_spike_age_ms(simulation.engine(), 0)[i]);
      range.cross_ms = std::max(range.cross_ms, std::fabs(crossed_ms - high * dt_ms));
      ++range.crossings;
    } else if (!fired && high == 0) {
      const double end = flow.end(sigma), v = end / k - 62.5;
      const double slope = (end * end - flow.z) / (k * dt_ms);  // mV per ms
      range.end_ms = std::max(
          range.end_ms, std::fabs(static_cast<double>(rheo_v(simulation.engine(), 0)[i]) - v) / (1 + std::fabs(slope)));
    }
  }
  return range;
}

}  // namespace

const std::vector<double> other_dts_ms = {1, 0.5, 0.25, 0.1};

std::vector<OtherCurrent> other_currents(const std::vector<test::CellType>& cells) {
  std::vector<OtherCurrent> out;
  for (double current : {6.0, 8.5, 14.0, 20.0, 35.0}) {
    for (const test::CellType& cell : cells) {
      const std::vector<double> truth = test::ReferenceNeuron(cell, current).spike_times_ms(test::cells_duration_ms);
      std::vector<double> intervals;
      for (std::size_t k = 1; k < truth.size(); ++k) intervals.push_back(truth[k] - truth[k - 1]);
      std::sort(intervals.begin(), intervals.end());
      OtherCurrent other = {cell.name, current, intervals.front(), intervals[intervals.size() / 2], INFINITY, {}};
      const test::TrainError moved =
          test::train_error(test::ReferenceNeuron(cell, current + 1e-5).spike_times_ms(test::cells_duration_ms), truth);
      if (moved.surplus == 0) other.sensitivity_ms = moved.last_ms;
      for (double dt_ms : other_dts_ms) {
        Network network = test::cell_network(cell, Integrator::riccati, dt_ms);
        network.populations[0].current = current;
        other.errors.push_back(test::train_error(test::spike_times_of(Simulation(network), dt_ms), truth));
      }
      out.push_back(other);
    }
  }
  return out;
}

std::vector<StepRange> step_ranges() {
  std::vector<StepRange> ranges;
  for (double dt_ms : {1.0, 0.5, 0.25, 0.1}) {
    // z = 6, where the polynomials' fit ends, 16, where z is cut, and -3.
    const double least = 16.25 - 150 / (dt_ms * dt_ms), most = 16.25 + 75 / (dt_ms * dt_ms);
    const double cut = 16.25 - 400 / (dt_ms * dt_ms);
    ranges.push_back(step_range(dt_ms, -40, 40));
    if (dt_ms == 1.0) ranges.push_back(step_range(dt_ms, -85, 60));
    ranges.push_back(step_range(dt_ms, least, most));
    ranges.push_back(step_range(dt_ms, cut, least));
  }
  return ranges;
}

}  // namespace rheobase::bench
