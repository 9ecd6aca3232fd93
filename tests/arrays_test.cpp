// Arrays in a description: the same images as expressions and files of the same numbers.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "describe_helpers.hpp"
#include "rheobase/compiler.hpp"

using namespace rheobase;
using test::error_of;
using test::has;

namespace {

constexpr unsigned size = 70;

Network two_populations() {
  Network network;
  Population e, i;
  e.name = "E";
  i.name = "I";
  e.size = i.size = static_cast<int>(size);
  network.add(e);
  network.add(i);
  return network;
}

std::vector<double> counting(double first, double step) {
  std::vector<double> numbers;
  for (unsigned k = 0; k < size; ++k) numbers.push_back(first + step * k);
  return numbers;
}

bool equal(const Image& a, const Image& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.size(), b.data());
}

Projection listed() {
  Projection p;
  p.source = "E";
  p.target = "I";
  return p;
}

const Array synapses = {4, {3, 1, 2.5, 2, 0, 69, -1, 1, 3, 0, 4, 7}};

}  // namespace

TEST_SUITE("describe") {
  TEST_CASE("an array is a number for each neuron") {
    Network array = two_populations(), expression = two_populations();
    array.populations[0].current = Value(counting(-3, 0.5));
    array.populations[0].d = Value(counting(2, 0.125));
    expression.populations[0].current = "0.5*i - 3";
    expression.populations[0].d = "2 + 0.125*i";
    CHECK(equal(compile(array), compile(expression)));
    expression.populations[0].d = 2;
    CHECK_FALSE(equal(compile(array), compile(expression)));
  }
  TEST_CASE("expressions see the array of another parameter") {
    Network array = two_populations(), expression = two_populations();
    array.populations[0].b = Value(counting(0.2, 0.001));
    expression.populations[0].b = "0.2 + 0.001*i";
    CHECK(equal(compile(array), compile(expression)));  // u0 = b*v
  }
  TEST_CASE("parameters of other models may be arrays") {
    const auto leaky = [](Value tau) {
      Network network = two_populations();
      Population& p = network.populations[0];
      p.model = "lif";
      p.threshold_mv = -50;
      p.parameters = {{"tau", tau}, {"v_rest", -70.0}, {"v_reset", -65.0}};
      return compile(network);
    };
    CHECK(equal(leaky(Value(counting(10, 1))), leaky("10 + i")));
  }
  TEST_CASE("a table of synapses is the file with its rows") {
    const std::string path = "arrays_test.csv";
    std::ofstream(path) << "3,1,2.5,2\n0,69,-1,1\n3,0,4,7\n";
    Network from_file = two_populations(), from_array = two_populations();
    from_file.connect(listed()).file = path;
    from_array.connect(listed()).table = synapses;
    CHECK(equal(compile(from_file), compile(from_array)));
    CHECK_FALSE(equal(compile(two_populations()), compile(from_array)));
    from_array.projections[0].file = path;
    CHECK(has(error_of([&] { compile(from_array); }), path + ": an array gives the synapses of E -> I too"));
    std::remove(path.c_str());
  }
  TEST_CASE("text names arrays") {
    const std::string text =
        "[[population]]\nname = \"S\"\nsize = 2\nmodel = \"spikes\"\nfile = \"@s\"\n"
        "[[population]]\nname = \"E\"\nsize = 70\ncurrent = \"@c\"\nstimulus = { file = \"@t\" }\n"
        "[[projection]]\nsource = \"E\"\ntarget = \"E\"\nfile = \"@p\"\n";
    const Arrays arrays = {
        {"@s", {2, {5, 1, 3, 0}}}, {"@c", {1, counting(0, 1)}}, {"@t", {1, {1, 2, 3}}}, {"@p", synapses}};
    const Network read = parse_model(text, "m.toml", {}, arrays);
    Network built;
    built.where = "m.toml";
    Population s, e;
    s.name = "S";
    s.size = 2;
    s.model = "spikes";
    s.channels.clear();
    s.spikes.emplace().times_ms = {{3}, {5}};
    e.name = "E";
    e.size = static_cast<int>(size);
    e.current = "i";
    e.stimulus.emplace().table = {{1}, {2}, {3}};
    built.add(s);
    built.add(e);
    built.connect(listed()).table = synapses;
    built.projections[0].target = "E";
    CHECK(equal(compile(read), compile(built)));
  }
  TEST_CASE("what an array cannot be is refused in one line") {
    Network network = two_populations();
    const auto message = [&] { return error_of([&] { compile(network); }); };
    SUBCASE("too short") {
      network.populations[0].current = Value(std::vector<double>(69, 1.0));
      CHECK(has(message(), "current of E is an array of 69 numbers; E has 70 neurons"));
    }
    SUBCASE("no number") {
      network.populations[0].current = Value(counting(NAN, 1));
      CHECK(has(message(), "current of E is nan at neuron 0"));
    }
    SUBCASE("a size") {
      network.populations[0].size = Value(counting(1, 0));
      CHECK(has(message(), "size of E is an array; it takes a number or an expression"));
    }
    SUBCASE("a weight") {
      network.connect(listed()).weight = Value(counting(1, 0));
      CHECK(has(message(), "weight of E -> I is an array; it takes a number or an expression"));
    }
    SUBCASE("rows cut short") {
      network.connect(listed()).table = Array{3, {1, 2, 3, 4}};
      CHECK(has(message(), "synapses of E -> I: 4 numbers are no rows of 3"));
    }
    SUBCASE("a row out of range") {
      network.connect(listed()).table = Array{2, {1, 2, 70, 0}};
      CHECK(has(message(), "synapses of E -> I, row 1: source is 70; neurons of E are numbered from 0 to 69"));
    }
    SUBCASE("several columns as a value") {
      const std::string text = test::with_population_line("current = \"@c\"");
      const std::string error = error_of([&] { parse_model(text, "m.toml", {}, {{"@c", {2, {1, 2}}}}); });
      CHECK(has(error, "m.toml:4: current is an array of 2 columns; it takes one number a neuron"));
    }
    SUBCASE("that nobody gives") {
      const std::string error =
          error_of([&] { parse_model(test::with_population_line("current = \"@c\""), "m.toml"); });
      CHECK(has(error, "m.toml:4: current of E = \"@c\": unexpected character '@'"));
    }
  }
}
