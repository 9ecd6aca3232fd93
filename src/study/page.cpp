#include "study/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "files/atomic_file.hpp"
#include "observe/gnuplot.hpp"
#include "observe/text_output.hpp"

namespace rheobase {
namespace {

// Okabe and Ito's palette.
constexpr const char* colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
const char* colour_at(unsigned k) { return colours[k % 6]; }

nlohmann::ordered_json to_json(const Result& result) {
  nlohmann::ordered_json statistics;
  for (const auto& [name, values] : result.ensemble.samples) {
    const double sd = result.ensemble.standard_deviation(name);
    statistics[name] = {{"mean", result.ensemble.mean(name)},
                        {"sd", std::isnan(sd) ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(sd)},
                        {"n", values.size()}};
  }
  const Network& network = result.variant.network;
  return {{"series", result.variant.series},
          {"label", result.variant.label},
          {"x", result.variant.x},
          {"dt_ms", network.dt_ms},
          {"integrator", name_of(network.integrator)},
          {"parameters", network.parameters},
          {"seeds", result.ensemble.seeds},
          {"statistics", statistics},
          {"spectrum_hz", result.ensemble.spectrum_i.frequency_hz},
          {"spectrum_e", result.ensemble.spectrum_e.power},
          {"spectrum_i", result.ensemble.spectrum_i.power}};
}

}  // namespace

std::string mean_text(const Ensemble& ensemble, const std::string& statistic, int digits) {
  const double mean = ensemble.mean(statistic), error = ensemble.standard_error(statistic);
  if (std::isnan(mean)) return "–";
  return std::isnan(error) ? fmt::format("{:.{}f}", mean, digits)
                           : fmt::format("{:.{}f} ± {:.{}f}", mean, digits, error, digits);
}

std::string results_table(const std::vector<Result>& results) {
  std::string out =
      "| network | | seeds | spikes | E rate (Hz) | I rate (Hz) | transient (ms) | gamma fraction | chi |\n"
      "|---|---|---|---|---|---|---|---|---|\n";
  for (const Result& r : results) {
    const Ensemble& e = r.ensemble;
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", r.variant.series, r.variant.label, e.seeds,
                       mean_text(e, "spikes", 0), mean_text(e, "rate_e_hz", 2), mean_text(e, "rate_i_hz", 2),
                       mean_text(e, "transient_peak_ms", 1), mean_text(e, "gamma_fraction", 3),
                       mean_text(e, "synchrony_chi", 4));
  }
  return out;
}

std::vector<const Result*> series_of(const std::vector<Result>& results, const std::string& series) {
  std::vector<const Result*> out;
  for (const Result& r : results) {
    if (r.variant.series == series) out.push_back(&r);
  }
  return out;
}

std::vector<std::string> series_names(const std::vector<Result>& results) {
  std::vector<std::string> names;
  for (const Result& r : results) {
    if (std::find(names.begin(), names.end(), r.variant.series) == names.end()) names.push_back(r.variant.series);
  }
  return names;
}

std::string curve(const std::vector<Result>& results, const std::string& series, const std::string& statistic,
                  unsigned colour, std::string& data, double (*factor)(const Result&)) {
  std::vector<double> x, y, error;
  for (const Result* r : series_of(results, series)) {
    const double mean = r->ensemble.mean(statistic), se = r->ensemble.standard_error(statistic);
    if (std::isnan(mean)) continue;
    const double by = factor != nullptr ? factor(*r) : 1.0;
    x.push_back(r->variant.x);
    y.push_back(mean * by);
    error.push_back(std::isnan(se) ? 0.0 : se * by);
  }
  if (x.empty()) return "NaN notitle";
  const std::string name = fmt::format("d{}", data.size());
  data += data_block(name, {x, y, error});
  return fmt::format("${0} using 1:2:3 with yerrorlines lc rgb '{1}' lw 1.5 pt 7 ps 0.5 title {2} noenhanced", name,
                     colour_at(colour), gnuplot_text(series));
}

std::string spectrum_curve(const Result& result, const std::string& title, unsigned colour, std::string& data,
                           const char* dash) {
  const Spectrum& s = result.ensemble.spectrum_i;
  if (s.power.empty()) return "NaN notitle";
  const std::string name = fmt::format("d{}", data.size());
  data += data_block(name, {s.frequency_hz, s.power});
  return fmt::format("${} using 1:2 with lines lc rgb '{}' lw 1.6 {} title {} noenhanced", name, colour_at(colour),
                     dash, gnuplot_text(title));
}

void write_page(const Study& study, const std::vector<Result>& results, const StudyOptions& options,
                const std::string& markdown) {
  const std::string base = options.directory + "/" + study.name;
  nlohmann::ordered_json json = {
      {"study", study.name}, {"question", study.question}, {"variants", nlohmann::ordered_json::array()}};
  for (const Result& r : results) json["variants"].push_back(to_json(r));
  AtomicFile json_file(base + ".json");
  json_file.write(json_text(json, 1));
  json_file.keep();
  if (gnuplot_available()) draw(study.picture(results), base, 1080, 460);
  AtomicFile text(base + ".md");
  text.write(markdown);
  text.keep();
}

}  // namespace rheobase
