// Work against precision: what an integrator's step costs, and how far its spikes are from the continuous model's.
#pragma once

#include <string>
#include <vector>

#include "cell_types.hpp"

namespace rheobase::bench {

// One integrator at one dt.
struct Point {
  Integrator integrator;
  double dt_ms;
  double ns_per_neuron_ms = 0;           // processor time for a neuron and a millisecond of its life
  std::vector<test::TrainError> errors;  // by cell type
};

// A claim about one cell: whatever error below 10 ms another scheme reaches, riccati reaches it for less,
// its count of spikes no further off.
struct Verdict {
  double advantage;      // the other's cost over riccati's where that is least; 0: riccati does not reach it
  const Point* other;    // which point it is; null: no other scheme comes below 10 ms
  const Point* riccati;  // the cheapest that is as near, its count too
  bool holds() const { return advantage > 1; }
};
constexpr double claimed_below_ms = 10;
using Measure = double test::TrainError::*;

// Riccati at steps up to largest_dt_ms against all other points.
Verdict verdict(const std::vector<Point>& points, std::size_t cell, Measure measure, double largest_dt_ms);

// The same cells under other constant currents, against a double-precision reference.
struct OtherCurrent {
  std::string cell;
  double current;
  double least_interval_ms, median_interval_ms;  // between two spikes of the reference
  double sensitivity_ms;  // how far the reference's last spike moves, or infinity if its count changes, for I + 1e-5
  std::vector<test::TrainError> errors;  // by dt
};
extern const std::vector<double> other_dts_ms;
std::vector<OtherCurrent> other_currents(const std::vector<test::CellType>& cells);

// One riccati step with u constant, from many v and I - u, against the closed form in double precision.
struct StepRange {
  double dt_ms, least_drive, most_drive;  // I - u
  double end_ms;    // largest error of v at the end of a step without a spike, over 1 + |dv/dt|: about ms
  double cross_ms;  // largest error of the time of crossing
  long missed;      // steps that fire where the closed form does not, or the other way round
  long crossings;
};
std::vector<StepRange> step_ranges();

void write_page(const std::string& path_without_ending, const std::string& target,
                const std::vector<test::CellType>& cells, const std::vector<Point>& points);
std::string tables(const std::vector<test::CellType>& cells, const std::vector<Point>& points);
std::string limits_tables(const std::vector<test::CellType>& cells);

}  // namespace rheobase::bench
