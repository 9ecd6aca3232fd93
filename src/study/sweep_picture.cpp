// The picture of a sweep: four statistics over one axis of numbers, or as heat maps over two; means over the rest.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"
#include "rheobase/model.hpp"
#include "study/sweep.hpp"
#include "text/typed_number.hpp"

namespace rheobase {
namespace {

constexpr std::pair<const char*, const char*> shown[] = {{"rate_e_hz", "excitatory rate (Hz)"},
                                                         {"rate_i_hz", "inhibitory rate (Hz)"},
                                                         {"synchrony_chi", "synchrony chi"},
                                                         {"cv_isi_e", "CV of intervals"}};

std::optional<double> number_of(const std::string& text) {
  try {
    return parse_number(text, "");
  } catch (const ModelError&) {
    return std::nullopt;
  }
}

// The axes to draw over: not the seed, of which the mean is taken.
std::vector<std::size_t> drawn_axes(const SweepTable& table) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < table.axes().size(); ++k) {
    if (table.axes()[k] != "seed") out.push_back(k);
  }
  return out;
}

struct Mean {
  double sum = 0, squares = 0, count = 0;
  double mean() const { return sum / count; }
  double standard_error() const {
    return count < 2 ? 0 : std::sqrt(std::max(0.0, squares / count - mean() * mean()) / (count - 1));
  }
};

using Cells = std::map<std::vector<double>, Mean>;

// By the values of the axes; empty where one is no number.
Cells cells_of(const SweepTable& table, const std::vector<std::size_t>& axes, const std::string& column) {
  Cells cells;
  for (const auto& [point, row] : table.rows()) {
    std::vector<double> at;
    for (const std::size_t axis : axes) {
      const std::optional<double> x = number_of(point[axis]);
      if (!x) return {};
      at.push_back(*x);
    }
    const auto cell = row.find(column);
    const std::optional<double> y = cell != row.end() ? number_of(cell->second) : std::nullopt;
    if (!y) continue;
    Mean& mean = cells[at];
    mean.sum += *y;
    mean.squares += *y * *y;
    ++mean.count;
  }
  return cells;
}

// Half way to the neighbours.
std::pair<double, double> tile_of(const std::set<double>& all, double x) {
  const auto at = all.find(x);
  const bool first = at == all.begin(), last = std::next(at) == all.end();
  const double before = first ? 0 : (x - *std::prev(at)) / 2, after = last ? 0 : (*std::next(at) - x) / 2;
  if (first && last) return {x - 0.5, x + 0.5};
  return {x - (first ? after : before), x + (last ? before : after)};
}

// Tiles where the points are a grid, as far as they are there; else dots.
std::string plot_map(const Cells& cells, const std::string& column, std::string& data) {
  std::set<double> xs, ys;
  for (const auto& cell : cells) {
    xs.insert(cell.first[0]);
    ys.insert(cell.first[1]);
  }
  std::vector<std::vector<double>> columns(7);
  for (const auto& [at, mean] : cells) {
    const auto x = tile_of(xs, at[0]), y = tile_of(ys, at[1]);
    const double row[] = {at[0], at[1], x.first, x.second, y.first, y.second, mean.mean()};
    for (std::size_t k = 0; k < 7; ++k) columns[k].push_back(row[k]);
  }
  data += data_block(column, columns);
  if (xs.size() * ys.size() > 2 * cells.size()) return "using 1:2:7 with points pt 7 ps 1 palette";
  return "using 1:2:3:4:5:6:7 with boxxyerror lc palette fs solid noborder";
}

std::string plot_curve(const Cells& cells, const std::string& column, std::string& data) {
  std::vector<std::vector<double>> columns(3);
  for (const auto& [at, mean] : cells) {
    columns[0].push_back(at[0]);
    columns[1].push_back(mean.mean());
    columns[2].push_back(mean.standard_error());
  }
  data += data_block(column, columns);
  return "using 1:2:3 with yerrorlines lc rgb '#0072B2' lw 1.5 pt 7 ps 0.5";
}

}  // namespace

bool draw_sweep(const SweepTable& table, const std::string& path) {
  const std::vector<std::size_t> axes = drawn_axes(table);
  if (axes.empty() || axes.size() > 2) return false;
  std::string data, panels;
  for (const auto& [column, label] : shown) {
    const Cells cells = cells_of(table, axes, column);
    if (cells.empty()) continue;
    panels += fmt::format("set title '{}'\nset xlabel {} noenhanced\n", label, gnuplot_text(table.axes()[axes[0]]));
    if (axes.size() == 2) panels += fmt::format("set ylabel {} noenhanced\n", gnuplot_text(table.axes()[axes[1]]));
    const std::string plot = axes.size() == 2 ? plot_map(cells, column, data) : plot_curve(cells, column, data);
    panels += fmt::format("plot ${} {}\n", column, plot);
  }
  if (panels.empty()) return false;
  const char* range = axes.size() == 2 ? "set autoscale xfix\nset autoscale yfix\n"
                                       : "set offsets graph 0.05, graph 0.05, graph 0.05, graph 0.05\n";
  draw(data + "set multiplot layout 2,2\nunset key\nset border 3\nset tics nomirror out\n" + range +
           "set palette defined (0 '#440154', 1 '#31688e', 2 '#35b779', 3 '#fde725')\n" + panels + "unset multiplot",
       path, 1000, 720);
  return true;
}

}  // namespace rheobase
