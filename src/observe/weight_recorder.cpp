#include "observe/weight_recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "files/atomic_file.hpp"
#include "image/view.hpp"
#include "observe/gnuplot.hpp"
#include "observe/npy.hpp"
#include "observe/output_directory.hpp"
#include "observe/plots.hpp"
#include "observe/text_output.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t most_samples = 100;
constexpr double least_share = 0.01;       // % of synapses that a picture tells apart
constexpr std::uint32_t most_cells = 200;  // of a matrix, to a side

}  // namespace

WeightRecorder::WeightRecorder(const Simulation& simulation, std::uint64_t ticks)
    : simulation_(simulation), every_ticks_(std::max<std::uint64_t>(1, ticks / most_samples)) {
  const image::View view(simulation.image().data());
  std::set<std::string> taken;
  for (std::uint32_t r = 0; r < view.header().projections; r = view.projection_end(r)) {
    const image::Projection& p = view.projection(r);
    const std::string source = view.string(view.population(p.source).name),
                      target = view.string(view.population(p.target).name);
    const std::string name = file_name_text(source) + "_to_" + file_name_text(target);
    std::string file = name;  // E_to_I_2 may be the second from E to I, or the first to I_2
    for (int number = 2; !taken.insert(in_lower_case(file)).second; ++number)
      file = name + "_" + std::to_string(number);
    if (p.plasticity == 0) continue;
    const auto& rule = *view.at<image::Plasticity>(p.plasticity);
    projections_.push_back({p.projection,
                            source,
                            target,
                            file,
                            view.population(p.source).size,
                            view.population(p.target).size,
                            rule.w_min * static_cast<double>(p.resolution),
                            rule.w_max * static_cast<double>(p.resolution),
                            {},
                            {}});
  }
  if (!empty()) sample();
}

void WeightRecorder::observe() {
  if (!empty() && rheo_tick(simulation_.engine()) % every_ticks_ == 0) sample();
}

void WeightRecorder::finish() {
  for (Learning& l : projections_) l.synapses = simulation_.learned_synapses(l.projection);
}

void WeightRecorder::sample() {
  const rheo_engine* engine = simulation_.engine();
  times_s_.push_back(static_cast<double>(rheo_tick(engine)) * rheo_dt_ms(engine) / 1000);
  std::vector<float> weights;
  for (Learning& l : projections_) {
    std::vector<double> shares(bins);
    double all = 0;
    for (std::uint32_t s = 0; s < l.sources; ++s) {
      std::uint32_t count = 0;
      (void)rheo_weights(engine, l.projection, s, 0, nullptr, nullptr, &count);
      weights.resize(count);
      (void)rheo_weights(engine, l.projection, s, count, weights.data(), nullptr, &count);
      all += count;
      for (const float w : weights) {
        const double place = (w - l.w_min) / (l.w_max - l.w_min) * bins;
        ++shares[static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1.0))];
      }
    }
    for (const double share : shares) l.shares.push_back(all > 0 ? share / all : 0);
  }
}

std::string WeightRecorder::histogram_of(const Learning& l, std::string& data) const {
  std::vector<std::vector<double>> columns(3);
  for (std::size_t t = 0; t < times_s_.size(); ++t) {
    for (std::uint32_t b = 0; b < bins; ++b) {
      columns[0].push_back(times_s_[t]);
      columns[1].push_back(l.w_min + (b + 0.5) / bins * (l.w_max - l.w_min));
      columns[2].push_back(std::max(least_share, 100 * l.shares[t * bins + b]));
    }
  }
  const std::string block = "shares" + std::to_string(l.projection);
  data += data_block(block, columns);
  return fmt::format(
      "set title {} noenhanced\nset xlabel 'time (s)'\nset ylabel 'weight'\nset cblabel '% of synapses'\n"
      "set logscale cb\nset cbrange [{}:100]\nset yrange [*:*]\nplot ${} using 1:2:3 with image\n",
      gnuplot_text("weights of " + l.source + " to " + l.target), least_share, block);
}

// The mean of each cell where there are more neurons than cells; nothing where there is no synapse.
std::string WeightRecorder::matrix_of(const Learning& l, std::string& data) const {
  const std::uint32_t across = std::min(l.targets, most_cells), down = std::min(l.sources, most_cells);
  std::vector<double> sums(std::size_t{across} * down), counts(sums.size());
  for (const LearnedSynapse& s : l.synapses) {
    const std::size_t cell =
        std::uint64_t{s.source} * down / l.sources * across + std::uint64_t{s.target} * across / l.targets;
    sums[cell] += s.weight;
    ++counts[cell];
  }
  std::vector<std::vector<double>> columns(3);
  for (std::size_t cell = 0; cell < sums.size(); ++cell) {
    columns[0].push_back((static_cast<double>(cell % across) + 0.5) * l.targets / across);
    columns[1].push_back((static_cast<double>(cell / across) + 0.5) * l.sources / down);
    columns[2].push_back(counts[cell] > 0 ? sums[cell] / counts[cell] : NAN);
  }
  const std::string block = "matrix" + std::to_string(l.projection);
  data += data_block(block, columns);
  return fmt::format(
      "unset logscale cb\nset title 'at the end'\nset xlabel {} noenhanced\nset ylabel {} noenhanced\nset cblabel "
      "'weight'\n"
      "set cbrange [{}:{}]\nset yrange [*:*] reverse\nplot ${} using 1:2:3 with image\nset yrange [*:*] noreverse\n",
      gnuplot_text("target in " + l.target), gnuplot_text("source in " + l.source), l.w_min, l.w_max, block);
}

std::vector<std::string> WeightRecorder::files() const {
  std::vector<std::string> files;
  for (const Learning& l : projections_) files.push_back("weights/" + l.file + ".npy");
  if (!empty()) files.insert(files.end(), {"weights.svg", "weights.png"});
  return files;
}

void WeightRecorder::write(const std::string& directory, const RunReport& report) const {
  if (empty()) return;
  const OutputDirectory folder(directory + "/weights");
  std::string data, panels;
  for (const Learning& l : projections_) {
    std::vector<double> rows;
    for (const LearnedSynapse& s : l.synapses) {
      rows.insert(rows.end(), {static_cast<double>(s.source), static_cast<double>(s.target), s.weight, s.delay_ms});
    }
    AtomicFile file(directory + "/weights/" + l.file + ".npy");
    file.write(npy_of(rows, {l.synapses.size(), 4}));
    file.keep();
    panels += histogram_of(l, data) + matrix_of(l, data);
  }
  if (!gnuplot_available()) return;
  const auto rows = static_cast<int>(projections_.size());
  draw(data + fmt::format("set multiplot layout {},2 title {}\n", rows, picture_title(report)) +
           "unset key\nset border 3\nset tics nomirror out\nset autoscale xfix\nset autoscale yfix\n"
           "set palette defined (0 '#440154', 1 '#31688e', 2 '#35b779', 3 '#fde725')\n" +
           panels + "unset multiplot",
       directory + "/weights", 1100, 60 + 380 * rows);
}

}  // namespace rheobase
