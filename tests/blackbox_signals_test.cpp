// Sensors and motors in the black box: values are logged, currents and speeds are made again.
#include <algorithm>
#include <cmath>
#include <limits>

#include "blackbox_helpers.hpp"
#include "rheobase/rheobase.hpp"

using namespace rheobase;
using test::Box;

namespace {

constexpr float nan_value = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();

// The robot's network with an encoder of every kind and a decoder of every kind.
struct Robot {
  Simulation simulation{test::robot()};
  Encoder encoders[4];
  Decoder decoders[5];
  Memory<512> encoder_memory[4];
  Memory<1024> decoder_memory[5];
  std::vector<float> preferred;
  std::vector<rheo_blackbox_signal> signals;

  // `one_sensor`: all encoders are of one.
  explicit Robot(bool one_sensor = false) {
    const Engine net(simulation.engine());
    for (std::uint32_t k = 0; k < 4; ++k) {
      rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT + k);
      o.first = 20 * k;
      o.count = 20;
      if (k == 2) o.circular = 1;
      if (k == 1) o.period_ms = 3, o.rate_high_hz = 300;
      REQUIRE(encoders[k].init(encoder_memory[k], net, o) == RHEO_OK);
      signals.push_back({k == 0 || one_sensor ? "compass" : nullptr, encoders[k].get(), nullptr});
    }
    for (int k = 0; k < 40; ++k) preferred.push_back(static_cast<float>(k % 7) / 7);
    for (std::uint32_t k = 0; k < 5; ++k) {
      rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_RATE + k % 4);
      o.population = "M";
      if (k == 4) o.kind = RHEO_DECODE_VECTOR, o.window_ms = 20, o.tau_ms = 0, o.preferred = preferred.data();
      if (k == 2) o.circular = 1;
      REQUIRE(decoders[k].init(decoder_memory[k], net, o) == RHEO_OK);
      signals.push_back({k == 0 ? "wheel" : nullptr, nullptr, decoders[k].get()});
    }
  }
  rheo_engine* net() const { return simulation.engine(); }
  rheo_blackbox_options watched(std::uint32_t hash_ticks, std::uint32_t snapshot_ticks) const {
    rheo_blackbox_options options = test::every(hash_ticks, snapshot_ticks, 1u << 20);
    options.signals = signals.data();
    options.signal_count = static_cast<std::uint32_t>(signals.size());
    return options;
  }
};

float reading(std::mt19937& random) {
  switch (random() % 40) {
    case 0: return nan_value;
    case 1: return infinity;
    case 2: return -3.0f;
    case 3: return 1e30f;
    case 4: return -0.0f;
    case 5: return 1e-38f;
    default: return static_cast<float>(random() % 16) / 16;
  }
}

// What a replay's decoders say, tick by tick.
struct Seen : ReplayObserver {
  std::vector<LogSignal> signals;
  std::vector<std::vector<float>> values;  // by tick
  void begin(const rheo_engine*, const std::vector<LogSignal>& s) override { signals = s; }
  void observe(const rheo_engine* engine, const std::vector<float>& v) override {
    values.resize(rheo_tick(engine) + 1);
    values.back() = v;
  }
  void forget_after(std::uint64_t tick) override { values.resize(tick + 1); }
};

ReplayReport replayed(const test::Stream& stream, ReplayObserver* observer = nullptr) {
  ReplayOptions options;
  options.observer = observer;
  return replay(Log(stream.bytes, "stream"), test::images_of({test::robot()}), options);
}

}  // namespace

TEST_SUITE_BEGIN("blackbox");

TEST_CASE("a sensor's value is logged, not its encoder's currents, and replays to the bit") {
  std::uint64_t bytes[2];
  for (int watched = 0; watched < 2; ++watched) {
    Robot robot;
    Box box(robot.simulation, watched != 0 ? robot.watched(10, 500) : test::every(10, 500, 1u << 20));
    test::Stream stream;
    std::mt19937 random(8);
    for (int k = 0; k < 2000; ++k) {
      for (const Encoder& encoder : robot.encoders) encoder.encode(static_cast<float>(random() % 1000) * 0.0011f);
      rheo_blackbox_record(box.get());
      rheo_step(robot.net());
      for (const Decoder& decoder : robot.decoders) decoder.decode();
      box.drain(stream);
    }
    rheo_blackbox_record_hash(box.get());
    box.drain(stream);
    bytes[watched] = stream.bytes.size();
    const ReplayReport report = replayed(stream);
    CHECK(robot.simulation.counters().spikes > 1000);
    CHECK(!report.divergence);
    CHECK(report.steps == 2000);
    CHECK(report.hashes == 201);
    CHECK(report.gaps == 0);
  }
  CHECK(bytes[1] * 2 < bytes[0]);
  CHECK(bytes[1] < 2000 * 100 + 210 * 48 + 5 * 6000);
}

// Calls left out, made twice or made of the same value, readings that are none, currents set by hand before and after,
// resets, restores, swaps, snapshots asked for, the queue full now and then.
TEST_CASE("whatever a program does with its encoders, the log knows the currents") {
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    CAPTURE(seed);
    Robot robot(seed % 3 == 1);
    rheo_blackbox_options options = robot.watched(1 + seed % 3, seed % 2 == 0 ? 0 : 97);
    options.queue_bytes = seed % 4 == 3 ? 40000 : 1u << 20;
    Box box(robot.simulation, options);
    test::Stream stream;
    std::mt19937 random(seed);
    std::vector<std::byte> saved = robot.simulation.snapshot();
    float held[4] = {};
    for (int k = 0; k < 3000; ++k) {
      if (random() % 400 == 0) saved = robot.simulation.snapshot();
      if (random() % 500 == 0) robot.simulation.restore(saved);
      if (random() % 700 == 0) rheo_reset(robot.net());
      if (random() % 900 == 0) robot.simulation.run_steps(2);
      const bool by_hand_before = random() % 10 == 0, by_hand_after = random() % 10 == 0;
      const auto by_hand = [&] {
        const float x[2] = {static_cast<float>(random() % 50), 3};
        REQUIRE(rheo_set_input(robot.net(), 0, static_cast<std::uint32_t>(random() % 88), 2, x) == RHEO_OK);
      };
      if (by_hand_before) by_hand();
      for (int e = 3; e >= 0; --e) {
        if (random() % 5 == 0) held[e] = reading(random);
        for (auto calls = random() % 8 == 0 ? random() % 3 : 1; calls > 0; --calls) {
          robot.encoders[e].encode(calls == 2 ? reading(random) : held[e]);
        }
      }
      if (by_hand_after) by_hand();
      if (random() % 50 == 0) rheo_blackbox_want_snapshot(box.get());
      rheo_blackbox_record(box.get());
      if (random() % 30 == 0) {  // once more, after a second thought
        robot.encoders[random() % 4].encode(reading(random));
        rheo_blackbox_record(box.get());
      }
      rheo_step(robot.net());
      if (k / 300 % 2 == 0 || seed % 4 != 3) box.drain(stream);
    }
    box.drain(stream);
    rheo_blackbox_record(box.get());  // where records were lost, this says so
    box.drain(stream);
    const ReplayReport report = replayed(stream);
    CHECK(!report.divergence);
    CHECK(report.missing_records == 0);
    CHECK(report.hashes > (seed % 4 == 3 ? 300 : 900));
    CHECK(report.fresh_starts + report.gaps > 5);
    CHECK(report.lost_records == box.stats().lost);
  }
}

TEST_CASE("what encoders of one sensor follow is recorded once") {
  const auto bytes_of = [](bool one_sensor) {
    Simulation s(test::robot());
    Memory<512> memory[2];
    Encoder encoders[2];
    for (std::uint32_t k = 0; k < 2; ++k) {
      rheo_encoder_options o = rheo_default_encoder_options(k == 0 ? RHEO_ENCODE_CURRENT : RHEO_ENCODE_POPULATION);
      o.first = 20 * k;
      o.count = 20;
      REQUIRE(encoders[k].init(memory[k], s.handle(), o) == RHEO_OK);
    }
    const rheo_blackbox_signal signals[] = {{"light", encoders[0].get(), nullptr},
                                            {one_sensor ? "light" : "other", encoders[1].get(), nullptr}};
    rheo_blackbox_options options = test::every(100, 0, 1u << 20);
    options.signals = signals;
    options.signal_count = 2;
    Box box(s, options);
    test::Stream stream;
    for (int k = 0; k < 1000; ++k) {
      for (const Encoder& encoder : encoders) encoder.encode(static_cast<float>(k % 97) / 97);
      rheo_blackbox_record(box.get());
      rheo_step(s.engine());
      box.drain(stream);
    }
    rheo_blackbox_record_hash(box.get());
    box.drain(stream);
    Seen seen;
    const ReplayReport report = replayed(stream, &seen);
    CHECK(!report.divergence);
    CHECK(report.hashes == 11);
    CHECK(seen.signals.size() == (one_sensor ? 1 : 2));
    return stream.bytes.size();
  };
  // A record holds 8 bytes less for a second value, 40 of which a pair of values needs 56.
  CHECK(bytes_of(true) + 1000 * 7 < bytes_of(false));
}

TEST_CASE("an encoder that is called after the tick's record is seen through") {
  Robot robot;
  Box box(robot.simulation, robot.watched(1, 0));
  test::Stream stream;
  // Its currents reach the log a tick late, as any input's would: told apart, not passed over.
  robot.encoders[0].encode(0.5f);
  rheo_blackbox_record(box.get());
  robot.encoders[0].encode(1.0f);
  rheo_step(robot.net());
  rheo_blackbox_record(box.get());
  rheo_step(robot.net());
  rheo_blackbox_record(box.get());
  box.drain(stream);
  const ReplayReport report = replayed(stream);
  REQUIRE(report.divergence);
  CHECK(report.divergence->tick == 1);
  const Log log(stream.bytes, "stream");
  const auto inputs = std::count_if(log.records().begin(), log.records().end(),
                                    [](const LogRecord& r) { return r.type == RHEO_LOG_INPUT && r.tick == 1; });
  CHECK(inputs == 1);
}

TEST_CASE("a replay's decoders say what the robot's said, from the first tick or from the middle") {
  Robot robot;
  Box box(robot.simulation, robot.watched(10, 420));
  test::Stream stream;
  std::mt19937 random(3);
  std::vector<std::vector<float>> said(1, std::vector<float>(5, nan_value));
  for (int k = 0; k < 1500; ++k) {
    for (int e = 0; e < 4; ++e) robot.encoders[e].encode(reading(random));
    rheo_blackbox_record(box.get());
    rheo_step(robot.net());
    said.emplace_back(5, nan_value);
    for (std::size_t d = 0; d < 5; ++d) {
      if (k > 100 && k < 300 && random() % 7 == 0) continue;  // skipped
      said.back()[d] = robot.decoders[d].decode();
      if (k % 50 == 49) robot.decoders[d].start(), said.back()[d] = robot.decoders[d].decode();
    }
    box.drain(stream);
  }
  rheo_blackbox_record(box.get());
  box.drain(stream);
  const std::size_t second = stream.offset_of(RHEO_LOG_SNAPSHOT, 1);
  for (const std::size_t from : {std::size_t{0}, second}) {
    test::Stream part;
    part.bytes.assign(stream.bytes.begin() + static_cast<std::ptrdiff_t>(from), stream.bytes.end());
    Seen seen;
    const ReplayReport report = replayed(part, &seen);
    CHECK(!report.divergence);
    REQUIRE(seen.signals.size() == 9);
    CHECK(seen.signals[0].name == "compass");
    CHECK(seen.signals[1].name == "sensor 1");
    CHECK(seen.signals[4].name == "wheel");
    CHECK(seen.signals[4].motor);
    REQUIRE(seen.values.size() == said.size());
    std::size_t compared = 0, unknown = 0;
    for (std::size_t t = from == 0 ? 1 : 421; t < said.size(); ++t) {
      for (std::size_t d = 0; d < 5; ++d) {
        const float here = seen.values[t][4 + d];
        if (std::isnan(here) && !std::isnan(said[t][d])) {
          ++unknown;
          CHECK(from != 0);
          if (d != 4) CHECK(t < 520);  // a vector waits for a spike, too
        } else {
          ++compared;
          CAPTURE(t);
          CAPTURE(d);
          CHECK(std::memcmp(&here, &said[t][d], sizeof here) == 0);
        }
      }
    }
    CHECK(compared > 4000);
    CHECK((unknown > 0) == (from != 0));
  }
}

TEST_CASE("signals that are none, or another engine's, are refused") {
  Robot robot, other;
  std::size_t bytes = 0;
  const auto status_of = [&](const rheo_blackbox_signal& signal) {
    rheo_blackbox_options options = rheo_default_blackbox_options();
    options.signals = &signal;
    options.signal_count = 1;
    return rheo_blackbox_size(robot.net(), &options, &bytes);
  };
  CHECK(status_of({"x", robot.encoders[0].get(), nullptr}) == RHEO_OK);
  CHECK(status_of({"x", nullptr, nullptr}) == RHEO_E_OPTION);
  CHECK(status_of({"x", robot.encoders[0].get(), robot.decoders[0].get()}) == RHEO_E_OPTION);
  CHECK(status_of({"x", other.encoders[0].get(), nullptr}) == RHEO_E_OPTION);
  CHECK(status_of({"thirty-one bytes are not too man", robot.encoders[0].get(), nullptr}) == RHEO_E_OPTION);
  CHECK(status_of({"thirty-one bytes are not too ma", robot.encoders[0].get(), nullptr}) == RHEO_OK);
  rheo_blackbox_options options = rheo_default_blackbox_options();
  options.signal_count = 1;
  CHECK(rheo_blackbox_size(robot.net(), &options, &bytes) == RHEO_E_NULL);
}

TEST_SUITE_END();
