// What is written happens or is refused: pairs of keys, in model files and in networks built in C++.
#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "describe_helpers.hpp"
#include "networks.hpp"
#include "rheobase/compiler.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

TEST_SUITE_BEGIN("describe");

TEST_CASE("two rules of who is connected, in every pair, are refused in files and in C++ alike") {
  struct Rule {
    const char* line;
    std::function<void(Projection&)> set;
  };
  const Rule rules[] = {
      {"probability = 0.5", [](Projection& p) { p.probability = 0.5; }},
      {"out_degree = 2", [](Projection& p) { p.out_degree = 2; }},
      {"in_degree = 2", [](Projection& p) { p.in_degree = 2; }},
      {"one_to_one = true", [](Projection& p) { p.one_to_one = true; }},
      {"file = \"no_such_list.csv\"", [](Projection& p) { p.file = "no_such_list.csv"; }},
  };
  for (const Rule& first : rules) {
    for (const Rule& second : rules) {
      if (&first == &second) continue;
      const std::string both = std::string(first.line) + "\n" + second.line;
      CAPTURE(both);
      const std::string from_file = test::file_error(test::with_projection_line(both));
      CHECK(has(from_file, "m.toml:"));
      CHECK(has(from_file, "a projection has either "));
      Network network = test::cells(8, Integrator::riccati, 1);
      Projection p;
      p.source = p.target = "cells";
      first.set(p);
      second.set(p);
      network.connect(p);
      const std::string from_builder = error_of([&] { compile(network); });
      CHECK(has(from_builder, "cells -> cells has either "));
      CHECK(has(from_builder, std::string(second.line).substr(0, std::string(second.line).find(' '))));
    }
  }
}

TEST_CASE("a key that the kind of channel does not have is refused in files and in C++ alike") {
  struct Key {
    const char* name;
    const char* line;
    std::function<void(Channel&)> set;
    bool pulse, decay, hold;  // which kinds have it
  };
  const Key keys[] = {
      {"width", "width = \"2 ms\"", [](Channel& c) { c.width_ms = 2; }, true, false, false},
      {"tau", "tau = \"3 ms\"", [](Channel& c) { c.tau_ms = 3; }, false, true, false},
      {"method", "method = \"sampled\"", [](Channel& c) { c.method = DecayMethod::sampled; }, false, true, false},
      {"clear_on_spike", "clear_on_spike = true", [](Channel& c) { c.clear_on_spike = true; }, false, true, true},
      {"subtract", "subtract = true", [](Channel& c) { c.subtract = true; }, true, true, true},
      {"interpolate", "interpolate = true", [](Channel& c) { c.interpolate = true; }, true, true, true},
  };
  for (const Key& key : keys) {
    const std::tuple<const char*, ChannelKind, bool> kinds[] = {{"pulse", ChannelKind::pulse, key.pulse},
                                                                {"decay", ChannelKind::decay, key.decay},
                                                                {"hold", ChannelKind::hold, key.hold}};
    for (const auto& one : kinds) {
      const char* const kind_name = std::get<0>(one);
      const ChannelKind kind = std::get<1>(one);
      const bool fits = std::get<2>(one);
      CAPTURE(key.name);
      CAPTURE(kind_name);
      const std::string channel = std::string("channels = [{ kind = \"") + kind_name + "\", " + key.line + " }]";
      const std::string from_file = test::file_error(test::with_population_line(channel));
      Network network = test::cells(8, Integrator::riccati, 1);
      Channel& c = network.populations[0].channels[0];
      c.kind = kind;
      key.set(c);
      const std::string from_builder = error_of([&] { compile(network); });
      CHECK(from_file.empty() == fits);
      CHECK(from_builder.empty() == fits);
      if (fits) continue;
      CHECK(has(from_file, std::string("m.toml:4: ") + key.name));
      CHECK(has(from_builder, std::string(key.name) + " of channel syn of cells needs kind "));
    }
  }
}

TEST_CASE("keys of a population that need another key are refused without it") {
  struct Key {
    const char *line, *with, *error;
    std::function<void(Population&)> set, set_with;
  };
  const Key keys[] = {
      {"noise_interval = \"2 ms\"", "noise = 3", "noise_interval of", [](Population& p) { p.noise_interval_ms = 2; },
       [](Population& p) { p.noise = 3; }},
      {"refractory_holds = \"v\"", "refractory = \"2 ms\"", "refractory_holds of",
       [](Population& p) { p.refractory_holds = RefractoryHolds::v; }, [](Population& p) { p.refractory_ms = 2; }},
      {"stimulus = { hold = \"2 ms\" }", "", "needs either current", [](Population& p) { p.stimulus.emplace(); }, {}},
      {"stimulus = { current = \"t\", file = \"x.csv\" }",
       "",
       "needs either current",
       [](Population& p) {
         p.stimulus.emplace().current = "t";
         p.stimulus->file = "x.csv";
       },
       {}},
      {"type = \"exitatory\"",
       "",
       "must be \"excitatory\" or \"inhibitory\"",
       [](Population& p) { p.type = "exitatory"; },
       {}},
      {"channels = [{ name = \"x\" }, { name = \"x\" }]",
       "",
       "are called 'x'",
       [](Population& p) {
         p.channels = {Channel{}, Channel{}};
         p.channels[0].name = p.channels[1].name = "x";
       },
       {}},
  };
  for (const Key& key : keys) {
    CAPTURE(key.line);
    const auto built = [&](bool with) {
      Network network = test::cells(8, Integrator::riccati, 1);
      key.set(network.populations[0]);
      if (with) key.set_with(network.populations[0]);
      return error_of([&] { compile(network); });
    };
    CHECK(has(test::file_error(test::with_population_line(key.line)), key.error));
    CHECK(has(built(false), key.error));
    if (!key.set_with) continue;
    CHECK(test::file_error(test::with_population_line(std::string(key.line) + "\n" + key.with)).empty());
    CHECK(built(true).empty());
  }
}

TEST_CASE("a storage form for a network without projections is refused") {
  const char* model = "[[population]]\nname = \"P\"\nsize = 8\n";
  const Network network = parse_model(model, "m.toml", {{"storage", "dense_i8"}});
  CHECK(error_of([&] { compile(network); }) ==
        "--set storage=dense_i8: storage has no effect: the network has no projection");
}

TEST_CASE("a parameter that no expression uses is warned of, where it stands or is set") {
  const std::string model = "[parameters]\nn = 8\nunused = 1\nbudget = 0\n[[population]]\nname = \"P\"\nsize = \"n\"\n";
  const auto warnings = [&](const char* budget, const Overrides& overrides) {
    return compile(parse_model(std::string("event_budget = ") + budget + "\n" + model, "m.toml", overrides)).warnings();
  };
  using Lines = std::vector<std::string>;
  CHECK(warnings("\"budget\"", {}) == Lines{"m.toml:4: parameter unused has no effect: no expression uses it"});
  CHECK(warnings("\"budget + unused*0\"", {}).empty());
  CHECK(warnings("\"budget\"", {{"unused", "3"}}) ==
        Lines{"--set unused=3: parameter unused has no effect: no expression uses it"});
}

TEST_SUITE_END();
