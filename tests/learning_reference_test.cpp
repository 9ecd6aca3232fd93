// Networks that learn, against other simulators: rates and weights within four standard errors of the difference of
// means over seeds. rheobase_learning_reference [SECONDS]: 60, or up to 600 as the reference has it (a minute a seed).
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

std::uint32_t seconds = 60;
constexpr std::uint32_t seeds = 8;

nlohmann::json reference() {
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/tests/data/spnet.json");
  return nlohmann::json::parse(file);
}

// Of one run, by second: spikes per neuron, and of the excitatory weights what the reference has.
struct Course {
  std::vector<double> rate_e_hz, rate_i_hz;
  std::map<std::uint32_t, std::vector<double>> weights;  // mean, share below 0.5, share above 9.5
};

std::vector<double> weights_of(const Simulation& sim) {
  double sum = 0, below = 0, above = 0, count = 0;
  for (std::uint32_t projection = 0; projection < rheo_projection_count(sim.engine()); ++projection) {
    for (const LearnedSynapse& s : sim.learned_synapses(projection)) {
      sum += s.weight;
      below += s.weight < 0.5 ? 1 : 0;
      above += s.weight > 9.5 ? 1 : 0;
      ++count;
    }
  }
  return {sum / count, below / count, above / count};
}

Course course_of(std::uint64_t seed) {
  Network network = load_model(test::model_path("spnet.toml"), {{"seed", std::to_string(seed)}});
  Simulation sim(network);
  Course course;
  for (std::uint32_t second = 1; second <= seconds; ++second) {
    double e = 0, i = 0;
    for (int tick = 0; tick < 1000; ++tick) {
      sim.step();
      e += rheo_spike_count(sim.engine(), 0);
      i += rheo_spike_count(sim.engine(), 1);
    }
    course.rate_e_hz.push_back(e / 800);
    course.rate_i_hz.push_back(i / 200);
    if (second % 10 == 0) course.weights[second] = weights_of(sim);
  }
  return course;
}

std::vector<Course> run_all() {
  std::vector<Course> courses(seeds);
  std::atomic<std::uint32_t> next{0};
  std::vector<std::thread> team;
  for (unsigned k = 0; k < std::max(1u, std::thread::hardware_concurrency()); ++k) {
    team.emplace_back([&] {
      for (std::uint32_t s; (s = next++) < seeds;) courses[s] = course_of(s + 1);
    });
  }
  for (std::thread& thread : team) thread.join();
  return courses;
}

void compare(const std::string& what, const std::vector<double>& ours, double mean, double sd) {
  double sum = 0, squares = 0;
  for (const double x : ours) sum += x;
  const double own = sum / seeds;
  for (const double x : ours) squares += (x - own) * (x - own);
  const double apart = std::fabs(own - mean) / std::sqrt((squares / (seeds - 1) + sd * sd) / seeds);
  MESSAGE(what << ": " << own << ", reference " << mean << ": " << apart << " standard errors apart");
  CHECK(apart <= 4);
}

}  // namespace

TEST_CASE("the network of Izhikevich 2006 as it learns") {
  const nlohmann::json all = reference();
  const nlohmann::json& expected = all[seconds <= 60 ? "stdp_60s" : "stdp_600s"];
  const std::vector<Course> courses = run_all();
  const auto each = [&](auto value) {
    std::vector<double> values;
    for (const Course& course : courses) values.push_back(value(course));
    return values;
  };
  for (const auto& entry : expected["weights"]) {
    const std::uint32_t second = entry["second"];
    if (second > seconds) continue;
    const std::pair<const char*, std::size_t> shares[] = {{"mean", 0}, {"below_0_5", 1}, {"above_9_5", 2}};
    for (const auto& [name, k] : shares) {
      compare(std::string(name) + " at " + std::to_string(second) + " s",
              each([&, index = k](const Course& c) { return c.weights.at(second)[index]; }), entry[name]["mean"],
              entry[name]["sd"]);
    }
  }
  for (const std::uint32_t second : {10u, 60u, 600u}) {
    if (second > seconds || second > expected["rate_e_hz_each_s"]["mean"].size()) continue;
    const std::string at = " in second " + std::to_string(second);
    const auto& e = expected["rate_e_hz_each_s"];
    const auto& i = expected["rate_i_hz_each_s"];
    compare("excitatory rate" + at, each([&](const Course& c) { return c.rate_e_hz[second - 1]; }),
            e["mean"][second - 1], e["sd"][second - 1]);
    compare("inhibitory rate" + at, each([&](const Course& c) { return c.rate_i_hz[second - 1]; }),
            i["mean"][second - 1], i["sd"][second - 1]);
  }
}

int main(int argc, char** argv) {
  if (argc > 1) seconds = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10));
  doctest::Context context;
  context.setOption("no-intro", true);
  return context.run();
}
