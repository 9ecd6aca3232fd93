// The twenty behaviours of Izhikevich (2004), figure 1: models/features.toml, run once and drawn as twenty panels.
#include "study/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "files/atomic_file.hpp"
#include "image/view.hpp"
#include "observe/gnuplot.hpp"
#include "observe/output_directory.hpp"
#include "observe/text_output.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase {
namespace {

// Of the model's populations, in their order.
constexpr struct {
  const char* name;
  double end_ms;
} behaviours[] = {{"tonic spiking", 100},
                  {"phasic spiking", 200},
                  {"tonic bursting", 220},
                  {"phasic bursting", 200},
                  {"mixed mode", 160},
                  {"spike frequency adaptation", 85},
                  {"class 1 excitable", 300},
                  {"class 2 excitable", 300},
                  {"spike latency", 100},
                  {"subthreshold oscillations", 200},
                  {"resonator", 400},
                  {"integrator", 100},
                  {"rebound spike", 200},
                  {"rebound burst", 200},
                  {"threshold variability", 100},
                  {"bistability", 300},
                  {"depolarizing after-potential", 50},
                  {"accommodation", 400},
                  {"inhibition-induced spiking", 350},
                  {"inhibition-induced bursting", 350}};
constexpr double peak_mv = 30, stimulus_mv = -108, stimulus_height_mv = 12;

double stimulus_at(const image::View& view, std::uint32_t population, std::uint64_t tick) {
  const image::Population& p = view.population(population);
  const std::uint64_t index = tick / p.stimulus_ticks;
  return index < p.stimulus_count ? static_cast<double>(view.at<float>(p.stimulus)[index]) : 0.0;
}

// "A: tonic spiking"
std::string title_of(const FeatureTrace& trace) { return fmt::format("{}: {}", trace.population, trace.behaviour); }

// v with its spikes drawn to the peak; the stimulus under it, from its least to its greatest value.
std::string panel(const FeatureTrace& trace, std::string& data) {
  std::vector<double> time_ms = trace.time_ms, v_mv = trace.v_mv, stimulus = trace.stimulus;
  const auto [least, most] = std::minmax_element(trace.stimulus.begin(), trace.stimulus.end());
  const double range = *most > *least ? *most - *least : 1.0, from = *least;
  for (double& x : stimulus) x = stimulus_mv + stimulus_height_mv * (x - from) / range;
  std::vector<double> spike_ms, foot_mv, height_mv;
  for (const double t : trace.spikes_ms) {
    const auto after = std::lower_bound(time_ms.begin(), time_ms.end(), t);
    const auto sample = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - time_ms.begin(), 0));
    spike_ms.push_back(t);
    foot_mv.push_back(v_mv[std::min(sample, v_mv.size() - 1)]);
    height_mv.push_back(peak_mv - foot_mv.back());
  }
  data += data_block("v" + trace.population, {time_ms, v_mv, stimulus});
  std::string plot = fmt::format(
      "set title {0} noenhanced\nset xrange [0:{1}]\nset xtics (\"0\" 0, \"{1} ms\" {1})\n"
      "plot $v{2} using 1:2 with lines lc rgb '#0072B2' lw 1.1, $v{2} using 1:3 with lines lc rgb '#777777' lw 1.1",
      gnuplot_text(title_of(trace)), trace.end_ms, trace.population);
  if (!spike_ms.empty()) {
    data += data_block("s" + trace.population, {spike_ms, foot_mv, height_mv});
    plot += fmt::format(", $s{} using 1:2:(0):3 with vectors nohead lc rgb '#0072B2' lw 1.1", trace.population);
  }
  return plot + "\n";
}

std::string picture(const std::vector<FeatureTrace>& traces) {
  std::string data, panels;
  for (const FeatureTrace& trace : traces) panels += panel(trace, data);
  return data +
         "set multiplot layout 5,4 margins 0.02,0.98,0.05,0.95 spacing 0.025,0.055\nunset key\nset border 1 lc rgb "
         "'#999999'\nset tics nomirror out scale 0.4 font ',8' textcolor rgb '#555555'\nunset ytics\nset title font "
         "',10' offset 0,-0.6\n" +
         fmt::format("set yrange [{}:{}]\n", stimulus_mv - 4, peak_mv + 5) + panels + "unset multiplot";
}

nlohmann::ordered_json to_json(const std::vector<FeatureTrace>& traces) {
  nlohmann::ordered_json panels = nlohmann::ordered_json::array();
  for (const FeatureTrace& trace : traces) {
    panels.push_back({{"population", trace.population},
                      {"behaviour", trace.behaviour},
                      {"end_ms", trace.end_ms},
                      {"spikes_ms", trace.spikes_ms}});
  }
  return {{"study", "features"}, {"panels", panels}};
}

}  // namespace

std::vector<FeatureTrace> feature_traces() {
  const Simulation simulation(builtin_model("features"));
  const image::View view(simulation.image().data());
  const double dt_ms = static_cast<double>(view.population(0).dt);
  std::vector<FeatureTrace> traces;
  for (const auto& [name, end_ms] : behaviours) {
    traces.push_back({view.string(view.population(static_cast<std::uint32_t>(traces.size())).name), name, end_ms});
  }
  for (std::uint64_t tick = 0; static_cast<double>(tick) * dt_ms < 400; ++tick) {
    rheo_step(simulation.engine());
    const double time_ms = static_cast<double>(tick + 1) * dt_ms;
    for (std::uint32_t p = 0; p < traces.size(); ++p) {
      FeatureTrace& trace = traces[p];
      if (time_ms > trace.end_ms + dt_ms / 2) continue;
      trace.time_ms.push_back(time_ms);
      trace.v_mv.push_back(static_cast<double>(rheo_v(simulation.engine(), p)[0]));
      trace.stimulus.push_back(stimulus_at(view, p, tick));
      if ((rheo_spikes(simulation.engine(), p, nullptr)[0] & 1) != 0) trace.spikes_ms.push_back(time_ms);
    }
  }
  return traces;
}

std::string study_features(const std::string& directory) {
  const OutputDirectory output(directory);
  const std::vector<FeatureTrace> traces = feature_traces();
  std::string markdown =
      "# The twenty behaviours of one equation\n\n![](features.svg)\n\n"
      "`models/features.toml`, after figure 1 of Izhikevich (2004), Which model to use for cortical spiking neurons?\n"
      "Blue: v in mV, spikes drawn to 30 mV. Grey: the stimulus, from its least to its greatest value.\n\n"
      "| panel | time shown (ms) | spikes | first (ms) |\n|---|---|---|---|\n";
  for (const FeatureTrace& trace : traces) {
    markdown += fmt::format("| {} | {:g} | {} | {} |\n", title_of(trace), trace.end_ms, trace.spikes_ms.size(),
                            trace.spikes_ms.empty() ? "–" : fmt::format("{:.1f}", trace.spikes_ms.front()));
  }
  markdown += "\nMade by `rheobase study features`.\n";
  AtomicFile json(directory + "/features.json"), text(directory + "/features.md");
  json.write(json_text(to_json(traces), 1));
  json.keep();
  if (gnuplot_available()) draw(picture(traces), directory + "/features", 1200, 900);
  text.write(markdown);
  text.keep();
  return markdown;
}

}  // namespace rheobase
