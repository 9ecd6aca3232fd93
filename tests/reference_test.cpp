// The two source networks against other simulators: 20 seeds a case, every statistic within four
// standard errors of the difference of means. Slow (seconds), so a program of its own.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "networks.hpp"
#include "observe/ensemble.hpp"

using namespace rheobase;

namespace {

constexpr std::uint64_t seeds = 20;

const nlohmann::json& reference() {
  static const nlohmann::json data = [] {
    std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/networks.json");
    return nlohmann::json::parse(file);
  }();
  return data;
}

// By the reference's names, ours.
const std::pair<const char*, const char*> statistics[] = {
    {"total_spikes", "spikes"},
    {"rate_e_hz", "rate_e_hz"},
    {"rate_i_hz", "rate_i_hz"},
    {"t_peak50_ms", "transient_peak_ms"},
    {"all_late_r30_50_of_5_100", "gamma_fraction"},
    {"chi_late", "synchrony_chi"},
    {"cv_isi_e", "cv_isi_e"},
    {"cv_isi_i", "cv_isi_i"},
};

void compare(const char* name, const Network& network) {
  const auto& expected = reference()[name];
  const Ensemble ensemble = run_ensemble(network, seeds, 1000.0);
  const double runs = expected["runs"];
  for (const auto& entry : statistics) {
    const std::string theirs = entry.first, ours = entry.second;
    const double mean = expected["statistics"][theirs]["mean"], sd = expected["statistics"][theirs]["sd"];
    const double error = std::hypot(sd / std::sqrt(runs), ensemble.standard_error(ours));
    const double apart = std::fabs(ensemble.mean(ours) - mean) / error;
    MESSAGE(std::string(name) << " " << ours << ": " << ensemble.mean(ours) << " +- "
                              << ensemble.standard_deviation(ours) << ", reference " << mean << " +- " << sd << ": "
                              << apart << " standard errors apart");
    CHECK(apart <= 4);
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
