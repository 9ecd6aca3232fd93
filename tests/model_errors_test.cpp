// What a model says is done, or refused at the place that is at fault.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "describe_helpers.hpp"
#include "rheobase/compiler.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

using Lines = std::vector<std::string>;

// Lines 1 to 4 are the top and a population "P" of 8; `population` follows, then a projection of "P" to itself.
std::string model_of(const Lines& top, const Lines& population, const Lines& projection = {}) {
  std::string text;
  for (std::size_t k = 0; k < 2; ++k) text += (k < top.size() ? top[k] : "# line") + "\n";
  text += "[[population]]\nname = \"P\"\nsize = 8\n";
  for (const std::string& line : population) text += line + "\n";
  text += "[[projection]]\nsource = \"P\"\ntarget = \"P\"\n";
  for (const std::string& line : projection) text += line + "\n";
  return text;
}

std::string model_error(const std::string& text, const Overrides& overrides = {}) {
  const std::string message = error_of([&] { compile(parse_model(text, "m.toml", overrides)); });
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

bool begins(const std::string& text, const std::string& begin) { return text.rfind(begin, 0) == 0; }

struct File {
  explicit File(const char* text) { std::ofstream(name) << text; }
  ~File() { std::remove(name); }
  const char* const name = "model_errors.csv";
};

}  // namespace

TEST_SUITE_BEGIN("describe");

TEST_CASE("a clock that dt does not divide is an error at its own key") {
  const auto error = [](const Lines& population, const Lines& projection = {}) {
    return model_error(model_of({"integrator = \"euler\""}, population, projection));
  };
  const std::string rest =
      " ms, not a whole number of steps of dt = 1 ms; 0.5, 0.25, 0.125, 0.1, 0.05, 0.025, 0.02, 0.01 ms would do";
  CHECK(error({}, {"weight = 2", "delay = \"1.5 ms\""}) == "m.toml:10: delay of P -> P is 1.5" + rest);
  CHECK(error({"a = 0.1", "noise = 1", "noise_interval = \"1.5 ms\""}) ==
        "m.toml:8: noise_interval of P is 1.5" + rest);
  CHECK(error({"a = 0.1", "refractory = \"1.5 ms\""}) == "m.toml:7: refractory of P is 1.5" + rest);
  CHECK(error({"[[population.channel]]", "name = \"g\"", "width = \"1.5 ms\""}) ==
        "m.toml:8: width of channel g of P is 1.5" + rest);
  CHECK(error({"[population.stimulus]", "current = 1", "hold = \"1.5 ms\""}) ==
        "m.toml:8: hold of the stimulus of P is 1.5" + rest);
  CHECK(error({}, {"weight = 2", "delay = \"2000000 ms\""}) ==
        "m.toml:10: delay of P -> P is 2e+06 ms, more than 1048576 steps of dt = 1 ms");
}

TEST_CASE("a step that was asked for on the command line is at fault itself") {
  const std::string text = model_of({}, {"spike_times = true"}, {"delay = \"1 ms\""});
  CHECK(begins(model_error(text, {{"dt", "0.3 ms"}}),
               "--set dt=0.3 ms: delay of P -> P (m.toml:10) is 1 ms, not a whole"));
  CHECK(model_error(text, {{"dt", "200 ms"}}) == "--set dt=200 ms: dt is 200 ms; it lies from 0.001 to 100 ms");
  CHECK(model_error(text, {{"integrator", "euler"}}) ==
        "--set integrator=euler: spike_times of P (m.toml:6) needs the integrator riccati");
  CHECK(
      model_error(model_of({}, {}, {"weight = \"r*r\""}), {{"storage", "procedural"}}) ==
      "--set storage=procedural: P -> P: storage = \"procedural\" is not possible here: its weight is not of the form "
      "a + b*r");
  CHECK(model_error(text, {{"event_budget", "3"}}) ==
        "--set event_budget=3: event_budget is 3, and one spike of P -> P is 8 events: it would never fit");
  CHECK(model_error(text, {{"event_budget", "0.5"}}) ==
        "--set event_budget=0.5: event_budget is 0.5; it is a whole number, or 0 for none");
}

TEST_CASE("an expression over a parameter that --set gives names it") {
  std::string text = model_of({}, {"a = \"rate\"", "current = \"10*rate2*r\""}, {"weight = \"rate*1e6\""});
  text += "[parameters]\nrate = 0.1\nrate2 = 1\n";
  CHECK(model_error(text).empty());
  CHECK(model_error(text, {{"rate", "-1"}}) == "m.toml:6: with --set rate=-1: a of P is -1; it must be 0 or more");
  CHECK(begins(model_error(text, {{"rate", "101"}}), "m.toml:6: with --set rate=101: a of P is 101 at neuron 0"));
  CHECK(begins(model_error(text, {{"rate", "1.5"}, {"dt", "0.5 ms"}}),
               "m.toml:11: with --set rate=1.5: weight of P -> P is 1500000 at synapse 0 -> 0"));
  CHECK(begins(model_error(text, {{"rate2", "1e9"}, {"rate", "0.2"}}),
               "m.toml:7: with --set rate2=1e9: current of P is "));
}

TEST_CASE("a default that does not fit is said at the key it is in conflict with") {
  CHECK(model_error(model_of({"integrator = \"euler\""}, {"b = 0.2", "threshold = -70"})) ==
        "m.toml:7: c of P is -65 (the default) at neuron 0, not below the threshold of -70 mV: it would fire without "
        "end");
  CHECK(model_error(model_of({}, {"c = -80", "threshold = -70"})) ==
        "m.toml:7: v0 of P (the default) reaches the threshold; riccati starts below it");
  CHECK(model_error(model_of({}, {"threshold = -70", "c = -60"})) ==
        "m.toml:7: c of P is -60 at neuron 0, not below the threshold of -70 mV: it would fire without end");
  CHECK(begins(model_error(model_of({"# none", "dt = \"80 ms\""}, {})),
               "m.toml:2: a of P (the default) times dt is 1.6;"));
  CHECK(begins(model_error(model_of({"# none", "dt = \"80 ms\""}, {"b = 1", "a = 0.1"})),
               "m.toml:7: a of P times dt is 8;"));
  CHECK(begins(model_error(model_of({}, {"a = 0.1"}), {{"dt", "80 ms"}}),
               "--set dt=80 ms: a of P (m.toml:6) times dt is 8;"));
  CHECK(begins(model_error(model_of({"integrator = \"euler\""}, {"b = 1", "spike_times = true"})),
               "m.toml:7: spike_times of P needs"));
  CHECK(begins(model_error(model_of({}, {"[population.stimulus]", "current = 1", "hold = \"1 ms\""}, {}),
                           {{"duration", "100001 s"}}),
               "--set duration=100001 s: stimulus of P (m.toml:8) has more than 1e8 values in 100001000 ms"));
}

TEST_CASE("a name that is near no key is not corrected") {
  const auto error = [](const char* line) { return model_error(model_of({}, {line})); };
  for (const char* line : {"I = 10", "dt = \"1 ms\"", "k = 0.7", "vr = -60", "e = 1", "ab = 1"}) {
    CAPTURE(std::string(line));
    CHECK(has(error(line), "in a population; it has name, type, size, a, b, c, d,"));
  }
  CHECK(has(error("C = 100"), "did you mean 'c'?"));
  CHECK(has(error("Noise = 1"), "did you mean 'noise'?"));
  CHECK(has(error("currents = 1"), "did you mean 'current'?"));
  CHECK(has(error("v1 = 1"), "it has "));
}

TEST_CASE("every two keys of a projection are both honoured, or one is refused at its line") {
  const File pairs("0,1\n1,2\n");
  const std::vector<std::pair<std::string, std::string>> keys = {
      {"channel", "\"syn\""},           {"probability", "0.5"}, {"out_degree", "3"},   {"one_to_one", "true"},
      {"file", "\"model_errors.csv\""}, {"weight", "\"2*r\""},  {"delay", "\"2 ms\""}, {"self", "false"},
      {"storage", "\"procedural\""}};
  const std::set<std::set<std::string>> refused = {{"probability", "out_degree"},
                                                   {"probability", "one_to_one"},
                                                   {"probability", "file"},
                                                   {"out_degree", "one_to_one"},
                                                   {"out_degree", "file"},
                                                   {"one_to_one", "file"},
                                                   {"self", "one_to_one"},
                                                   {"self", "file"},
                                                   {"storage", "file"}};
  for (const auto& first : keys) {
    CHECK(model_error(model_of({}, {}, {first.first + " = " + first.second})).empty());
    for (const auto& second : keys) {
      if (first.first == second.first) continue;
      CAPTURE(first.first);
      CAPTURE(second.first);
      const std::string error =
          model_error(model_of({}, {}, {first.first + " = " + first.second, second.first + " = " + second.second}));
      if (refused.count({first.first, second.first}) > 0) {
        CHECK((begins(error, "m.toml:9: ") || begins(error, "m.toml:10: ")));
      } else {
        CHECK(error.empty());
      }
    }
  }
}

TEST_CASE("what would have no effect is refused") {
  const File weights("0,1,5\n1,2,6\n");
  const std::string file = "file = \"model_errors.csv\"";
  CHECK(model_error(model_of({}, {}, {file})).empty());
  CHECK(model_error(model_of({}, {}, {file, "weight = 1"})) ==
        "m.toml:10: weight of P -> P has no effect: the third column of model_errors.csv gives it");
  CHECK(model_error(model_of({}, {}, {file, "self = true"})).empty());
  CHECK(begins(model_error(model_of({}, {}, {"self = false", file})), "m.toml:9: self = false is for probability"));
  CHECK(model_error(model_of({}, {}, {"file = \"\""})) == "m.toml:9: file must be the name of a file");
  CHECK(model_error(model_of({}, {"[population.stimulus]", "file = \"\""})) ==
        "m.toml:7: file must be the name of a file");
  CHECK(has(model_error(model_of({}, {"[population.stimulus]", file, "current = 1"})), "needs either current"));
  CHECK(model_error(model_of({}, {"a = 0.1", "noise_interval = \"1 ms\""})) ==
        "m.toml:7: noise_interval of P needs noise, which is not given");
  CHECK(model_error(model_of({}, {"noise = 0", "noise_interval = \"1 ms\""})).empty());

  Network network;
  Population p;
  p.name = "P";
  network.add(p).size = 8;
  Projection q;
  q.source = q.target = "P";
  q.file = "model_errors.csv";
  q.self = false;
  network.connect(q);
  CHECK(error_of([&] { compile(network); }) == "P -> P: self = false has no effect on a list");
  network.projections[0].one_to_one = true;
  CHECK(error_of([&] { compile(network); }) == "P -> P has either one_to_one or file, not both");
  network.projections.clear();
  network.populations[0].stimulus.emplace();
  network.populations[0].stimulus->current = "t";
  network.populations[0].stimulus->file = "model_errors.csv";
  CHECK(error_of([&] { compile(network); }) == "the stimulus of P needs either current (an expression of t) or file");
}

TEST_CASE("numbers of a model file: signs, and whole numbers beyond 2^53") {
  CHECK(parse_model(model_of({}, {"threshold = +31", "current = +2.5", "d = \"+2.5\""}), "m")
            .populations[0]
            .threshold_mv == 31);
  const auto parameter = [](const std::string& text, const Overrides& overrides = {}) {
    return parse_model("[parameters]\nx = " + text + "\n" + model_of({}, {}), "m", overrides).parameters.at("x");
  };
  CHECK(parameter("9007199254740993") == 0x1p53);
  CHECK(parameter("-9007199254740993") == -0x1p53);
  CHECK(parameter("9223372036854775807") == 0x1p63);
  CHECK(parameter("1", {{"x", "+2.5"}}) == 2.5);
  CHECK(parameter("1", {{"x", "9007199254740993"}}) == 0x1p53);
  CHECK(parameter("1", {{"x", "1e3"}}) == 1000);
  CHECK(parse_time_ms("+2.5 ms") == 2.5);
  for (const char* text : {"++2", "+-2", "+", "0x10", "1e400", "1e-400", "2 ", " 2", "1_000", "inf", "2,5"}) {
    CAPTURE(std::string(text));
    CHECK(begins(error_of([&] { parameter("1", {{"x", text}}); }), std::string("--set x=") + text + ": '"));
  }
}

TEST_SUITE_END();
