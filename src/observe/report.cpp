#include "observe/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "describe/message.hpp"

namespace rheobase {
namespace {

nlohmann::ordered_json or_null(const std::optional<double>& x) {
  return x ? nlohmann::ordered_json(*x) : nlohmann::ordered_json(nullptr);
}

std::string text_of(const std::optional<double>& x, int digits, const char* unit) {
  return x ? fmt::format("{:.{}f}{}", *x, digits, unit) : "–";
}

std::string bytes_text(std::uint64_t bytes) {
  const auto x = static_cast<double>(bytes);
  if (x >= 10e6) return fmt::format("{:.1f} MB", x / 1e6);
  if (x >= 10e3) return fmt::format("{:.1f} kB", x / 1e3);
  return fmt::format("{} B", bytes);
}

std::string hash_text(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace

std::string seeds_text(const RunReport& r) {
  return fmt::format("seed {}", r.seed) + (r.noise_seed == r.seed ? "" : fmt::format(", noise seed {}", r.noise_seed));
}

double RunReport::ns_per_neuron_step() const {
  return wall_s * 1e9 / (static_cast<double>(n) * static_cast<double>(ticks));
}

std::optional<double> RunReport::ns_per_synaptic_event() const {
  if (events == 0) return std::nullopt;
  return wall_s * 1e9 / static_cast<double>(events);
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
      {"wall_s", r.wall_s},
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
  out += fmt::format("{}: {} neurons, {:g} ms at dt {:g} ms, {}, {}\n", excerpt(r.model), r.n, r.duration_ms, r.dt_ms,
                     r.integrator, seeds_text(r));
  line("spikes", fmt::format("{}   excitatory {}, inhibitory {}", s.spikes, text_of(s.rate_e_hz, 2, " Hz"),
                             text_of(s.rate_i_hz, 2, " Hz")));
  if (std::any_of(s.populations.begin(), s.populations.end(), [](const auto& p) { return p.type.empty(); })) {
    std::string rates;
    for (const PopulationStatistics& p : s.populations) {
      rates += (rates.empty() ? "" : ", ") + excerpt(p.name) + " " + text_of(p.rate_hz, 2, " Hz");
    }
    line("populations", rates);
  }
  line("rhythm", fmt::format("{}, in 30–50 Hz {} with {} of the power in 5–100 Hz", text_of(s.rhythm_hz, 1, " Hz"),
                             text_of(s.gamma_peak_hz, 1, " Hz"), text_of(s.gamma_fraction, 2, "")));
  line("transient", fmt::format("{} (highest 2 ms within 50 ms)", text_of(s.transient_peak_ms, 1, " ms")));
  line("synchrony", fmt::format("chi {}", text_of(s.synchrony_chi, 3, "")));
  line("ISI CV", fmt::format("excitatory {}, inhibitory {}", text_of(s.cv_isi_e, 3, ""), text_of(s.cv_isi_i, 3, "")));
  line("speed", fmt::format("{:.2f} ms on {}: {:.0f}x real time, {:.2f} ns per neuron and step", r.wall_s * 1e3,
                            r.simd_target, r.duration_ms / 1e3 / r.wall_s, r.ns_per_neuron_step()));
  line("memory", fmt::format("flash {}, RAM {}", bytes_text(r.flash_bytes), bytes_text(r.ram_bytes)));
  line("hashes", fmt::format("state {}, spikes {}", hash_text(r.state_hash), hash_text(r.spike_hash)));
  return out;
}

}  // namespace rheobase
