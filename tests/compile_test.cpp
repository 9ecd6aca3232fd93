// What compile promises: nothing overflows, rounding is what it says, bad numbers name their place.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>

#include "compile/fixed_point.hpp"
#include "image/view.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

std::string message_of(const Network& network) {
  try {
    compile(network);
  } catch (const ModelError& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Network ring(Storage storage, double probability = 1.0) {
  Network network;
  network.name = "ring";
  Population p;
  p.name = "P";
  p.size = 150;
  p.noise = 8.0;
  network.add(p);
  Projection q;
  q.source = q.target = "P";
  q.weight = "r - 0.5";
  q.probability = probability;
  q.storage = storage;
  network.connect(q);
  return network;
}

}  // namespace

TEST_SUITE_BEGIN("compile");

TEST_CASE("dense and sparse storage of the same weights spike identically") {
  const auto hash = [](Storage storage) {
    Simulation s(ring(storage, 0.4));
    s.run_steps(1000);
    CHECK(s.counters().spikes > 100);
    return rheo_spike_hash(s.engine());
  };
  CHECK(hash(Storage::dense_i16) == hash(Storage::sparse_i16));
  CHECK(hash(Storage::dense_i32) == hash(Storage::sparse_i32));
}

TEST_CASE("a population beyond 16-bit targets is reached through windows") {
  Network network;
  network.integrator = Integrator::izhikevich2003;
  Population from, to;
  from.name = "A";
  from.size = 3;
  from.current = 1000.0;
  to.name = "B";
  to.size = 140000;
  network.add(from);
  network.add(to);
  Projection p;
  p.source = "A";
  p.target = "B";
  p.probability = 0.01;
  p.weight = "10 + 0.001*j";
  network.connect(p);
  network.projections[0].storage = Storage::sparse_i16;
  const auto arrivals = [&](Storage storage) {
    network.projections[0].storage = storage;
    Simulation s(network);
    s.run_steps(2);
    std::vector<float> v(rheo_v(s.engine(), 1), rheo_v(s.engine(), 1) + 140000);
    return v;
  };
  const Image image = compile(network);
  CHECK(image::View(image.data()).header().projections == 3);  // records
  CHECK(describe_image(image).projections.size() == 1);
  const auto narrow = arrivals(Storage::sparse_i16), wide = arrivals(Storage::sparse_i32);
  double worst = 0;
  for (std::size_t i = 0; i < narrow.size(); ++i) {
    const double scale = 1 + std::fabs(wide[i]);
    worst = std::max(worst, std::fabs(narrow[i] - wide[i]) / scale);
  }
  CHECK(worst < 0.01);  // 16 bits against 32, over weights up to 150
  CHECK(*std::max_element(wide.begin(), wide.end()) > 0);
}

TEST_CASE("no sum can overflow: all sources at once fit, with the headroom that inspect states") {
  for (Storage storage : {Storage::dense_i16, Storage::dense_i32, Storage::sparse_i16, Storage::sparse_i32}) {
    Network network = ring(storage);
    network.projections[0].weight = "1000*r";
    network.populations[0].current = "1e4";  // all fire in every step
    const Simulation s(network);
    const ImageReport report = describe_image(s.image());
    CHECK(report.channels[0].headroom >= 1.0);
    if (storage == Storage::dense_i32) CHECK(report.channels[0].headroom < 4.0);  // and no bit is wasted
    const double units = report.channels[0].largest_sum / report.channels[0].resolution;
    CHECK(units <= 2147483648.0);
  }
}

TEST_CASE("weights are rounded to nearest, and the report states the largest error") {
  ListedSynapses synapses(1, 3);
  synapses.row_begin = {0, 3};
  synapses.target = {0, 1, 2};
  synapses.weight = {0.5, -0.3, 0.123456789};
  FixedWeights fixed;
  const FixedChannel channel = fix_weights({{&synapses, Storage::dense_i16, &fixed, ""}}, 3, 1);
  SynapseRow row;
  synapses.row(0, row);
  std::vector<std::int32_t> weights;
  fixed.fix_row(row, weights);
  double worst = 0;
  for (int k = 0; k < 3; ++k) {
    const auto stored = weights[static_cast<std::size_t>(k)];
    CHECK(std::abs(stored) <= 32767);
    const double error = std::fabs(stored * fixed.resolution - synapses.weight[static_cast<std::size_t>(k)]);
    CHECK(error <= fixed.resolution / 2);
    worst = std::max(worst, error);
  }
  CHECK(fixed.largest_error == worst);
  CHECK(std::ldexp(1.0, -channel.exponent) * std::ldexp(1.0, static_cast<int>(fixed.shift)) == fixed.resolution);
}

TEST_CASE("the seed alone decides the draw: connectivity does not move when sizes of others do") {
  Network a = ring(Storage::sparse_i16, 0.1);
  Network b = a;
  Population extra;
  extra.name = "Q";
  extra.size = 10;
  b.add(extra);
  const Image ia = compile(a), ib = compile(b);
  const image::View va(ia.data()), vb(ib.data());
  const image::Projection &pa = va.projection(0), &pb = vb.projection(0);
  REQUIRE(pa.synapses == pb.synapses);
  CHECK(std::memcmp(va.at<std::uint32_t>(pa.weights), vb.at<std::uint32_t>(pb.weights), pa.synapses * 4) == 0);
}

TEST_CASE("the share of synapses is the probability asked for") {
  const ImageReport report = describe_image(compile(test::forum()));
  CHECK(static_cast<double>(report.synapses) == doctest::Approx(100000).epsilon(0.02));
}

TEST_CASE("a step that does not divide a clock is refused with the steps that would do") {
  Network network = ring(Storage::automatic);
  network.populations[0].noise_interval_ms = 1.0;
  network.dt_ms = 0.3;
  const std::string message = message_of(network);
  CHECK(contains(message, "noise_interval of P is 1 ms"));
  CHECK(contains(message, "0.3 ms"));
  CHECK(contains(message, "1, 0.5, 0.25"));
}

TEST_CASE("impossible descriptions are refused in one line that says what and where") {
  const auto with = [](auto change) {
    Network network = ring(Storage::automatic);
    change(network);
    return message_of(network);
  };
  CHECK(contains(with([](Network& n) { n.populations[0].size = -5; }), "size of P is -5"));
  CHECK(contains(with([](Network& n) { n.populations[0].size = 2.5; }), "whole number"));
  CHECK(contains(with([](Network& n) { n.populations[0].c = 40; }), "not below the threshold"));
  CHECK(contains(with([](Network& n) { n.populations[0].noise = -1; }), "noise of P is -1"));
  CHECK(contains(with([](Network& n) { n.populations[0].a = "1/0"; }), "a of P"));
  CHECK(contains(with([](Network& n) { n.populations[0].a = "r +"; }), "a of P"));
  CHECK(contains(with([](Network& n) { n.populations[0].a = 3; }), "dt"));
  CHECK(contains(with([](Network& n) { n.projections[0].probability = 1.5; }), "probability of P -> P is 1.5"));
  CHECK(contains(with([](Network& n) { n.projections[0].weight = "sqrt(-r)"; }), "weight of P -> P"));
  CHECK(contains(with([](Network& n) { n.projections[0].target = "X"; }), "no population is called X"));
  CHECK(contains(with([](Network& n) { n.projections[0].channel = "X"; }), "no channel X"));
  CHECK(contains(with([](Network& n) {
                   n.projections[0].weight = "r^2";
                   n.projections[0].storage = Storage::procedural;
                 }),
                 "its weight is not of the form a + b*r"));
  CHECK(contains(with([](Network& n) { n.dt_ms = std::nan(""); }), "dt is"));
  CHECK(contains(with([](Network& n) { n.dt_ms = 0; }), "dt is 0"));
  CHECK(contains(with([](Network& n) {
                   n.populations.clear();
                   n.projections.clear();
                 }),
                 "no population"));
}

TEST_CASE("an image file survives the trip to disk; a C array holds the same bytes") {
  const Image image = compile(ring(Storage::automatic));
  write_image(image, "trip.rheo");
  const Image back = read_image("trip.rheo");
  REQUIRE(back.size() == image.size());
  CHECK(std::memcmp(back.data(), image.data(), image.size()) == 0);
  write_c_array(image, "trip.c", "trip_image");
  std::ifstream file("trip.c");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  file.close();
  CHECK(contains(text, "trip_image_bytes = " + std::to_string(image.size()) + "u"));
  CHECK(contains(text, "aligned(64)"));
  CHECK_THROWS_AS(write_c_array(image, "trip.c", "2bad name"), ModelError);
#ifndef _WIN32
  CHECK_THROWS_WITH(write_image(image, "/dev/full"), "/dev/full: No space left on device");
#endif
  CHECK_THROWS_WITH(write_image(image, "no/such/folder/x.rheo"), "no/such/folder/x.rheo: No such file or directory");
  std::remove("trip.rheo");
  std::remove("trip.c");
}

TEST_CASE("a synapse that rounds to zero is warned of, with what to do") {
  const auto warnings = [](const std::vector<const char*>& weights, Storage storage = Storage::automatic,
                           bool own_channels = false) {
    Network network;
    Population p;
    p.name = "P";
    p.size = 200;
    if (own_channels) p.channels.emplace_back().name = "other";
    network.add(p);
    for (const char* weight : weights) {
      Projection q;
      q.source = q.target = "P";
      q.weight = weight;
      q.storage = storage;
      if (own_channels && network.projections.size() == 1) q.channel = "other";
      network.connect(q);
    }
    return compile(network).warnings();
  };
  const auto one = [&](const std::vector<std::string>& lines, const char* part) {
    CAPTURE(part);
    REQUIRE(lines.size() == 1);
    CAPTURE(lines[0]);
    CHECK(contains(lines[0], part));
  };
  const std::string all = "weight of P -> P: 40000 of 40000 synapses became 0, weights up to 1e-04";
  one(warnings({"1e6", "1e-4"}), all.c_str());
  one(warnings({"1e6", "1e-4"}), "give this projection a channel of its own");
  one(warnings({"1e6", "1e-4"}, Storage::sparse_i32), all.c_str());
  one(warnings({"1e6", "1e-4"}, Storage::procedural), all.c_str());
  one(warnings({"-1e6", "1e-4*(0.5 + r)"}), "40000 of 40000");
  CHECK(warnings({"1e6", "1e-4"}, Storage::automatic, true).empty());
  one(warnings({"i == 0 ? 1e6 : 1e-4"}), "39800 of 40000 synapses became 0");
  one(warnings({"i == 0 ? 1e6 : 1e-4"}), "put the small weights into a projection");
  one(warnings({"i == 0 && j == 0 ? 1e-4 : 1e6"}), "1 of 40000 synapses became 0");
  one(warnings({"i == 0 && j == 0 ? 0.003 : 1"}, Storage::dense_i8), "1 of 40000 synapses became 0");
  CHECK_THROWS_WITH(warnings({"1e-30"}), "P -> P: the largest weight is 1e-30; weights are 0 or from 1e-12 in size");
  // Of what random numbers spread around 0 a few may be lost, and an exact 0 is kept.
  CHECK(warnings({"r"}, Storage::dense_i8).empty());
  CHECK(warnings({"z"}).empty());
  CHECK(warnings({"r*r"}).empty());
  CHECK(warnings({"i == j ? 0 : 1"}).empty());
  one(warnings({"r < 0.999 ? 1e6 : 1e-4"}), "synapses became 0");
  one(warnings({"exp(3*z)"}), "synapses became 0");
}

TEST_CASE("whatever else becomes 0 without being 0 is warned of, at its place") {
  using Setter = std::function<void(Network&, const Value&)>;
  const auto of_neurons = [](Value Population::*member) -> Setter {
    return [member](Network& n, const Value& x) { n.populations[0].*member = x; };
  };
  const Setter stimulus = [](Network& n, const Value& x) { n.populations[0].stimulus.emplace().current = x; };
  const auto warnings = [](const Setter& set, const char* text) {
    Network network = test::cells(10, Integrator::rk4, 0.5);
    network.duration_ms = 10;
    network.populations[0].u0 = -13;  // not b*v
    set(network, Value(text, "m.toml:7"));
    return compile(network).warnings();
  };
  const std::pair<const char*, Setter> fields[] = {
      {"a", of_neurons(&Population::a)},
      {"b", of_neurons(&Population::b)},
      {"c", of_neurons(&Population::c)},
      {"d", of_neurons(&Population::d)},
      {"v0", of_neurons(&Population::v0)},
      {"u0", of_neurons(&Population::u0)},
      {"current", of_neurons(&Population::current)},
      {"noise", of_neurons(&Population::noise)},
      {"stimulus", stimulus},
  };
  for (const auto& field : fields) {
    const char* const name = field.first;
    const Setter& set = field.second;
    CAPTURE(name);
    const bool is_a = name == std::string("a"), is_stimulus = name == std::string("stimulus");
    const auto lines = warnings(set, "1e-40");
    REQUIRE(lines.size() == 1);
    CHECK(contains(lines[0], std::string(name) + " of cells: 10 of 10 values became 0, up to 1e-40: "));
    CHECK(warnings(set, "0").empty());
    CHECK(warnings(set, is_a ? "2.1e-20" : "1.1e-20").empty());
    CHECK(warnings(set, is_a ? "1.9e-20" : "0.9e-20").size() == 1);
    CHECK(warnings(set, is_stimulus ? "t == 3 ? 1e-40 : 0" : "i == 3 ? 1e-40 : 0").size() == 1);
  }
  CHECK(contains(warnings(stimulus, "1e-40")[0], "m.toml:7: stimulus of cells"));
  CHECK(warnings(stimulus, "10*exp(-20*t)").empty());  // the end of a decay
  CHECK(warnings(stimulus, "1e-19*exp(-t)").size() == 1);
  const auto threshold = warnings([](Network& n, const Value&) { n.populations[0].threshold_mv = 1e-40; }, "");
  REQUIRE(threshold.size() == 1);
  CHECK(threshold[0] == "threshold of cells is 1e-40, stored as 0: nothing smaller than 1e-20 is kept");
  const Setter connected = [](Network& n, const Value& x) {
    Projection q;
    q.source = q.target = "cells";
    q.probability = x;
    n.connect(q);
  };
  REQUIRE(warnings(connected, "1e-10").size() == 1);
  CHECK(contains(warnings(connected, "1e-10")[0], "probability of cells -> cells is 1e-10, stored as 0"));
  CHECK(warnings(connected, "0").empty());
  CHECK(warnings(connected, "1.2e-10").empty());
}

TEST_SUITE_END();
