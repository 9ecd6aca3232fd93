// What a description says before anything is drawn is never more than the image has.
#include "compile/forecast.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "networks.hpp"
#include "rheobase/bounds.hpp"

using namespace rheobase;

namespace {

Network two_populations(std::uint32_t e, std::uint32_t i) {
  Network network;
  for (const auto& [name, size] : {std::pair{"E", e}, std::pair{"I", i}}) {
    Population p;
    p.name = name;
    p.size = static_cast<int>(size);
    network.add(p);
  }
  return network;
}

void check_forecast(const Network& network) {
  SizeForecast forecast;
  std::uint64_t draws = 0;
  CompileOptions options;
  options.before_drawing = [&](const SizeForecast& f) { forecast = f; };
  options.progress = [&](std::uint64_t done) {
    CHECK(done >= draws);
    draws = done;
  };
  const Image image = compile(network, options);
  const StepBound bound = bound_step(image);
  const ImageReport report = describe_image(image);
  CHECK(forecast.neurons == report.neurons);
  CHECK(forecast.least_flash_bytes <= bound.flash_bytes);
  CHECK(forecast.least_ram_bytes <= bound.ram_bytes);
  if (bound.event_budget == 0) CHECK(forecast.least_synaptic_events <= bound.synaptic_events);
  if (bound.event_budget != 0) CHECK(forecast.least_synaptic_events == 0);
  CHECK(3 * draws >= forecast.draws);  // of three passes, procedural storage spares one, weights of 0 another
  // An image within limits passes the check before.
  Limits limits;
  limits.flash_bytes = bound.flash_bytes;
  limits.ram_bytes = bound.ram_bytes;
  limits.synaptic_events = bound.synaptic_events;
  CHECK_NOTHROW(check_limits(forecast, limits));
}

}  // namespace

TEST_SUITE_BEGIN("compile");

TEST_CASE("no part of a forecast is more than the image has, whatever the connections, weights and storage") {
  const auto connect = [](Projection& p, int how) {
    switch (how) {
      case 0: p.probability = 1.0; break;
      case 1: p.probability = 0.1; break;
      case 2: p.probability = 0.25; break;
      case 3: p.probability = 0.0; break;
      case 4: p.out_degree = 7; break;
      case 5: p.in_degree = 7; break;
      default: p.one_to_one = true; break;
    }
  };
  for (int how = 0; how <= 6; ++how) {
    for (const char* weight : {"0.5*r", "1", "0", "0*r", "r*r", "0.1*z"}) {
      for (unsigned storage = 0; storage < storage_count; ++storage) {
        Network network = two_populations(90, 90);
        network.populations[0].input = true;
        network.event_budget = storage % 2 == 0 ? 0 : 100000;
        // Equal ones twice, which the image may have once.
        for (const char* target : {"E", "I"}) {
          Projection p;
          p.source = "I";
          p.target = target;
          p.weight = weight;
          p.self = how != 0;
          p.storage = static_cast<Storage>(storage);
          connect(p, how);
          network.connect(p);
        }
        CAPTURE(how);
        CAPTURE(weight);
        CAPTURE(storage);
        try {
          check_forecast(network);
        } catch (const ModelError& error) {  // of some, procedural storage cannot be had
          CHECK(std::string(error.what()).find("procedural") != std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("delays, windows of targets and models of the repository keep to the forecast") {
  Network delayed = two_populations(60, 60);
  Projection p;
  p.source = p.target = "E";
  p.weight = "r";
  p.delay_ms = "1 + 4*r2";
  delayed.connect(p);
  check_forecast(delayed);

  Network wide = two_populations(3, 140000);
  p.target = "I";
  p.delay_ms = every_step;
  for (const char* weight : {"1", "r"}) {
    p.weight = weight;
    for (const Storage storage : {Storage::automatic, Storage::sparse_i16, Storage::sparse_i8, Storage::sparse32_i16}) {
      p.storage = storage;
      wide.projections = {p};
      check_forecast(wide);
    }
  }
  check_forecast(test::paper({{"n", "100"}}));
  check_forecast(test::forum({{"n", "200"}}));
}

TEST_CASE("channels of every kind keep to the forecast") {
  for (unsigned kind = 0; kind < channel_kind_count; ++kind) {
    CAPTURE(kind);
    Network network = two_populations(100000, 10);
    Channel& channel = network.populations[0].channels[0];
    channel.kind = static_cast<ChannelKind>(kind);
    if (channel.kind == ChannelKind::rise) channel.tau_rise_ms = 2;
    if (channel.kind == ChannelKind::nmda) channel.reversal_mv = 0.0;
    check_forecast(network);
  }
}

TEST_CASE("where the rule says the number of synapses, the forecast is nearly the image") {
  Network network = two_populations(800, 200);
  Projection p;
  p.source = p.target = "E";
  p.weight = "0.5*r";
  for (const Storage storage : {Storage::automatic, Storage::dense_i8, Storage::dense_i32, Storage::sparse_i32}) {
    p.storage = storage;
    network.projections = {p};
    SizeForecast forecast;
    CompileOptions options;
    options.before_drawing = [&](const SizeForecast& f) { forecast = f; };
    const Image image = compile(network, options);
    CHECK(forecast.synapses == 800 * 800);
    CHECK(forecast.least_flash_bytes > image.size() * 95 / 100);
  }
}

TEST_CASE("a network beyond the memory of any machine is refused before anything is drawn") {
  Network network = two_populations(1 << 24, 1);
  Projection p;
  p.source = p.target = "E";
  p.weight = "r*r";
  network.where = "huge.toml";
  network.connect(p);
  std::string message;
  try {
    compile(network);
  } catch (const ModelError& error) {
    message = error.what();
  }
  CHECK(message.find("huge.toml: not enough memory: to compile this network takes at least") == 0);
}

TEST_SUITE_END();
