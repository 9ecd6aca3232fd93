// The two source networks, and those of Vogels and Abbott, against other simulators: every statistic within four
// standard errors of the difference of means over seeds. Slow (seconds), so a program of its own.
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

nlohmann::json data_of(const std::string& file_name) {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/" + file_name);
  return nlohmann::json::parse(file);
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

// `expected`: of each statistic that it has, mean and sd over `runs`.
void compare(const std::string& name, const nlohmann::json& expected, double runs, const Ensemble& ensemble) {
  for (const auto& entry : statistics) {
    const std::string theirs = entry.first, ours = entry.second;
    if (!expected.contains(theirs)) continue;
    const double mean = expected[theirs]["mean"], sd = expected[theirs]["sd"];
    const double error = std::hypot(sd / std::sqrt(runs), ensemble.standard_error(ours));
    const double apart = std::fabs(ensemble.mean(ours) - mean) / error;
    MESSAGE(name << " " << ours << ": " << ensemble.mean(ours) << " +- " << ensemble.standard_deviation(ours)
                 << ", reference " << mean << " +- " << sd << ": " << apart << " standard errors apart");
    CHECK(apart <= 4);
  }
}

void compare(const char* name, const Network& network) {
  const auto expected = data_of("networks.json")[name];
  compare(name, expected["statistics"], expected["runs"], run_ensemble(network, seeds, 1000.0));
}

// `simulators` of a case of Brian 2 and own C++ with other random numbers.
void compare_vogels_abbott(const std::string& name, const Network& network,
                           std::initializer_list<const char*> simulators) {
  const auto of_case = data_of("vogels_abbott.json")["cases"][name];
  const Ensemble ensemble = run_ensemble(network, 8, 1000.0);
  for (const char* simulator : simulators) {
    nlohmann::json expected = of_case[simulator];
    const double runs = expected["runs"];
    expected.erase("total_spikes");  // ours count those that start the network
    compare(name + " " + simulator, expected, runs, ensemble);
  }
}

// The architecture of COBA with Izhikevich's neurons.
Network vogels_abbott_izhikevich() {
  Network network = load_model(test::model_path("vogels_abbott_coba.toml"), {{"w_e", "0.03"}, {"w_i", "0.335"}});
  network.populations.resize(2);
  network.projections.resize(4);
  for (Population& p : network.populations) {
    Population cell;
    cell.name = p.name;
    cell.type = p.type;
    cell.size = p.size;
    cell.channels = p.channels;
    cell.current = 5;
    cell.v0 = "-70 + 20*r";
    if (p.name == "I") cell.a = 0.1, cell.d = 2;
    p = cell;
  }
  return network;
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

TEST_CASE("Vogels and Abbott's network with currents") {
  compare_vogels_abbott("cuba", load_model(test::model_path("vogels_abbott_cuba.toml")), {"brian2_dt0.1", "cpp_dt0.1"});
}
TEST_CASE("with conductances") {
  compare_vogels_abbott("coba", load_model(test::model_path("vogels_abbott_coba.toml")), {"brian2_dt0.1", "cpp_dt0.1"});
}
// The reference's explicit Euler steps of 0.1 ms have 1 % fewer inhibitory spikes than its steps of 0.02 ms.
TEST_CASE("with conductances and Izhikevich's neurons, by riccati as the reference at small steps") {
  compare_vogels_abbott("izh", vogels_abbott_izhikevich(), {"cpp_dt0.02"});
}

// Its longer runs leave out the first two seconds, which are like the others.
TEST_CASE("the network of Izhikevich 2006 with weights that stay") {
  const auto expected = data_of("spnet.json");
  const Network network = load_model(test::model_path("spnet_static.toml"));
  for (const auto& [name, duration_ms] : {std::pair("static_1s", 1000.0), std::pair("static_10s_from_2s", 10000.0)}) {
    compare(name, expected[name], expected[name]["runs"], run_ensemble(network, 8, duration_ms));
  }
}
