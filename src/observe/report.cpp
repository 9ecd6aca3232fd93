#include "observe/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "text/message.hpp"

namespace rheobase {
namespace {

nlohmann::ordered_json or_null(const std::optional<double>& x) {
  return x ? nlohmann::ordered_json(*x) : nlohmann::ordered_json(nullptr);
}

std::string text_of(const std::optional<double>& x, int digits, const char* unit) {
  return x ? fmt::format("{:.{}f}{}", *x, digits, unit) : "–";
}

// Of a duration in one pass: the median, and how far passes differ where there are several.
std::string passes_text(const RunReport& r) {
  const std::string median = fmt::format("{:.3g} ms", r.wall_s() * 1e3);
  if (r.passes_s.size() < 2) return median;
  return fmt::format("{} (median of {} passes; quartiles {:.3g} and {:.3g} ms)", median, r.passes_s.size(),
                     r.wall_s(0.25) * 1e3, r.wall_s(0.75) * 1e3);
}

std::string ratio_text(double ratio) {
  return ratio < 100 ? fmt::format("{:.2g}x", ratio) : fmt::format("{:.0f}x", ratio);
}

std::string bytes_text(std::uint64_t bytes) {
  const auto x = static_cast<double>(bytes);
  if (x >= 10e6) return fmt::format("{:.1f} MB", x / 1e6);
  if (x >= 10e3) return fmt::format("{:.1f} kB", x / 1e3);
  return fmt::format("{} B", bytes);
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace

RunReport report_of(const rheo_engine* engine, const ImageReport& image, const Recording& recording) {
  RunReport report;
  report.model = image.model;
  report.integrator = integrators_of(image);
  report.simd_target = rheo_engine_target(engine);
  report.n = image.neurons;
  report.seed = report.noise_seed = image.seed;
  rheo_counters counters;
  rheo_get_counters(engine, &counters);
  report.events = counters.events;
  report.dt_ms = image.dt_ms;
  report.duration_ms = recording.duration_ms();
  report.ticks = recording.ticks;
  report.statistics = statistics_of(recording);
  for (std::uint32_t i = 0; i < report.statistics.populations.size(); ++i) {
    report.statistics.populations[i].steps_at_limit = rheo_steps_at_limit(engine, i);
  }
  report.state_hash = rheo_state_hash(engine);
  report.spike_hash = rheo_spike_hash(engine);
  report.flash_bytes = image.flash_bytes;
  report.ram_bytes = image.ram_bytes;
  return report;
}

std::string neurons_text(std::uint64_t neurons) { return fmt::format("{} neuron{}", neurons, neurons == 1 ? "" : "s"); }

std::string seeds_text(const RunReport& r) {
  return fmt::format("seed {}", r.seed) + (r.noise_seed == r.seed ? "" : fmt::format(", noise seed {}", r.noise_seed));
}

double RunReport::wall_s(double quantile) const {
  if (passes_s.empty()) return 0;
  std::vector<double> sorted = passes_s;
  std::sort(sorted.begin(), sorted.end());
  return sorted[static_cast<std::size_t>(std::lround(quantile * static_cast<double>(sorted.size() - 1)))];
}

double RunReport::ns_per_neuron_step() const {
  return wall_s() * 1e9 / (static_cast<double>(n) * static_cast<double>(ticks));
}

std::optional<double> RunReport::ns_per_synaptic_event() const {
  if (events == 0) return std::nullopt;
  return wall_s() * 1e9 / static_cast<double>(events);
}

nlohmann::ordered_json to_json(const RunReport& r) {
  const Statistics& s = r.statistics;
  nlohmann::ordered_json populations = nlohmann::ordered_json::array();
  for (const PopulationStatistics& p : s.populations) {
    populations.push_back({{"name", p.name},
                           {"type", p.type.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(p.type)},
                           {"neurons", p.neurons},
                           {"spikes", p.spikes},
                           {"rate_hz", or_null(p.rate_hz)},
                           {"steps_at_limit", p.steps_at_limit}});
  }
  return {
      {"model", r.model},
      {"n", r.n},
      {"dt_ms", r.dt_ms},
      {"duration_ms", r.duration_ms},
      {"integrator", r.integrator},
      {"seed", r.seed},
      {"noise_seed", r.noise_seed},
      {"simd_target", r.simd_target},
      {"spikes", s.spikes},
      {"rate_e_hz", or_null(s.rate_e_hz)},
      {"rate_i_hz", or_null(s.rate_i_hz)},
      {"transient_peak_ms", or_null(s.transient_peak_ms)},
      {"peak200_ms", or_null(s.peak200_ms)},
      {"rhythm_hz", or_null(s.rhythm_hz)},
      {"gamma_peak_hz", or_null(s.gamma_peak_hz)},
      {"gamma_fraction", or_null(s.gamma_fraction)},
      {"synchrony_chi", or_null(s.synchrony_chi)},
      {"cv_isi_e", or_null(s.cv_isi_e)},
      {"cv_isi_i", or_null(s.cv_isi_i)},
      {"state_hash", hash_text(r.state_hash)},
      {"spike_hash", hash_text(r.spike_hash)},
      {"synaptic_events", r.events},
      {"wall_s", r.wall_s()},
      {"wall_s_quartiles", {r.wall_s(0.25), r.wall_s(0.75)}},
      {"timed_passes", r.passes_s.size()},
      {"ns_per_neuron_step", r.ns_per_neuron_step()},
      {"ns_per_synaptic_event", or_null(r.ns_per_synaptic_event())},
      {"flash_bytes", r.flash_bytes},
      {"ram_bytes", r.ram_bytes},
      {"populations", populations},
      {"warnings", r.warnings},
  };
}

std::string to_text(const RunReport& r) {
  const Statistics& s = r.statistics;
  std::string out;
  const auto line = [&](const char* label, const std::string& text) {
    out += fmt::format("  {:<12}{}\n", label, text);
  };
  out += fmt::format("{}: {}, {:g} ms at dt {:g} ms, {}, {}\n", excerpt(r.model), neurons_text(r.n), r.duration_ms,
                     r.dt_ms, r.integrator, seeds_text(r));
  // A statistic without a meaning for this run is left out.
  std::string spikes = fmt::format("{}", s.spikes);
  if (s.rate_e_hz) spikes += "   excitatory " + text_of(s.rate_e_hz, 2, " Hz");
  if (s.rate_i_hz) spikes += (s.rate_e_hz ? ", inhibitory " : "   inhibitory ") + text_of(s.rate_i_hz, 2, " Hz");
  line("spikes", spikes);
  if (std::any_of(s.populations.begin(), s.populations.end(), [](const auto& p) { return p.type.empty(); })) {
    std::string rates;
    for (const PopulationStatistics& p : s.populations) {
      rates += (rates.empty() ? "" : ", ") + excerpt(p.name) + " " + text_of(p.rate_hz, 2, " Hz");
    }
    line("populations", rates);
  }
  if (s.rhythm_hz) line("rhythm", fmt::format("peak {:.1f} Hz", *s.rhythm_hz));
  if (s.gamma_peak_hz && s.gamma_fraction) {
    line("gamma",
         fmt::format("peak {:.1f} Hz within 30–50 Hz, {:.0f} % of the power of 5–100 Hz (of white noise: 23 %)",
                     *s.gamma_peak_hz, *s.gamma_fraction * 100));
  }
  if (s.transient_peak_ms)
    line("transient", fmt::format("{:.1f} ms (highest 2 ms within 50 ms)", *s.transient_peak_ms));
  if (s.synchrony_chi) line("synchrony", fmt::format("chi {:.3f}", *s.synchrony_chi));
  if (s.cv_isi_e || s.cv_isi_i) {
    line("ISI CV", fmt::format("excitatory {}, inhibitory {}", text_of(s.cv_isi_e, 3, ""), text_of(s.cv_isi_i, 3, "")));
  }
  line("speed", fmt::format("{} real time, {:.2f} ns per neuron and step on {}",
                            ratio_text(r.duration_ms / 1e3 / r.wall_s()), r.ns_per_neuron_step(), r.simd_target));
  line("time", passes_text(r));
  line("memory", fmt::format("flash {}, RAM {}", bytes_text(r.flash_bytes), bytes_text(r.ram_bytes)));
  line("hashes", fmt::format("state {}, spikes {}", hash_text(r.state_hash), hash_text(r.spike_hash)));
  return out;
}

}  // namespace rheobase
