#include "observe/replay_recording.hpp"

#include <fmt/format.h>

#include <cmath>

#include "files/atomic_file.hpp"
#include "observe/output_directory.hpp"
#include "observe/panels.hpp"
#include "observe/plots.hpp"
#include "observe/recording_json.hpp"
#include "observe/spike_files.hpp"
#include "observe/text_output.hpp"

namespace rheobase {
namespace {

bool same_signals(const std::vector<LogSignal>& a, const std::vector<LogSignal>& b) {
  const auto same = [](const LogSignal& x, const LogSignal& y) { return x.name == y.name && x.motor == y.motor; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

}  // namespace

ReplayRecording::Part::Part(const rheo_engine* of, const ImageReport& image,
                            const std::vector<StateSelection>& selections, double every_ms)
    : engine(of),
      first_tick(rheo_tick(of)),
      last_tick(first_tick),
      spikes(of, image),
      states(of, image.dt_ms, selections, every_ms) {}

ReplayRecording::ReplayRecording(const ImageReport& image, const std::vector<StateSelection>& selections,
                                 double every_ms)
    : image_(image), selections_(selections.empty() ? first_neurons(image) : selections), every_ms_(every_ms) {}

void ReplayRecording::begin(const rheo_engine* engine, const std::vector<LogSignal>& signals) {
  const std::uint64_t tick = rheo_tick(engine);
  Part* part = parts_.empty() ? nullptr : parts_.back().get();
  if (part == nullptr || part->engine != engine || tick < part->last_tick || !same_signals(part->signals, signals)) {
    parts_.push_back(std::make_unique<Part>(engine, image_, selections_, every_ms_));
    parts_.back()->signals = signals;
  } else if (tick > part->last_tick + 1) {
    part->spikes.skip_to(tick);
  }
}

void ReplayRecording::observe(const rheo_engine* engine, const std::vector<float>& signals) {
  Part& part = *parts_.back();
  part.last_tick = rheo_tick(engine);
  if (part.last_tick > part.first_tick) part.spikes.observe();
  part.states.observe();
  if (part.last_tick % part.states.every_ticks() != 0) return;
  part.ticks.push_back(part.last_tick);
  part.values.insert(part.values.end(), signals.begin(), signals.end());
}

void ReplayRecording::forget_after(std::uint64_t tick) {
  Part& part = *parts_.back();
  part.last_tick = std::max(tick, part.first_tick);
  part.spikes.forget_after(part.last_tick);
  part.states.forget_after(tick);
  while (!part.ticks.empty() && part.ticks.back() > tick) part.ticks.pop_back();
  part.values.resize(part.ticks.size() * part.signals.size());
}

void ReplayRecording::write(const std::string& directory, bool with_pictures) const {
  if (parts_.size() == 1) return write_part(*parts_.front(), directory, with_pictures);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::string folder = fmt::format("{}/part{}", directory, i + 1);
    const OutputDirectory made(folder);
    write_part(*parts_[i], folder, with_pictures);
  }
}

void ReplayRecording::write_part(const Part& part, const std::string& directory, bool with_pictures) const {
  const Recording& recording = part.spikes.recording();
  write_spikes_npy(recording, directory + "/spikes.npy");
  write_spikes_csv(recording, directory + "/spikes.csv");
  write_states(part.states, directory);
  if (!part.signals.empty()) write_signals(part, directory);
  write_recording(to_json(image_.model, recording, part.states, part.signals), directory);
  if (with_pictures && recording.ticks > 0) draw_part(part, directory);
}

void ReplayRecording::draw_part(const Part& part, const std::string& directory) const {
  const Recording& recording = part.spikes.recording();
  RunReport report;
  report.model = image_.model;
  report.integrator = integrators_of(image_);
  report.n = image_.neurons;
  report.dt_ms = image_.dt_ms;
  report.seed = report.noise_seed = image_.seed;
  write_raster(recording, report, directory);
  draw_traces(report, part.states, recording, directory);
  std::vector<Panel> panels;
  for (const bool motors : {false, true}) {
    Panel panel = {motors ? "motors" : "sensors", {}};
    for (std::size_t i = 0; i < part.signals.size(); ++i) {
      if (part.signals[i].motor == motors) panel.curves.push_back(curve_of(part, i));
    }
    if (!panel.curves.empty()) panels.push_back(std::move(panel));
  }
  draw_panels(report, panels, recording, directory + "/signals");
}

Curve ReplayRecording::curve_of(const Part& part, std::size_t signal) const {
  std::vector<float> values;
  for (std::size_t k = 0; k < part.ticks.size(); ++k) values.push_back(part.values[k * part.signals.size() + signal]);
  return {part.signals[signal].name, points_of(part.ticks, values, part.spikes.recording())};
}

void ReplayRecording::write_signals(const Part& part, const std::string& directory) const {
  std::string text = "time_ms";
  for (const LogSignal& signal : part.signals) text += "," + csv_text(signal.name);
  text += '\n';
  for (std::size_t k = 0; k < part.ticks.size(); ++k) {
    text += fmt::format("{:.12g}", static_cast<double>(part.ticks[k]) * image_.dt_ms);
    for (std::size_t i = 0; i < part.signals.size(); ++i) {
      const float value = part.values[k * part.signals.size() + i];
      text += std::isnan(value) ? "," : fmt::format(",{:.9g}", value);
    }
    text += '\n';
  }
  AtomicFile file(directory + "/signals.csv");
  file.write(text);
  file.keep();
}

}  // namespace rheobase
