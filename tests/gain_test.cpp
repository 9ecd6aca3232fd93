// Gains: a projection's weights times a factor that the program sets.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "blackbox_helpers.hpp"
#include "engine/engine.hpp"
#include "networks.hpp"
#include "rheobase/simulation.hpp"

using namespace rheobase;

namespace {

// Spikes that the program sets, onto a channel that adds up all that arrives.
Network counting(Storage storage, double max_gain, const std::string& weight, std::uint32_t sources = 3,
                 std::uint32_t targets = 70) {
  Network network;
  Population from, to;
  from.name = "from";
  from.size = static_cast<double>(sources);
  from.model = "external";
  to.name = "to";
  to.size = static_cast<double>(targets);
  Channel sum;
  sum.name = "sum";
  sum.kind = Channel::Kind::hold;
  to.channels = {sum};
  network.add(from);
  network.add(to);
  Projection p;
  p.source = "from";
  p.target = "to";
  p.weight = weight;
  p.storage = storage;
  p.max_gain = max_gain;
  network.connect(p);
  return network;
}

const Storage forms[] = {Storage::dense_i8,   Storage::dense_i16,   Storage::dense_i32,    Storage::sparse_i8,
                         Storage::sparse_i16, Storage::sparse32_i8, Storage::sparse32_i16, Storage::procedural};

void fire(const Simulation& s, const std::vector<std::uint32_t>& neurons) {
  REQUIRE(rheo_set_spikes(s.engine(), 0, static_cast<std::uint32_t>(neurons.size()), neurons.data()) == RHEO_OK);
  rheo_step(s.engine());  // they fire
  rheo_step(s.engine());  // and arrive
}

float sum_at(const Simulation& s, std::uint32_t neuron) { return rheo_state(s.engine(), 1, "sum")[neuron]; }

// Several projections into one channel, pulses of several ticks, an interpolating channel, delays that vary, windows.
Network everything(std::uint64_t event_budget = 0) {
  Network network = test::paper();
  for (Population& p : network.populations) {
    p.size = p.name == "E" ? 160 : 40;
    p.input = true;
    Channel pulse, decay;
    pulse.name = "pulse";
    pulse.kind = Channel::Kind::pulse;
    pulse.width_ms = 4;
    decay.name = "decay";
    decay.kind = Channel::Kind::decay;
    decay.tau_ms = 7;
    decay.interpolate = event_budget == 0;
    p.channels = {pulse, decay};
  }
  int k = 0;
  for (Projection& p : network.projections) {
    p.channel = k % 2 == 0 ? "pulse" : "decay";
    p.delay_ms = k < 2 ? Value("1 + floor(6*r2)") : Value(3.0);
    p.probability = 0.3;
    p.storage = k == 3 ? Storage::procedural : Storage::automatic;
    if (k != 1) p.max_gain = 1.5 + k;
    ++k;
  }
  network.event_budget = static_cast<double>(event_budget);
  return network;
}

// Sets gains now and then, the same for a seed and tick.
void change_gains(const Simulation& s) {
  const std::uint64_t tick = rheo_tick(s.engine());
  if (tick % 7 != 3) return;
  std::mt19937 random(static_cast<std::uint32_t>(tick));
  const auto projection = static_cast<std::uint32_t>(random() % rheo_projection_count(s.engine()));
  rheo_projection_info info;
  rheo_get_projection(s.engine(), projection, &info);
  if (info.max_gain == 0) return;
  const float gain = random() % 5 == 0 ? 1.0f : static_cast<float>(random() % 1000) / 999.0f * info.max_gain;
  REQUIRE(rheo_set_gain(s.engine(), projection, gain) == RHEO_OK);
}

void run(const Simulation& s, int steps) {
  for (int k = 0; k < steps; ++k) {
    change_gains(s);
    rheo_step(s.engine());
  }
}

}  // namespace

TEST_SUITE_BEGIN("gain");

TEST_CASE("what arrives is multiplied, however it is stored") {
  for (const Storage form : forms) {
    CAPTURE(static_cast<int>(form));
    const Simulation s(counting(form, 4, "0.75"));
    REQUIRE(rheo_gain(s.engine(), 0) == 1.0f);
    fire(s, {0});
    CHECK(sum_at(s, 69) == 0.75f);
    float expected = 0.75f;
    for (const float gain : {0.5f, 0.0f, 4.0f, 1.0f, 0.25f}) {
      REQUIRE(rheo_set_gain(s.engine(), 0, gain) == RHEO_OK);
      CHECK(rheo_gain(s.engine(), 0) == gain);
      fire(s, {0, 2});
      expected += 1.5f * gain;
      for (const std::uint32_t neuron : {0u, 63u, 64u, 69u}) CHECK(sum_at(s, neuron) == expected);
    }
  }
}

TEST_CASE("the product is rounded to the channel's unit, once a step, halves up") {
  const Simulation s(counting(Storage::dense_i16, 1, "0.25 - 0.5*j", 1, 2));
  const auto& channel = s.engine()->image.channel(0);
  const double unit = std::ldexp(1.0, -channel.exponent);
  const float gain = 0.3f;
  REQUIRE(rheo_set_gain(s.engine(), 0, gain) == RHEO_OK);
  const double factor = std::floor(static_cast<double>(gain) * (1 << 20) + 0.5) / (1 << 20);
  CHECK(static_cast<double>(rheo_gain(s.engine(), 0)) == factor);
  fire(s, {0});
  for (const std::uint32_t j : {0u, 1u}) {
    const double weight = j == 0 ? 0.25 : -0.25;
    CHECK(static_cast<double>(sum_at(s, j)) ==
          doctest::Approx(std::floor(weight * factor / unit + 0.5) * unit).epsilon(1e-7));
  }
}

TEST_CASE("the largest gain overflows no sum") {
  // All sources at once, weights that fill the channel's range.
  const Simulation s(counting(Storage::dense_i16, 16, "1000", 300, 2));
  REQUIRE(rheo_set_gain(s.engine(), 0, 16) == RHEO_OK);
  std::vector<std::uint32_t> all(300);
  for (std::uint32_t i = 0; i < 300; ++i) all[i] = i;
  fire(s, all);
  CHECK(static_cast<double>(sum_at(s, 0)) == doctest::Approx(16.0 * 300 * 1000).epsilon(1e-3));
}

TEST_CASE("a gain that is back at 1 leaves no trace") {
  const Simulation touched(everything()), plain(everything());
  run(touched, 0);
  for (int k = 0; k < 50; ++k) {
    for (std::uint32_t p : {0u, 2u, 3u}) {
      REQUIRE(rheo_set_gain(touched.engine(), p, 0.7f) == RHEO_OK);
      REQUIRE(rheo_set_gain(touched.engine(), p, 1.0f) == RHEO_OK);
    }
    rheo_step(touched.engine());
    rheo_step(plain.engine());
    REQUIRE(rheo_state_hash(touched.engine()) == rheo_state_hash(plain.engine()));
  }
}

TEST_CASE("the bits are the same for any target, number of threads, and after a snapshot or a swap") {
  for (const std::uint64_t budget : {0u, 3000u}) {
    CAPTURE(budget);
    const Network network = everything(budget);
    const Simulation one(network, {}, {"scalar", {}, 1});
    run(one, 300);
    REQUIRE(rheo_spike_count(one.engine(), 0) + one.counters().spikes > 100);
    const std::uint64_t expected = rheo_state_hash(one.engine());
    for (std::uint32_t i = 0; const char* target = rheo_target_name(i); ++i) {
      for (const std::uint32_t threads : {1u, 3u}) {
        CAPTURE(target);
        SimulationOptions options;
        options.target = target;
        options.threads = threads;
        options.share_every_step = true;
        const Simulation s(network, {}, options);
        run(s, 300);
        CHECK(rheo_state_hash(s.engine()) == expected);
      }
    }
    Simulation here(network), there(network);
    const Image same = compile(network);
    for (int part = 0; part < 15; ++part) {
      run(here, 20);
      change_gains(here);
      there.restore(here.snapshot());
      REQUIRE(rheo_state_hash(there.engine()) == rheo_state_hash(here.engine()));
      REQUIRE(rheo_swap_image(there.engine(), same.data(), same.size()) == RHEO_OK);
      REQUIRE(rheo_state_hash(there.engine()) == rheo_state_hash(here.engine()));
      there.swap_image(compile(network));  // one that it keeps
      std::swap(here, there);
    }
    CHECK(rheo_state_hash(here.engine()) == expected);
  }
}

TEST_CASE("a gain is a state: reset, hash, snapshot") {
  Simulation s(everything());
  const std::uint64_t before = rheo_state_hash(s.engine());
  REQUIRE(rheo_set_gain(s.engine(), 2, 0.5f) == RHEO_OK);
  CHECK(rheo_state_hash(s.engine()) != before);
  const std::vector<std::byte> snapshot = s.snapshot();
  rheo_reset(s.engine());
  CHECK(rheo_gain(s.engine(), 2) == 1.0f);
  CHECK(rheo_state_hash(s.engine()) == before);
  s.restore(snapshot);
  CHECK(rheo_gain(s.engine(), 2) == 0.5f);
}

TEST_CASE("what is no gain is refused, and nothing changes") {
  const Simulation s(everything());
  rheo_engine* net = s.engine();
  REQUIRE(rheo_set_gain(net, 0, 0.5f) == RHEO_OK);
  for (const float gain : {-0.001f, 1.51f, std::numeric_limits<float>::infinity(), -1e30f}) {
    CHECK(rheo_set_gain(net, 0, gain) == RHEO_E_RANGE);
  }
  CHECK(rheo_set_gain(net, 0, std::numeric_limits<float>::quiet_NaN()) == RHEO_E_NOT_A_NUMBER);
  CHECK(rheo_set_gain(net, 1, 1.0f) == RHEO_E_NO_GAIN);
  CHECK(rheo_set_gain(net, 4, 1.0f) == RHEO_E_RANGE);
  CHECK(rheo_gain(net, 0) == 0.5f);
  CHECK(rheo_gain(net, 1) == 1.0f);
  CHECK(rheo_gain(net, 4) == 0.0f);
  const Simulation fixed(test::paper());
  CHECK(rheo_set_gain(fixed.engine(), 0, 1.0f) == RHEO_E_NO_GAIN);
  CHECK(rheo_gain(fixed.engine(), 0) == 1.0f);
}

TEST_CASE("projections are found by the names of their ends") {
  const Simulation s(everything());
  const Engine net = s.handle();
  CHECK(net.projection_count() == 4);
  std::uint32_t index = 9;
  CHECK(net.find_projection("I", "E", nullptr, index) == RHEO_OK);
  const rheo_projection_info info = net.projection(index);
  CHECK(std::string(net.population_name(info.source)) == "I");
  CHECK(std::string(net.population_name(info.target)) == "E");
  CHECK(net.find_projection("I", "E", info.channel, index) == RHEO_OK);
  const std::string other = std::string(info.channel) == "pulse" ? "decay" : "pulse";
  CHECK(net.find_projection("I", "E", other.c_str(), index) == RHEO_E_NAME);
  CHECK(net.find_projection("I", "J", nullptr, index) == RHEO_E_NAME);
  std::uint64_t synapses = 0;
  for (std::uint32_t i = 0; i < net.projection_count(); ++i) synapses += net.projection(i).synapses;
  CHECK(synapses == describe_image(s.image()).synapses);
  CHECK(net.projection(4).channel == nullptr);
  CHECK(net.projection(1).max_gain == 0.0f);
  CHECK(net.projection(2).max_gain == 3.5f);
}

TEST_CASE("a black box records gains, and a replay sets them") {
  for (const std::uint64_t budget : {0u, 3000u}) {
    const Simulation s(everything(budget));
    test::Box box(s, test::every(1, 0, 1u << 20));
    test::Stream stream;
    std::uint64_t gains = 0;
    for (int k = 0; k < 400; ++k) {
      change_gains(s);
      rheo_blackbox_record(box.get());
      rheo_step(s.engine());
      box.drain(stream);
    }
    const Log log(stream.bytes, "stream");
    for (const LogRecord& record : log.records()) gains += record.type == RHEO_LOG_GAINS ? 1 : 0;
    CHECK(gains > 20);
    std::vector<Image> images;
    images.push_back(compile(everything(budget)));
    const ReplayReport report = replay(log, images);
    CHECK(!report.divergence);
    CHECK(report.hashes == 400);
    CHECK(report.snapshots == 0);
  }
}

TEST_CASE("max_gain out of its range is refused at its place") {
  for (const char* value : {"0.5", "17", "-1"}) {
    const std::string text = std::string("[[population]]\nname = \"E\"\nsize = 2\n[[projection]]\nsource = \"E\"\n") +
                             "target = \"E\"\nmax_gain = " + value + "\n";
    try {
      compile(parse_model(text, "m.toml"));
      FAIL("max_gain = " << value << " is accepted");
    } catch (const ModelError& error) {
      CHECK(std::string(error.what()).rfind("m.toml:7: max_gain of E -> E is ", 0) == 0);
    }
  }
}

TEST_SUITE_END();
