// Sweeps: one model at many points of its settings, a row of statistics for each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "study/sweep_table.hpp"

namespace rheobase {

// A setting, as of `rheobase run --set`, and its value at each point of a grid, as text.
struct SweepAxis {
  std::string key;
  std::vector<std::string> values;
};

// Reads "n=250:1000:250", ends included, or "integrator=riccati,euler". Throws ModelError.
SweepAxis parse_axis(const std::string& text);
// Of points drawn uniformly from "n=250:1000" each: whole numbers where both ends are. The axes have `draws` values
// each, one a point. Throws ModelError.
std::vector<SweepAxis> draw_axes(const std::vector<std::string>& ranges, std::uint64_t draws, std::uint64_t seed);

// Every combination of the axes' values, the last axis fastest; or, `drawn`, the values side by side.
std::vector<SweepPoint> points_of(const std::vector<SweepAxis>& axes, bool drawn);

struct SweepOptions {
  std::string path, duration;  // the model file; how long each point runs: empty, as the model says
  std::vector<SweepAxis> axes;
  bool drawn = false;
  unsigned workers = 0;  // points at a time, an engine a thread; 0: one a core
  std::string directory;
};

// Runs every point whose row is not in DIRECTORY/sweep.csv yet, and draws sweep.svg and .png over one axis of numbers
// or two (beside the seed). A point that fails is a row with its error. Rows are written at most a second after they
// are known. Throws ModelError: what is wrong at all points, a table of another model.
SweepTable run_sweep(const SweepOptions& options);

// PATH.svg and .png; false: the axes are no one or two of numbers.
bool draw_sweep(const SweepTable& table, const std::string& path_without_ending);

}  // namespace rheobase
