// What a source of spikes cannot have.
#include <doctest/doctest.h>

#include <utility>

#include "source_helpers.hpp"

using namespace rheobase;
using test::compile_error;
using test::file_error;
using test::has;
using test::network_of;
using test::source;

namespace {

std::string error_in(const std::string& lines) {
  return file_error("[[population]]\nname = \"S\"\nsize = 3\n" + lines + "\n");
}

}  // namespace

TEST_SUITE_BEGIN("sources");

TEST_CASE("what a source cannot have is refused at its own line") {
  CHECK(error_in("model = \"poisson\"\nrate = -1") == "m.toml:5: rate of S is -1; it must be 0 or more");
  CHECK(error_in("model = \"poisson\"\nrate = \"nan\"") != "");
  CHECK(error_in("model = \"poisson\"\nrate = 20\nthreshold = 3").rfind("m.toml:6: unknown key 'threshold'", 0) == 0);
  CHECK(error_in("model = \"poisson\"\nrate = 20\nnoise = 3").rfind("m.toml:6: unknown key 'noise'", 0) == 0);
  CHECK(error_in("model = \"poisson\"\nrate = 20\nchannels = []").rfind("m.toml:6: unknown key 'channels'", 0) == 0);
  CHECK(error_in("model = \"poisson\"\nstimulus = { current = \"20\" }").rfind("m.toml:5: unknown key 'current'", 0) ==
        0);
  CHECK(error_in("model = \"spikes\"").rfind("m.toml:1: S needs either times", 0) == 0);
  CHECK(error_in("model = \"spikes\"\ntimes = [[1], 2, []]") ==
        "m.toml:5: times of S must be an array of arrays of numbers");
  CHECK(error_in("model = \"spikes\"\ntimes = [[1], [nan], []]") == "m.toml:5: times of S is not a finite number");
  CHECK(error_in("model = \"spikes\"\ntimes = [[], [], []]\nfile = \"x.csv\"").rfind("m.toml:5: S needs either", 0) ==
        0);
  CHECK(error_in("model = \"external\"\ninput = true").rfind("m.toml:5: unknown key 'input'", 0) == 0);
  CHECK(error_in("model = \"external\"\nintegrator = \"rk4\"").rfind("m.toml:5: unknown key 'integrator'", 0) == 0);

  const auto compiled = [](const std::string& lines) {
    return test::error_of([&] {
      compile(parse_model(
          "[[population]]\nname = \"S\"\nsize = 3\n" + lines + "\n[[population]]\nname = \"E\"\nsize = 1\n", "m.toml"));
    });
  };
  CHECK(compiled("model = \"poisson\"") == "m.toml:1: S has no rate: the model poisson needs rate, stimulus or input");
  CHECK(
      compiled("model = \"poisson\"\nrate = \"500 + 400*i\"") ==
      "m.toml:5: rate of S times dt is above 1 at neuron 2, and a source fires once a step at most: take a smaller dt");
  CHECK(compiled("model = \"poisson\"\nrate = \"2 kHz\"").rfind("m.toml:5: rate of S times dt", 0) == 0);
  CHECK(compiled("model = \"poisson\"\nrate = \"1 kHz\"") == "");
  CHECK(compiled("model = \"spikes\"\ntimes = [[1], [2]]") ==
        "m.toml:5: times of S are 2 lists, one a neuron, and it has 3 neurons");
  CHECK(
      compiled("model = \"spikes\"\ntimes = [[1], [-2], []]").rfind("m.toml:5: a spike of neuron 1 of S at -2 ms", 0) ==
      0);
  CHECK(compiled("model = \"spikes\"\ntimes = [[1], [1e12], []]") ==
        "m.toml:5: a spike of neuron 1 of S at 1e+12 ms is later than 2^32 - 1 steps");
  CHECK(compiled("model = \"spikes\"\ntimes = [[1], [2], []]\nrepeat = \"1.5 ms\"") ==
        "m.toml:6: repeat of S is 1.5 ms, not a whole number of steps of dt = 1 ms");
  CHECK(compiled("model = \"spikes\"\ntimes = [[1], [2], []]\nrepeat = \"1 ms\"") ==
        "m.toml:5: a spike of neuron 1 of S at 2 ms is later than the repeat of 1 ms");

  Network network = network_of({source("X", "external", 3), source("E", "izhikevich", 3)});
  Projection q;
  q.source = "E";
  q.target = "X";
  network.connect(q);
  CHECK(compile_error(network) == "population X is a source: nothing projects to it");
  const auto without = [](const auto& change) {
    Population p = source("X", "external", 3);
    change(p);
    return compile_error(network_of({p}));
  };
  for (const std::string& message :
       {without([](Population& p) { p.noise = 1; }), without([](Population& p) { p.current = 1; }),
        without([](Population& p) { p.refractory_ms = 2; }), without([](Population& p) { p.threshold_mv = 2; }),
        without([](Population& p) { p.integrator = Integrator::rk4; }),
        without([](Population& p) { p.spike_times = true; }), without([](Population& p) { p.input = true; }),
        without([](Population& p) { p.channels[0].kind = ChannelKind::decay; }),
        without([](Population& p) { p.stimulus.emplace().current = "t"; })}) {
    CHECK(has(message, "of X cannot be combined with the model external, which is a source of spikes"));
  }
  CHECK(has(without([](Population& p) { p.spikes.emplace(); }), "needs the model spikes"));
  CHECK(
      has(without([](Population& p) { p.parameters["rate"] = 2; }), "rate of X is no parameter of the model external"));
}

TEST_SUITE_END();
