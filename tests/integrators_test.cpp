// Which integrator advances which population: the network's, or one of its own.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cell_types.hpp"
#include "describe_helpers.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

// Two populations with noise, without synapses; noise and parameters follow from a population's place.
Network two_populations(std::optional<Integrator> first, std::optional<Integrator> second) {
  Network network;
  network.dt_ms = 0.5;
  for (const auto& [name, integrator] : {std::pair{"A", first}, {"B", second}}) {
    Population p;
    p.name = name;
    p.size = 70;
    p.c = "-65 + 15*r";
    p.noise = 8;
    p.integrator = integrator;
    p.model = name == std::string("A") ? "izhikevich" : "quadratic";
    if (p.model == "quadratic") p.c = Population().c;
    p.channels.clear();
    network.add(p);
  }
  return network;
}

// Who of a population fired, step by step, and where its v came to.
struct Course {
  std::vector<std::uint64_t> spikes;
  std::vector<float> v;
  bool operator==(const Course& other) const { return spikes == other.spikes && v == other.v; }
};

std::vector<Course> courses_of(const Network& network) {
  const Simulation s(network);
  std::vector<Course> out(rheo_population_count(s.engine()));
  for (int k = 0; k < 600; ++k) {
    rheo_step(s.engine());
    for (std::uint32_t p = 0; p < out.size(); ++p) {
      std::uint32_t words = 0;
      const std::uint64_t* bits = rheo_spikes(s.engine(), p, &words);
      out[p].spikes.insert(out[p].spikes.end(), bits, bits + words);
    }
  }
  for (std::uint32_t p = 0; p < out.size(); ++p) {
    const float* v = rheo_v(s.engine(), p);
    out[p].v.assign(v, v + rheo_population_size(s.engine(), p));
  }
  return out;
}

std::string compile_error(const std::string& text, const Overrides& overrides = {}) {
  return error_of([&] { compile(parse_model(text, "m.toml", overrides)); });
}

std::string integrators(const std::string& text, const Overrides& overrides = {}) {
  return integrators_of(describe_image(compile(parse_model(text, "m.toml", overrides))));
}

bool begins(const std::string& text, const std::string& begin) { return text.rfind(begin, 0) == 0; }

}  // namespace

TEST_SUITE_BEGIN("integrators");

TEST_CASE("each population of a network goes by its own integrator, whatever the others do") {
  std::vector<std::vector<Course>> pure;
  for (unsigned k = 0; k < test::quadratic_integrators; ++k) {
    Network network = two_populations({}, {});
    network.integrator = static_cast<Integrator>(k);
    pure.push_back(courses_of(network));
    for (unsigned other = 0; other < k; ++other) CHECK_FALSE(pure[other] == pure[k]);
  }
  for (unsigned first = 0; first < test::quadratic_integrators; ++first) {
    for (unsigned second = 0; second < test::quadratic_integrators; ++second) {
      CAPTURE(first);
      CAPTURE(second);
      const auto mixed = courses_of(two_populations(static_cast<Integrator>(first), static_cast<Integrator>(second)));
      CHECK(mixed[0] == pure[first][0]);
      CHECK(mixed[1] == pure[second][1]);
    }
  }
}

TEST_CASE("a population's integrator comes before the file's, and the file's before riccati") {
  const std::string own = test::with_population_line("integrator = \"rk4\"");
  CHECK(integrators(own) == "rk4, riccati");
  CHECK(integrators("integrator = \"euler\"\n" + own) == "rk4, euler");
  CHECK(integrators("integrator = \"rk4\"\n" + own) == "rk4");
  // --set replaces the file's, which a population's own comes before as well.
  CHECK(integrators(own, {{"integrator", "rk2"}}) == "rk4, rk2");
  CHECK(integrators("integrator = \"euler\"\n" + own, {{"integrator", "rk2"}}) == "rk4, rk2");
}

TEST_CASE("a wrong integrator of a population is an error at its own line") {
  for (const char* wrong : {"\"rk5\"", "\"\"", "\"Riccati\"", "3", "true", "[\"euler\"]"}) {
    const std::string message = test::file_error(test::with_population_line(std::string("integrator = ") + wrong));
    CAPTURE(message);
    CHECK(begins(message, "m.toml:4: "));
    CHECK(has(message, "integrator"));
  }
  Network network = two_populations(static_cast<Integrator>(77), {});
  CHECK(has(error_of([&] { compile(network); }), "integrator unknown is not available for the model izhikevich of A"));
}

TEST_CASE("what a population's integrator cannot do is an error at the population's own lines") {
  const auto with_own = [](const char* integrator, const char* line) {
    return test::with_population_line(std::string("integrator = \"") + integrator + "\"\n" + line);
  };
  CHECK(begins(compile_error(with_own("euler", "spike_times = true")),
               "m.toml:5: spike_times of E needs the integrator riccati"));
  CHECK(begins(compile_error(with_own("euler", "spike_times = true"), {{"integrator", "riccati"}}), "m.toml:5: "));
  CHECK(begins(compile_error("integrator = \"euler\"\n" + with_own("riccati", "v0 = 40")), "m.toml:6: v0 of E"));
  CHECK(begins(
      compile_error("integrator = \"euler\"\n" + with_own("riccati", "threshold = -3000\nc = -4000\nv0 = -4000")),
      "m.toml:6: threshold of E"));
  CHECK(compile_error("integrator = \"euler\"\n" + with_own("riccati", "spike_times = true")).empty());
  CHECK(compile_error(with_own("euler", "v0 = 40")).empty());
}

TEST_CASE("an integrator of the network that no population takes is refused") {
  const std::string both =
      "[[population]]\nname = \"E\"\nsize = 8\nintegrator = \"rk4\"\n"
      "[[population]]\nname = \"I\"\nsize = 2\nintegrator = \"euler\"\n";
  CHECK(integrators(both) == "rk4, euler");
  CHECK(compile_error("integrator = \"rk2\"\n" + both) ==
        "m.toml:1: integrator has no effect: every population has its own");
  CHECK(compile_error(both, {{"integrator", "rk2"}}) ==
        "--set integrator=rk2: integrator has no effect: every population has its own");
}

TEST_SUITE_END();
