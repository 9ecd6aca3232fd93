#include "observe/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"
#include "text/message.hpp"

namespace rheobase {

// `part`: how much of the run is drawn.
std::string picture_title(const RunReport& r, const std::string& part) {
  return gnuplot_text(fmt::format("{}: {}, {}, dt = {:g} ms, {}{}", excerpt(r.model), neurons_text(r.n), r.integrator,
                                  r.dt_ms, seeds_text(r), part)) +
         " noenhanced";
}

std::string time_label(const Recording& recording) {
  return recording.begin_ms > 0 ? fmt::format("'time (ms) since {:.12g} ms'", recording.begin_ms) : "'time (ms)'";
}

std::string picture_frame(const Recording& recording) {
  std::string script =
      "set border 3 lc rgb '#666666'\nset tics nomirror out textcolor rgb '#333333'\n"
      "set grid back lc rgb '#e6e6e6' lt 1 lw 0.6\nset key off\n";
  for (const auto& [from_ms, to_ms] : recording.gaps_ms) {
    script +=
        fmt::format("set object rectangle from {},graph 0 to {},graph 1 fc rgb '#e4e4e4' fs solid noborder behind\n",
                    from_ms, to_ms);
  }
  return script + fmt::format("set xlabel {}\nset xrange [0:{}]\n", time_label(recording), recording.duration_ms());
}

namespace {

// Okabe and Ito's palette: distinct for colour-blind readers and in print.
constexpr const char* colour_e = "#0072B2";
constexpr const char* colour_i = "#D55E00";
constexpr const char* colour_other = "#444444";
constexpr std::size_t most_dots = 40000;   // more only make a picture heavier (SVG: some 90 bytes each)
constexpr double rates_shown_ms = 1000.0;  // of a longer run: at 40 Hz more would be a smear

const char* colour_of(const std::string& type) {
  return type == "excitatory" ? colour_e : type == "inhibitory" ? colour_i : colour_other;
}

// The spikes of every stride-th neuron: whole trains stay whole.
std::string raster_script(const Recording& rec, const RunReport& report) {
  const std::size_t stride = rec.spike_tick.size() / most_dots + 1;
  const double dots = static_cast<double>(rec.spike_tick.size() / stride);
  const double size = std::clamp(0.22 * std::sqrt(15000.0 / std::max(dots, 1.0)), 0.12, 0.22);
  std::string script = picture_frame(rec);
  std::string plot, borders;
  for (std::size_t g = 0; g < rec.groups.size(); ++g) {
    const Group& group = rec.groups[g];
    std::vector<double> time, neuron;
    for (std::size_t k = 0; k < rec.spike_tick.size(); ++k) {
      const std::uint32_t n = rec.spike_neuron[k];
      if (n < group.first || n >= group.first + group.count || n % stride != 0) continue;
      time.push_back(rec.spike_time_ms(k));
      neuron.push_back(n);
    }
    script += data_block(fmt::format("g{}", g), {time, neuron});
    if (!time.empty()) {
      plot += fmt::format("{}$g{} using 1:2 with points pt 7 ps {:.3f} lc rgb '{}'", plot.empty() ? "" : ", ", g, size,
                          colour_of(group.type));
    }
    borders += fmt::format(
        "set label {} at graph 1.012, first {} left textcolor rgb '{}' noenhanced\n", gnuplot_text(group.name),
        static_cast<double>(group.first) + static_cast<double>(group.count) / 2, colour_of(group.type));
    if (g > 0) {
      borders +=
          fmt::format("set arrow from graph 0, first {0} to graph 1, first {0} nohead lc rgb '#333333' lw 1 front\n",
                      static_cast<double>(group.first) - 0.5);
    }
  }
  script += fmt::format(
      "set title {}\nset ylabel 'neuron'\nset yrange [-1:{}]\n"
      "set rmargin 8\n{}",
      picture_title(report, stride > 1 ? fmt::format(" (one neuron in {} drawn)", stride) : ""), rec.neurons(),
      borders);
  return script + "plot " + (plot.empty() ? "NaN" : plot);
}

// Rates in windows of 5 ms over the 40 Hz sine that the forum thread draws under its raster.
std::string rates_script(const Recording& rec, const RunReport& report) {
  const RateCurve e = rate_curve(rec, "excitatory", 5.0), i = rate_curve(rec, "inhibitory", 5.0);
  const RateCurve all = e.time_ms.empty() && i.time_ms.empty() ? rate_curve(rec, {}, 5.0) : RateCurve{};
  const double end_ms = std::min(rec.duration_ms(), rates_shown_ms);
  const auto shown = [&](const RateCurve& curve) {  // how many of its points
    return static_cast<std::size_t>(std::upper_bound(curve.time_ms.begin(), curve.time_ms.end(), end_ms) -
                                    curve.time_ms.begin());
  };
  double top = 1;
  for (const RateCurve* curve : {&e, &i, &all}) {
    for (std::size_t k = 0; k < shown(*curve); ++k) top = std::max(top, curve->rate_hz[k]);
  }
  std::string script = picture_frame(rec);
  std::string plot =
      fmt::format("{}*(0.5+0.5*sin(2*pi*x/25.0)) with filledcurves y1=0 fc rgb '#ebebeb' title '40 Hz sine'", top);
  const auto add = [&](const char* name, const RateCurve& curve, const char* colour, const char* label) {
    if (curve.time_ms.empty()) return;
    const auto count = static_cast<std::ptrdiff_t>(shown(curve));
    script += data_block(name, {{curve.time_ms.begin(), curve.time_ms.begin() + count},
                                {curve.rate_hz.begin(), curve.rate_hz.begin() + count}});
    plot += fmt::format(", ${} using 1:2 with lines lc rgb '{}' lw 1.6 title '{}'", name, colour, label);
  };
  add("e", e, colour_e, "excitatory");
  add("i", i, colour_i, "inhibitory");
  add("all", all, colour_other, "all neurons");
  const std::string part =
      end_ms < rec.duration_ms() ? fmt::format(" (first {:g} ms of {:g})", end_ms, rec.duration_ms()) : "";
  script += fmt::format(
      "set title {}\nset ylabel 'rate (Hz per neuron, 5 ms window)'\n"
      "set xrange [0:{}]\nset yrange [0:{}]\nset samples 4000\n"
      "set key inside top right horizontal maxrows 1 samplen 2 width 1\n",
      picture_title(report, part), end_ms, top * 1.2);
  return script + "plot " + plot;
}

std::string spectrum_script(const Recording& rec, const RunReport& report) {
  const Spectrum e = spectrum_of(rec, "excitatory"), i = spectrum_of(rec, "inhibitory"), all = spectrum_of(rec);
  double top = 0;
  for (const Spectrum* s : {&e, &i, &all}) {
    for (std::size_t k = 0; k < s->power.size() && s->frequency_hz[k] <= 100; ++k) {
      if (s->frequency_hz[k] >= 2) top = std::max(top, s->power[k]);
    }
  }
  std::string script = picture_frame(rec), plot;
  const auto add = [&](const char* name, const Spectrum& s, const char* colour, const char* label) {
    if (s.power.empty()) return;
    script += data_block(name, {s.frequency_hz, s.power});
    plot += fmt::format("{}${} using 1:2 with lines lc rgb '{}' lw 1.8 title '{}'", plot.empty() ? "" : ", ", name,
                        colour, label);
  };
  add("i", i, colour_i, "inhibitory");
  add("e", e, colour_e, "excitatory");
  add("all", all, colour_other, "all neurons");
  if (plot.empty()) {  // shorter than one segment
    script += "set label 'too short for a spectrum: 600 ms at least' at graph 0.5, 0.5 center\n";
    plot = "NaN";
    top = 1;
  }
  const double high = top > 0 ? top * 1.15 : 1;
  for (const auto& [low_hz, high_hz, label] : {std::tuple{5, 15, "5–15 Hz"}, std::tuple{30, 50, "30–50 Hz, gamma"}}) {
    script += fmt::format(
        "set object rectangle from {},0 to {},{} fc rgb '#f0e442' fs solid 0.28 noborder behind\n"
        "set label '{}' at {},{} center font ',9' textcolor rgb '#666666'\n",
        low_hz, high_hz, high, label, (low_hz + high_hz) / 2.0, high * 0.965);
  }
  script += fmt::format(
      "set title {}\nset xlabel 'frequency (Hz)'\nset ylabel 'power of the rate from 200 ms on (Hz^2/Hz)'\n"
      "set xrange [0:100]\nset yrange [0:{}]\nset key inside top right samplen 2 width 1 at graph 0.99, graph 0.97\n",
      picture_title(report), high);
  return script + "plot " + plot;
}

}  // namespace

void write_raster(const Recording& recording, const RunReport& report, const std::string& directory) {
  if (gnuplot_available()) draw(raster_script(recording, report), directory + "/raster", 960, 560);
}

void write_pictures(const Recording& recording, const RunReport& report, const std::string& directory) {
  if (!gnuplot_available()) return;
  write_raster(recording, report, directory);
  draw(rates_script(recording, report), directory + "/rates", 960, 400);
  draw(spectrum_script(recording, report), directory + "/spectrum", 720, 460);
}

}  // namespace rheobase
