// The output of the measurement of work and precision: a picture, JSON, tables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "files/atomic_file.hpp"
#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"
#include "work_precision.hpp"

namespace rheobase::bench {
namespace {

struct Style {
  Integrator integrator;
  const char* colour;  // Okabe and Ito's
  int filled, open;    // gnuplot's point types
};
constexpr Style styles[] = {{Integrator::euler, "#E69F00", 5, 4},   {Integrator::izhikevich2003, "#CC79A7", 9, 8},
                            {Integrator::fixed, "#56B4E9", 15, 14}, {Integrator::rk2, "#009E73", 11, 10},
                            {Integrator::rk4, "#D55E00", 13, 12},   {Integrator::riccati, "#0072B2", 7, 6}};

const char* full_name(const std::string& cell) {
  static const std::pair<const char*, const char*> names[] = {
      {"RS", "regular spiking"},        {"IB", "intrinsically bursting"}, {"CH", "chattering"}, {"FS", "fast spiking"},
      {"LTS", "low-threshold spiking"}, {"TC", "thalamo-cortical"},       {"RZ", "resonator"}};
  for (const auto& [name, full] : names) {
    if (cell == name) return full;
  }
  return "";
}

std::vector<const Point*> points_of(const std::vector<Point>& points, Integrator integrator) {
  std::vector<const Point*> out;
  for (const Point& p : points) {
    if (p.integrator == integrator) out.push_back(&p);
  }
  return out;
}

constexpr double least_error_ms = 3e-6;  // of the picture; zero has no logarithm

// One panel: a line a scheme, its points filled where the count of spikes is exact.
std::string panel(const std::vector<Point>& points, std::size_t cell, std::string& data) {
  std::string lines, marks, labels;
  for (const Style& style : styles) {
    std::vector<double> x, y, exact, wrong;
    for (const Point* p : points_of(points, style.integrator)) {
      const test::TrainError& e = p->errors[cell];
      const double error = std::max(e.mean_ms, least_error_ms);
      x.push_back(p->ns_per_neuron_ms);
      y.push_back(error);
      exact.push_back(e.surplus == 0 ? error : NAN);
      wrong.push_back(e.surplus != 0 ? error : NAN);
      if (style.integrator == Integrator::riccati && (p->dt_ms == 1 || p->dt_ms == 0.1)) {
        labels += fmt::format("set label {} '{:g} ms' at {},{} right offset -0.7,-0.5 textcolor rgb '{}' font ',12'\n",
                              p->dt_ms == 1 ? 1 : 2, p->dt_ms, x.back(), error, style.colour);
      }
    }
    const std::string name = fmt::format("p{}_{}", cell, name_of(style.integrator));
    data += data_block(name, {x, y, exact, wrong});
    const double width = style.integrator == Integrator::riccati ? 2.4 : 1.4;
    lines += fmt::format("{}${} using 1:2 with lines lc rgb '{}' lw {} notitle", lines.empty() ? "" : ", ", name,
                         style.colour, width);
    marks += fmt::format(
        ", ${0} using 1:3 with points lc rgb '{1}' pt {2} ps 0.65 notitle, ${0} using 1:4 with points "
        "lc rgb '{1}' pt {3} ps 0.65 notitle",
        name, style.colour, style.filled, style.open);
  }
  return labels + "plot " + lines + marks + "\n";
}

// As Linux names it.
std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "this machine";
}

std::string picture(const std::string& target, const std::vector<test::CellType>& cells,
                    const std::vector<Point>& points) {
  std::string data, panels;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    panels +=
        fmt::format("set title {} noenhanced\n", gnuplot_text(cells[cell].name + ": " + full_name(cells[cell].name)));
    panels += fmt::format("set xlabel '{}'\n", cell >= 3 ? "ns per neuron and ms" : "");
    panels += panel(points, cell, data);
  }
  // The eighth place is the key's.
  std::string key;
  for (const Style& style : styles) {
    key += fmt::format("{}NaN with linespoints lc rgb '{}' lw {} pt {} ps 0.8 title '{}'", key.empty() ? "" : ", ",
                       style.colour, style.integrator == Integrator::riccati ? 2.4 : 1.4, style.filled,
                       name_of(style.integrator));
  }
  return "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333' font ',12'\n"
         "set grid back lc rgb '#e6e6e6' lt 1 lw 0.6\nset title offset 0,-0.6\nunset key\n"
         "set logscale xy\nset xrange [0.06:400]\nset format x '%g'\nset format y '10^{%T}'\n" +
         fmt::format("set yrange [{}:2e3]\nset ytics 100\nset xlabel offset 0,0.6\n", least_error_ms) + data +
         "set multiplot layout 2,4 margins 0.062,0.99,0.085,0.95 spacing 0.03,0.13\n" + panels +
         "unset title\nunset xlabel\nunset label 1\nunset label 2\nunset border\nunset tics\nunset grid\n"
         "set key at graph 0,0.98 left top Left reverse spacing 1.25 samplen 2.5\n"
         "set label 3 'mean error of the spike times (ms)' at screen 0.014,0.5 center rotate by 90\n" +
         fmt::format(
             "set label 4 \"Each line: dt from 4 to 0.01 ms.\\nFilled: spike count exact; open: not.\\n"
             "I = 10 for 1 s. Cost: N = 1024, \".{}.\",\\n\".{}.\".\\nriccati ends at the limit of float32.\" at graph "
             "0,0.36 font ',12' textcolor rgb '#333333'\n",
             gnuplot_text(target), gnuplot_text(processor())) +
         "plot [0.1:1][0.1:1] " + key + "\nunset multiplot";
}

// JSON has no infinity.
nlohmann::ordered_json number_or_null(double x) {
  return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}

// Two digits that count.
std::string error_text(double ms) {
  if (ms < 0.00005) return "< 0.0001";
  const int digits = 1 - static_cast<int>(std::floor(std::log10(ms)));
  return fmt::format("{:.{}f}", ms, std::clamp(digits, 0, 4));
}

std::string point_text(const Point& p) { return fmt::format("{} at {:g} ms", name_of(p.integrator), p.dt_ms); }

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string schemes_table(const std::vector<test::CellType>& cells, const std::vector<Point>& points) {
  std::string head = "| dt (ms) |", rule = "|---|", rows;
  for (const Style& style : styles) {
    head += fmt::format(" `{}` |", name_of(style.integrator));
    rule += "---|";
  }
  for (const Point* of_dt : points_of(points, Integrator::riccati)) {
    rows += fmt::format("| {:g} |", of_dt->dt_ms);
    for (const Style& style : styles) {
      const Point* found = nullptr;
      for (const Point* p : points_of(points, style.integrator)) {
        if (p->dt_ms == of_dt->dt_ms) found = p;
      }
      if (found == nullptr) {  // it does not go so far
        rows += " – |";
        continue;
      }
      const Point& p = *found;
      double worst = 0;
      int exact = 0;
      for (const test::TrainError& e : p.errors) {
        worst = std::max(worst, e.mean_ms);
        exact += e.surplus == 0;
      }
      rows += fmt::format(" {:.2f} ns, {} ms, {}/{} |", p.ns_per_neuron_ms, error_text(worst), exact, cells.size());
    }
    rows += "\n";
  }
  return head + "\n" + rule + "\n" + rows;
}

std::string riccati_table(const std::vector<test::CellType>& cells, const std::vector<Point>& points) {
  std::string head = "| dt (ms) |", rule = "|---|", rows;
  for (const test::CellType& cell : cells) {
    head += " " + cell.name + " |";
    rule += "---|";
  }
  for (const Point* p : points_of(points, Integrator::riccati)) {
    rows += fmt::format("| {:g} |", p->dt_ms);
    for (const test::TrainError& e : p->errors) {
      rows += fmt::format(" {} / {}{} |", error_text(e.mean_ms), error_text(e.last_ms),
                          e.surplus == 0 ? "" : fmt::format(" ({:+})", e.surplus));
    }
    rows += "\n";
  }
  return head + "\n" + rule + "\n" + rows;
}

std::string advantage_text(const Verdict& v) {
  if (v.other == nullptr) return "–";
  if (v.riccati == nullptr) return fmt::format("none ({})", point_text(*v.other));
  return fmt::format("{:.1f} ({}; {:g})", v.advantage, point_text(*v.other), v.riccati->dt_ms);
}

std::string verdict_table(const std::vector<test::CellType>& cells, const std::vector<Point>& points) {
  std::string out =
      "| cell | verdict | by mean error | by the last spike's error | the same with riccati at dt <= 1 ms: mean | last "
      "|\n|---|---|---|---|---|---|\n";
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const auto by = [&](Measure measure, double largest_dt_ms) {
      return advantage_text(verdict(points, cell, measure, largest_dt_ms));
    };
    constexpr Measure mean = &test::TrainError::mean_ms, last = &test::TrainError::last_ms;
    const bool holds = verdict(points, cell, mean, INFINITY).holds() && verdict(points, cell, last, INFINITY).holds();
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", cells[cell].name, holds ? "holds" : "FAILS",
                       by(mean, INFINITY), by(last, INFINITY), by(mean, 1.0), by(last, 1.0));
  }
  return out;
}

}  // namespace

void write_page(const std::string& path, const std::string& target, const std::vector<test::CellType>& cells,
                const std::vector<Point>& points) {
  nlohmann::ordered_json json = {{"current", test::cells_current},
                                 {"duration_ms", test::cells_duration_ms},
                                 {"simd_target", target},
                                 {"points", nlohmann::ordered_json::array()}};
  for (const Point& p : points) {
    nlohmann::ordered_json by_cell;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const test::TrainError& e = p.errors[k];
      by_cell[cells[k].name] = {{"mean_error_ms", number_or_null(e.mean_ms)},
                                {"last_error_ms", number_or_null(e.last_ms)},
                                {"surplus_spikes", e.surplus}};
    }
    json["points"].push_back({{"integrator", name_of(p.integrator)},
                              {"dt_ms", p.dt_ms},
                              {"ns_per_neuron_ms", p.ns_per_neuron_ms},
                              {"cells", by_cell}});
  }
  AtomicFile file(path + ".json");
  file.write(json_text(json, 1));
  file.keep();
  if (gnuplot_available()) draw(picture(target, cells, points), path, 1120, 680);
}

std::string tables(const std::vector<test::CellType>& cells, const std::vector<Point>& points) {
  return "Cost per neuron-ms, mean error of the worst cell, cells with the exact count\n\n" +
         schemes_table(cells, points) + "\nriccati by cell: mean error / error of the last spike (ms)\n\n" +
         riccati_table(cells, points) +
         "\nWhatever error below 10 ms another scheme reaches, riccati reaches it for less. The other's cost over "
         "riccati's "
         "where\nthat is least (the other; riccati's dt in ms):\n\n" +
         verdict_table(cells, points);
}

std::string limits_tables(const std::vector<test::CellType>& cells) {
  std::string ranges =
      "| dt (ms) | I − u | v after a step without a spike (ms) | crossing (ms) | crossings | missed or false |\n"
      "|---|---|---|---|---|---|\n";
  for (const StepRange& r : step_ranges()) {
    ranges += fmt::format("| {:g} | {:.0f} … {:.0f} | {} | {} | {} | {} |\n", r.dt_ms, r.least_drive, r.most_drive,
                          error_text(r.end_ms), error_text(r.cross_ms), r.crossings, r.missed);
  }
  const std::vector<OtherCurrent> others = other_currents(cells);
  std::string summary =
      "| dt (ms) | trains | counts exact | last spike: median error (ms) | largest (ms) |\n|---|---|---|---|---|\n";
  std::string outliers =
      "| cell | I | interval: shortest, median (ms) | last spike for I + 1e-5 (ms) | last spike by riccati (ms), at dt "
      "= 1, "
      "0.5, "
      "0.25, 0.1 ms |\n|---|---|---|---|---|\n";
  for (std::size_t k = 0; k < other_dts_ms.size(); ++k) {
    std::vector<double> last;
    int exact = 0;
    for (const OtherCurrent& o : others) {
      last.push_back(o.errors[k].last_ms);
      exact += o.errors[k].surplus == 0;
    }
    summary += fmt::format("| {:g} | {} | {} | {} | {} |\n", other_dts_ms[k], others.size(), exact,
                           error_text(median(last)), error_text(*std::max_element(last.begin(), last.end())));
  }
  for (const OtherCurrent& o : others) {
    std::string errors;
    bool worth_a_row = false;
    for (std::size_t k = 0; k < o.errors.size(); ++k) {
      const test::TrainError& e = o.errors[k];
      // The bars of tests/riccati_test.cpp at these steps.
      const double bars_ms[] = {0.7, 0.3, 0.1, 0.1};
      worth_a_row = worth_a_row || e.surplus != 0 || e.last_ms > bars_ms[k];
      errors += fmt::format("{}{}{}", k == 0 ? "" : ", ", error_text(e.last_ms),
                            e.surplus == 0 ? "" : fmt::format(" ({:+})", e.surplus));
    }
    if (!worth_a_row) continue;
    outliers += fmt::format("| {} | {:g} | {:.2f}, {:.2f} | {} | {} |\n", o.cell, o.current, o.least_interval_ms,
                            o.median_interval_ms,
                            std::isinf(o.sensitivity_ms) ? "another count" : error_text(o.sensitivity_ms), errors);
  }
  return "One riccati step with u constant against the closed form: largest errors\n\n" + ranges +
         "\nriccati under I = 6, 8.5, 14, 20 and 35 against RK4 at 0.002 ms in double precision\n\n" + summary +
         "\nOf these, trains that miss the bars of I = 10\n\n" + outliers;
}

}  // namespace rheobase::bench
