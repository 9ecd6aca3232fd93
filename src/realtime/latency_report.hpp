// The report of a paced run by `rheobase realtime`: text, JSON and the histogram's picture.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "realtime/os_setup.hpp"
#include "realtime/paced_run.hpp"

namespace rheobase {

struct LatencyReport {
  std::string model, simd_target, kernel;
  std::uint64_t neurons = 0;
  std::uint32_t threads = 1;
  double dt_ms = 0, rate_hz = 0, duration_s = 0;
  bool all_fire = false, prefaulted = false;
  OsSetup asked;
  std::vector<std::string> refusals;  // one line each
  PacedOptions options;
  std::uint64_t spikes = 0, events = 0, spike_hash = 0;
  rheo_load load{};  // after the run
  LostTime lost;     // by all CPUs in the run
  const PacedResult* result = nullptr;

  // How fast the network's time runs: 1 is real time.
  double real_time_ratio() const { return dt_ms * rate_hz / 1000; }
};

std::string to_text(const LatencyReport& report);
// With `histograms`, every bin that is not empty: [from_ns, to_ns, count].
nlohmann::ordered_json to_json(const LatencyReport& report, bool histograms);
// latency.json, latency.svg and latency.png in `directory`.
void write_latency_files(const LatencyReport& report, const std::string& directory);

}  // namespace rheobase
