// The two source networks against other simulators: 20 seeds a case, every statistic within four
// standard errors of the difference of means. Slow (seconds), so a program of its own.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "networks.hpp"
#include "observe/recorder.hpp"
#include "observe/statistics.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

constexpr int seeds = 20;

const nlohmann::json& reference() {
  static const nlohmann::json data = [] {
    std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/networks.json");
    return nlohmann::json::parse(file);
  }();
  return data;
}

struct Sample {
  double n = 0, sum = 0, squares = 0;
  void add(double x) {
    n += 1;
    sum += x;
    squares += x * x;
  }
  double mean() const { return sum / n; }
  double variance() const { return (squares - sum * sum / n) / (n - 1); }
};

Statistics run(const Network& network, std::uint64_t seed) {
  CompileOptions options;
  options.seed = seed;
  const Simulation simulation(network, options);
  std::vector<std::string> types;
  for (const Population& p : network.populations) types.push_back(p.type);
  Recorder recorder(simulation.engine(), network.dt_ms, types, firing_sample_of(name_of(network.integrator)));
  const auto ticks = static_cast<std::uint64_t>(std::llround(1000.0 / network.dt_ms));
  for (std::uint64_t k = 0; k < ticks; ++k) {
    rheo_step(simulation.engine());
    recorder.observe();
  }
  return statistics_of(recorder.recording());
}

void compare(const char* name, const Network& network) {
  const auto& expected = reference()[name];
  std::map<std::string, Sample> samples;
  for (int seed = 1; seed <= seeds; ++seed) {
    const Statistics s = run(network, static_cast<std::uint64_t>(seed));
    const std::pair<const char*, std::optional<double>> values[] = {
        {"total_spikes", static_cast<double>(s.spikes)},
        {"rate_e_hz", s.rate_e_hz},
        {"rate_i_hz", s.rate_i_hz},
        {"t_peak50_ms", s.transient_peak_ms},
        {"all_late_r30_50_of_5_100", s.gamma_fraction},
        {"chi_late", s.synchrony_chi},
        {"cv_isi_e", s.cv_isi_e},
        {"cv_isi_i", s.cv_isi_i},
    };
    for (const auto& [key, value] : values) {
      if (value) samples[key].add(*value);
    }
  }
  CHECK(samples.size() == 8);
  const double runs = expected["runs"];
  for (const auto& entry : samples) {
    const std::string& key = entry.first;  // clang 14 does not capture a structured binding in INFO
    const Sample& sample = entry.second;
    const double mean = expected["statistics"][key]["mean"], sd = expected["statistics"][key]["sd"];
    const double allowed = 4 * std::sqrt(sd * sd / runs + sample.variance() / sample.n);
    INFO(name << ": " << key << " is " << sample.mean() << " +- " << std::sqrt(sample.variance()) << ", reference "
              << mean << " +- " << sd << ", difference allowed " << allowed);
    MESSAGE(name << " " << key << ": " << sample.mean() << " against " << mean << ", "
                 << std::fabs(sample.mean() - mean) / (allowed / 4) << " standard errors");
    CHECK(std::fabs(sample.mean() - mean) <= allowed);
  }
}

}  // namespace

TEST_CASE("the paper's network does what it does in Octave") { compare("paper_n1000", test::paper()); }
TEST_CASE("with 10 % of its synapses too") { compare("paper_p10", test::paper({{"p", "0.1"}})); }
TEST_CASE("with 500 neurons and weights doubled too") {
  compare("paper_n500_w", test::paper({{"n", "500"}, {"weight_scale", "2"}}));
}
TEST_CASE("the forum script does what it does in Brian 2") { compare("forum", test::forum()); }
TEST_CASE("its negated inhibition explodes alike") {
  compare("forum_negative_inhibition", test::forum({{"inhibition_sign", "-1"}}));
}
TEST_CASE("and at 1 ms it goes as wrong as it does there") { compare("forum_dt1", test::forum({{"dt", "1 ms"}})); }
