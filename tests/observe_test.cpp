// What the statistics, files and reports of a run say, on recordings small enough to know the answer.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "limited_files.hpp"
#include "observe/pi.hpp"
#include "observe/report.hpp"
#include "observe/spike_files.hpp"
#include "observe/statistics.hpp"
#include "rheobase/model.hpp"

using namespace rheobase;
using doctest::Approx;

namespace {

Recording recording_of(std::size_t excitatory, std::size_t inhibitory, double dt_ms, std::uint64_t ticks) {
  Recording r;
  r.dt_ms = dt_ms;
  r.ticks = ticks;
  r.groups = {{"E", "excitatory", 0, excitatory}, {"I", "inhibitory", excitatory, inhibitory}};
  return r;
}

void spike(Recording& r, std::uint32_t tick, std::uint32_t neuron) {
  r.spike_tick.push_back(tick);
  r.spike_neuron.push_back(neuron);
}

// v(neuron, millisecond) as a recorder would have sampled it.
void sample_v(Recording& r, std::size_t samples, const std::function<double(std::size_t, std::size_t)>& v) {
  const std::size_t n = r.neurons();
  r.v_sum.assign(n, 0.0);
  r.v_sum_sq.assign(n, 0.0);
  r.first_late_sample = 200;
  r.late_samples = samples - 200;
  for (std::size_t s = 0; s < samples; ++s) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double x = v(i, s);
      sum += x;
      if (s < 200) continue;
      r.v_sum[i] += x;
      r.v_sum_sq[i] += x * x;
    }
    r.v_mean.push_back(sum / static_cast<double>(n));
  }
}

// Neurons that fire by chance at rate_hz(time in ms), dt = 1 ms.
Recording poisson(std::size_t neurons, std::uint32_t ticks, const std::function<double(double)>& rate_hz) {
  Recording r = recording_of(neurons, 0, 1.0, ticks);
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> uniform;
  for (std::uint32_t k = 0; k < ticks; ++k) {
    for (std::uint32_t i = 0; i < neurons; ++i) {
      if (uniform(generator) < rate_hz(k) / 1000.0) spike(r, k, i);
    }
  }
  return r;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A directory of its own, gone at the end.
struct Scratch {
  std::filesystem::path path;
  explicit Scratch(const std::string& name) : path(std::filesystem::temp_directory_path() / ("rheobase_" + name)) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::size_t entries() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path)) count += entry.exists() ? 1 : 0;
    return count;
  }
};

}  // namespace

TEST_SUITE_BEGIN("observe");

TEST_CASE("rates are spikes per neuron and second, at any dt") {
  Recording r = recording_of(4, 2, 0.5, 1000);  // 500 ms
  for (std::uint32_t k = 0; k < 6; ++k) spike(r, 100 * k, k % 4);
  for (std::uint32_t k = 0; k < 5; ++k) spike(r, 600 + k, 4 + k % 2);
  const Statistics s = statistics_of(r);
  CHECK(s.spikes == 11);
  CHECK(*s.rate_e_hz == Approx(6 / 4.0 / 0.5));
  CHECK(*s.rate_i_hz == Approx(5 / 2.0 / 0.5));
}

TEST_CASE("each population has its rate, with a type or without") {
  RunReport report;
  report.passes_s = {1};
  Recording r = recording_of(4, 2, 0.5, 1000);  // 500 ms
  for (std::uint32_t k = 0; k < 7; ++k) spike(r, 100 * k, k % 6);
  report.statistics = statistics_of(r);
  CHECK(to_text(report).find("populations") == std::string::npos);
  r.groups[1].type.clear();
  report.statistics = statistics_of(r);
  CHECK(to_text(report).find("  populations E 2.50 Hz, I 2.00 Hz\n") != std::string::npos);
  const nlohmann::ordered_json json = to_json(report)["populations"];
  REQUIRE(json.size() == 2);
  CHECK(json[0].dump() ==
        R"({"name":"E","type":"excitatory","neurons":4,"spikes":5,"rate_hz":2.5,"steps_at_limit":0})");
  CHECK(json[1].dump() == R"({"name":"I","type":null,"neurons":2,"spikes":2,"rate_hz":2.0,"steps_at_limit":0})");
  CHECK_FALSE(statistics_of(recording_of(4, 2, 0.5, 0)).populations[0].rate_hz.has_value());
}

TEST_CASE("a network without spikes, types or time has no statistics, and says so by null") {
  for (const std::uint64_t ticks : {0u, 1u, 1000u}) {
    Recording r;
    r.ticks = ticks;
    r.groups = {{"cells", "", 0, 3}};
    const Statistics s = statistics_of(r);
    CHECK(s.spikes == 0);
    for (const auto& x : {s.rate_e_hz, s.rate_i_hz, s.transient_peak_ms, s.peak200_ms, s.rhythm_hz, s.gamma_peak_hz,
                          s.gamma_fraction, s.synchrony_chi, s.cv_isi_e, s.cv_isi_i}) {
      CHECK_FALSE(x.has_value());
    }
    RunReport report;
    report.n = 3;
    report.ticks = 1000;
    report.passes_s = {0.001};
    report.statistics = s;
    CHECK(to_json(report)["gamma_fraction"].is_null());
    CHECK(to_json(report)["ns_per_synaptic_event"].is_null());
    CHECK(to_text(report).find("nan") == std::string::npos);
  }
}

TEST_CASE("a run's time is the median of its passes, its ratio to real time has a digit however slow it is") {
  RunReport report;
  report.duration_ms = 20;
  report.passes_s = {5, 0.1, 0.25, 0.2, 0.3};
  CHECK(report.wall_s() == 0.25);
  CHECK(report.wall_s(0.25) == 0.2);
  CHECK(report.wall_s(0.75) == 0.3);
  CHECK(to_text(report).find("0.08x real time") != std::string::npos);
  CHECK(to_text(report).find("250 ms (median of 5 passes; quartiles 200 and 300 ms)") != std::string::npos);
  report.passes_s = {0.001};
  CHECK(to_text(report).find("20x real time") != std::string::npos);
  CHECK(to_text(report).find("passes") == std::string::npos);
}

TEST_CASE("a clock's intervals have a CV of 0") {
  Recording r = recording_of(1, 1, 1.0, 1000);
  for (std::uint32_t k = 0; k < 1000; k += 20) spike(r, k, 0);
  const Statistics s = statistics_of(r);
  CHECK(*s.cv_isi_e == Approx(0.0));
  CHECK_FALSE(s.cv_isi_i.has_value());  // silent
}

TEST_CASE("the CV is numpy's: sd with divisor n, mean over neurons with at least 3 spikes") {
  Recording r = recording_of(3, 0, 0.5, 100);
  for (const std::uint32_t k : {0u, 10u, 40u}) spike(r, k, 0);       // 10, 30: mean 20, sd 10
  for (const std::uint32_t k : {0u, 10u, 20u, 60u}) spike(r, k, 1);  // 10, 10, 40: mean 20, sd sqrt(200)
  for (const std::uint32_t k : {0u, 50u}) spike(r, k, 2);            // too few
  CHECK(*statistics_of(r).cv_isi_e == Approx((10.0 / 20 + std::sqrt(200.0) / 20) / 2));
}

TEST_CASE("spikes by chance have a CV near 1") {
  const Statistics s = statistics_of(poisson(50, 20000, [](double) { return 20.0; }));
  CHECK(*s.cv_isi_e == Approx(std::sqrt(1 - 0.02)).epsilon(0.02));  // geometric intervals
  CHECK(*s.rate_e_hz == Approx(20.0).epsilon(0.03));
}

TEST_CASE("the highest 2 ms window is found within 50 and within 200 ms, its centre is the time") {
  for (const double dt : {1.0, 0.5}) {
    Recording r = recording_of(10, 0, dt, static_cast<std::uint64_t>(300 / dt));
    const auto tick = [&](double ms) { return static_cast<std::uint32_t>(ms / dt); };
    // Windows end with the spikes in their middle: [30, 31) and [31, 32) ms, centre 31 ms.
    for (std::uint32_t i = 0; i < 3; ++i) spike(r, tick(30), i);
    for (std::uint32_t i = 0; i < 3; ++i) spike(r, tick(32) - 1, i);
    for (std::uint32_t i = 0; i < 8; ++i) spike(r, tick(120), i);
    for (std::uint32_t i = 0; i < 8; ++i) spike(r, tick(122) - 1, i);
    for (std::uint32_t i = 0; i < 10; ++i) spike(r, tick(250), i);
    const Statistics s = statistics_of(r);
    CHECK(*s.transient_peak_ms == Approx(31.0));
    CHECK(*s.peak200_ms == Approx(121.0));
  }
}

TEST_CASE("a rate curve is flat-windowed, in Hz per neuron, with the windows' centres") {
  Recording r = recording_of(4, 1, 0.5, 10);
  spike(r, 2, 0);
  spike(r, 3, 1);
  spike(r, 3, 4);
  const RateCurve e = rate_curve(r, "excitatory", 1.0);
  REQUIRE(e.time_ms.size() == 9);
  CHECK(e.time_ms.front() == Approx(0.5));
  CHECK(e.time_ms.back() == Approx(4.5));
  const std::vector<double> expected = {0, 250, 500, 250, 0, 0, 0, 0, 0};
  for (std::size_t k = 0; k < expected.size(); ++k) CHECK(e.rate_hz[k] == Approx(expected[k]));
  CHECK(rate_curve(r, {}, 1.0).rate_hz[2] == Approx(3 / 5.0 * 1000));
  CHECK(rate_curve(r, "dendritic", 1.0).time_ms.empty());
  CHECK(rate_curve(r, {}, 6.0).time_ms.empty());  // longer than the run
}

TEST_CASE("the spectrum is scipy.signal.welch's") {
  Recording r = recording_of(15, 5, 1.0, 1000);
  for (std::uint32_t k = 0; k < 1000; ++k) {
    const std::uint32_t count = (k * 7919) % 13 + (k % 25 < 5 ? 6 : 0);
    for (std::uint32_t i = 0; i < count; ++i) spike(r, k, i);
  }
  const Spectrum s = spectrum_of(r);
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/welch_scipy.txt");
  std::string comment;
  std::getline(file, comment);
  double frequency = 0, power = 0;
  std::size_t k = 0;
  for (; file >> frequency >> power; ++k) {
    REQUIRE(k < s.power.size());
    CHECK(s.frequency_hz[k] == Approx(frequency));
    CHECK(std::abs(s.power[k] - power) < 1e-5 * power + 1e-5);  // float FFT; the largest is some 170
  }
  CHECK(k == 201);
  CHECK(s.power.size() == 201);
}

TEST_CASE("a spectrum is of the time from 200 ms on and needs 400 ms of it") {
  Recording r = recording_of(1, 0, 1.0, 599);
  CHECK(spectrum_of(r).power.empty());
  r.ticks = 600;
  for (std::uint32_t k = 0; k < 200; k += 2) spike(r, k, 0);
  for (const double p : spectrum_of(r).power) CHECK(p == 0.0);  // all of it before 200 ms
  CHECK_FALSE(statistics_of(r).rhythm_hz.has_value());
}

TEST_CASE("a rate modulated at 40 Hz is found at 40 Hz, most of its power in the gamma band") {
  const Recording r = poisson(500, 2000, [&](double t) { return 20.0 * (1 + std::sin(2 * pi * 40 * t / 1000)); });
  const Statistics s = statistics_of(r);
  CHECK(*s.rhythm_hz == Approx(40.0));
  CHECK(*s.gamma_peak_hz == Approx(40.0));
  CHECK(*s.gamma_fraction > 0.9);
  const Statistics flat = statistics_of(poisson(500, 2000, [](double) { return 20.0; }));
  CHECK(*flat.gamma_fraction == Approx(9.0 / 39).epsilon(0.4));  // white: bins of 30-50 over bins of 5-100 Hz
}

TEST_CASE("chi is 1 for neurons that move as one and 1/sqrt(N) for neurons on their own") {
  const auto wave = [](std::size_t s) { return -60 + 10 * std::sin(0.3 * static_cast<double>(s)); };
  Recording same = recording_of(50, 0, 1.0, 1000);
  sample_v(same, 1000, [&](std::size_t, std::size_t s) { return wave(s); });
  CHECK(*statistics_of(same).synchrony_chi == Approx(1.0));

  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal(-60, 5);
  Recording alone = recording_of(100, 0, 1.0, 4200);
  sample_v(alone, 4200, [&](std::size_t, std::size_t) { return normal(generator); });
  CHECK(*statistics_of(alone).synchrony_chi == Approx(0.1).epsilon(0.05));

  Recording still = recording_of(3, 0, 1.0, 1000);
  sample_v(still, 1000, [](std::size_t, std::size_t) { return -65.0; });
  CHECK_FALSE(statistics_of(still).synchrony_chi.has_value());
}

TEST_CASE("spikes.npy is a version 1.0 array of (time_ms, neuron), 64-byte aligned") {
  Recording r = recording_of(2, 1, 0.5, 100);
  spike(r, 0, 2);
  spike(r, 41, 0);
  const Scratch scratch("npy");
  write_spikes_npy(r, scratch.file("spikes.npy"));
  const std::string bytes = bytes_of(scratch.file("spikes.npy"));
  REQUIRE(bytes.size() > 10);
  CHECK(bytes.compare(0, 8, std::string("\x93NUMPY\x01\x00", 8)) == 0);
  const std::size_t header = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
  CHECK((10 + header) % 64 == 0);
  REQUIRE(bytes.size() == 10 + header + 2 * 12);
  const std::string text = bytes.substr(10, header);
  CHECK(text.back() == '\n');
  CHECK(text.find("'descr': [('time_ms', '<f8'), ('neuron', '<u4')]") != std::string::npos);
  CHECK(text.find("'fortran_order': False") != std::string::npos);
  CHECK(text.find("'shape': (2,)") != std::string::npos);
  double time = 0;
  std::uint32_t neuron = 9;
  std::memcpy(&time, &bytes[10 + header + 12], sizeof time);
  std::memcpy(&neuron, &bytes[10 + header + 20], sizeof neuron);
  CHECK(time == 21.0);  // the end of tick 41
  CHECK(neuron == 0);
  CHECK(scratch.entries() == 1);
}

TEST_CASE("spikes.csv names the population of each spike") {
  Recording r = recording_of(2, 1, 0.5, 100);
  spike(r, 0, 2);
  spike(r, 41, 0);
  const Scratch scratch("csv");
  write_spikes_csv(r, scratch.file("spikes.csv"));
  CHECK(bytes_of(scratch.file("spikes.csv")).find("time_ms,neuron,population\n0.5,2,I\n21") == 0);
  r.dt_ms = 0.1;
  r.spike_tick = {2, 6};
  write_spikes_csv(r, scratch.file("spikes.csv"));
  CHECK(bytes_of(scratch.file("spikes.csv")) == "time_ms,neuron,population\n0.3,2,I\n0.7,0,E\n");
}

#ifndef _WIN32
TEST_CASE("a full disk is one clear line, and neither a part nor the old file's loss") {
  Recording r = recording_of(2, 1, 0.5, 100);
  for (std::uint32_t k = 0; k < 100; ++k) spike(r, k, 0);
  const Scratch scratch("full");
  using Writer = void (*)(const Recording&, const std::string&);
  for (const Writer write : {Writer{write_spikes_csv}, Writer{write_spikes_npy}}) {
    const std::string path = scratch.file("spikes");
    std::ofstream(path) << "old";
    const test::LimitedFiles limited(500);
    CHECK_THROWS_WITH_AS(write(r, path), (path + ": File too large").c_str(), ModelError);
    CHECK(bytes_of(path) == "old");
    CHECK(scratch.entries() == 1);
  }
  const std::string nowhere = scratch.file("missing/spikes");
  CHECK_THROWS_WITH_AS(write_spikes_csv(r, nowhere), (nowhere + ": No such file or directory").c_str(), ModelError);
}
#endif

TEST_CASE("the JSON has every name of the command contract, hashes as text") {
  RunReport report;
  report.model = "paper";
  report.n = 1000;
  report.ticks = 1000;
  report.passes_s = {0.001, 0.002, 0.009};
  report.events = 1000000;
  report.state_hash = 0xFEDCBA9876543210u;  // beyond what a double holds
  report.spike_hash = 1;
  const nlohmann::ordered_json json = nlohmann::ordered_json::parse(to_json(report).dump());
  for (const char* name : {"model",
                           "n",
                           "dt_ms",
                           "duration_ms",
                           "integrator",
                           "seed",
                           "simd_target",
                           "spikes",
                           "rate_e_hz",
                           "rate_i_hz",
                           "transient_peak_ms",
                           "peak200_ms",
                           "rhythm_hz",
                           "gamma_peak_hz",
                           "gamma_fraction",
                           "synchrony_chi",
                           "cv_isi_e",
                           "cv_isi_i",
                           "state_hash",
                           "spike_hash",
                           "wall_s",
                           "wall_s_quartiles",
                           "timed_passes",
                           "ns_per_neuron_step",
                           "ns_per_synaptic_event",
                           "flash_bytes",
                           "ram_bytes"}) {
    CAPTURE(name);
    CHECK(json.contains(name));
  }
  CHECK(json["state_hash"].get<std::string>().find("fedcba9876543210") != std::string::npos);
  CHECK(json["spike_hash"].is_string());
  CHECK(json["ns_per_neuron_step"].get<double>() == Approx(2.0));
  CHECK(json["ns_per_synaptic_event"].get<double>() == Approx(2.0));
}

TEST_SUITE_END();
