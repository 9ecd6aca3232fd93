#include "observe/panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "observe/gnuplot.hpp"
#include "observe/plots.hpp"
#include "observe/text_output.hpp"

namespace rheobase {
namespace {

constexpr std::size_t most_curves = 10;
constexpr std::size_t most_bins = 2000;  // of a curve, across the picture
constexpr double most_ms = 1000.0;       // of traces: at 40 Hz more would be a smear
constexpr int panel_height = 230;
constexpr std::size_t max_label_chars = 24;
// Okabe and Ito's palette, then darker shades.
constexpr const char* colours[most_curves] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
                                              "#56B4E9", "#444444", "#8C5A2B", "#5B4B8A", "#7A8B00"};

// Least and most of each bin, in the order in which they come: no spike is left out.
std::vector<std::pair<double, double>> envelope(const std::vector<std::pair<double, double>>& points) {
  if (points.size() <= 2 * most_bins) return points;
  const double begin = points.front().first, width = (points.back().first - begin) / most_bins;
  std::vector<std::pair<double, double>> out;
  for (std::size_t k = 0; k < points.size();) {
    const double end = begin + (std::floor((points[k].first - begin) / width) + 1) * width;
    std::size_t least = k, most = k, last = k;
    for (std::size_t i = k + 1; i < points.size() && points[i].first < end; ++i) {
      if (std::isnan(points[k].second) || std::isnan(points[i].second)) break;  // an interruption stands alone
      if (points[i].second < points[least].second) least = i;
      if (points[i].second > points[most].second) most = i;
      last = i;
    }
    out.push_back(points[std::min(least, most)]);
    if (least != most) out.push_back(points[std::max(least, most)]);
    k = last + 1;
  }
  return out;
}

std::string data_of(const std::string& name, const Curve& curve, double from_ms) {
  const auto before = [from_ms](const auto& point) { return point.first < from_ms; };
  const auto begin = std::find_if_not(curve.points.begin(), curve.points.end(), before);
  std::vector<std::vector<double>> columns(2);
  for (const auto& [time, value] : envelope({begin, curve.points.end()})) {
    columns[0].push_back(time);
    columns[1].push_back(value);
  }
  return data_block(name, columns);
}

std::size_t rank(const std::string& state) { return state == "v" ? 0 : state == "u" ? 1 : 2; }

// Samples, and for v the spikes between them.
Curve curve_of(const StateRecorder& recorder, const StateTrace& trace, std::uint32_t neuron, const Recording& spikes) {
  std::vector<float> values;
  for (std::size_t k = neuron; k < trace.values.size(); k += trace.count) values.push_back(trace.values[k]);
  Curve curve = {fmt::format("{} {}", trace.of.population, trace.of.first + neuron),
                 points_of(recorder.ticks(), values, spikes)};
  if (trace.of.state != "v") return curve;
  const Group& group = spikes.groups[trace.population_number];
  const double peak_mv = group.peak_mv;
  const auto number = static_cast<std::uint32_t>(group.first + trace.of.first + neuron);
  for (std::size_t k = 0; k < spikes.spike_neuron.size(); ++k) {
    if (spikes.spike_neuron[k] == number) curve.points.emplace_back(spikes.spike_time_ms(k), peak_mv);
  }
  // A sample that falls together with a spike is of after the reset.
  std::stable_sort(curve.points.begin(), curve.points.end(), [peak_mv](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second == peak_mv && b.second != peak_mv;
  });
  return curve;
}

void draw_from(double from_ms, const std::string& title, const std::vector<Panel>& panels, const Recording& recording,
               const std::string& path) {
  if (panels.empty() || recording.ticks == 0 || !gnuplot_available()) return;
  std::string data, plots;
  std::size_t longest = 0;
  for (std::size_t p = 0; p < panels.size(); ++p) {
    std::string plot;
    for (std::size_t c = 0; c < panels[p].curves.size(); ++c) {
      const Curve& curve = panels[p].curves[c];
      const std::string name = fmt::format("p{}c{}", p, c);
      data += data_of(name, curve, from_ms);
      plot += fmt::format("{}${} using 1:2 with lines lc rgb '{}' lw 1.2 title {} noenhanced", c > 0 ? ", " : "", name,
                          colours[c % most_curves], gnuplot_text(curve.label));
      longest = std::max(longest, std::min(curve.label.size(), max_label_chars));
    }
    if (p + 1 == panels.size()) plots += "set xlabel " + time_label(recording) + "\n";
    plots += fmt::format("set ylabel {} noenhanced\nplot {}\nunset title\n", gnuplot_text(panels[p].label), plot);
  }
  const std::string script =
      data + picture_frame(recording) +
      fmt::format(
          "set xrange [{}:{}]\nunset xlabel\nset key outside right top samplen 1 spacing 0.9\nset title {}\n"
          "set lmargin 10\nset rmargin {}\nset multiplot layout {},1\n",
          from_ms, recording.duration_ms(), title, longest + 5, panels.size()) +
      plots + "unset multiplot";
  draw(script, path, 960, 60 + panel_height * static_cast<int>(panels.size()));
}

std::vector<Panel> panels_of(const StateRecorder& recorder, const Recording& spikes) {
  std::vector<std::string> states;
  for (const StateTrace& trace : recorder.traces()) {
    if (std::find(states.begin(), states.end(), trace.of.state) == states.end()) states.push_back(trace.of.state);
  }
  std::stable_sort(states.begin(), states.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
  std::vector<Panel> panels;
  for (const std::string& state : states) {
    Panel panel;
    std::size_t neurons = 0;
    for (const StateTrace& trace : recorder.traces()) {
      if (trace.of.state != state) continue;
      for (std::uint32_t k = 0; k < trace.count && panel.curves.size() < most_curves; ++k) {
        panel.curves.push_back(curve_of(recorder, trace, k, spikes));
      }
      neurons += trace.count;
    }
    panel.label = state == "v" ? "v (mV)" : state;
    if (neurons > most_curves) panel.label += fmt::format(", {} of {}", most_curves, neurons);
    panels.push_back(std::move(panel));
  }
  return panels;
}

}  // namespace

std::vector<std::pair<double, double>> points_of(const std::vector<std::uint64_t>& ticks,
                                                 const std::vector<float>& values, const Recording& recording) {
  std::vector<std::pair<double, double>> points;
  std::size_t gap = 0;
  for (std::size_t k = 0; k < ticks.size(); ++k) {
    const double time_ms = static_cast<double>(ticks[k]) * recording.dt_ms - recording.begin_ms;
    for (; gap < recording.gaps_ms.size() && recording.gaps_ms[gap].second <= time_ms; ++gap) {
      points.emplace_back(recording.gaps_ms[gap].second, std::numeric_limits<double>::quiet_NaN());
    }
    points.emplace_back(time_ms, values[k]);
  }
  return points;
}

void draw_panels(const RunReport& report, const std::vector<Panel>& panels, const Recording& recording,
                 const std::string& path) {
  draw_from(0, picture_title(report), panels, recording, path);
}

void draw_traces(const RunReport& report, const StateRecorder& recorder, const Recording& spikes,
                 const std::string& directory) {
  const double from_ms = std::max(0.0, spikes.duration_ms() - most_ms);
  const std::string part = from_ms > 0 ? fmt::format(" (last {:g} ms of {:g})", most_ms, spikes.duration_ms()) : "";
  draw_from(from_ms, picture_title(report, part), panels_of(recorder, spikes), spikes, directory + "/trace");
}

}  // namespace rheobase
