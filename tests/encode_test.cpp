// What a sensor's value becomes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "coding/functions.hpp"
#include "coding_helpers.hpp"
#include "observe/pi.hpp"

using namespace rheobase;
using test::currents;
using test::Sensor;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();

rheo_encoder_options poisson(float rate_high_hz) {
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_POISSON);
  o.count = 50;
  o.rate_high_hz = rate_high_hz;
  return o;
}

rheo_encoder_options heading() {
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
  o.value_low = -180.0f;
  o.value_high = 180.0f;
  o.circular = 1;
  return o;
}

// Pulses of each neuron that begin in `ms` ms, per ms.
std::vector<std::vector<bool>> pulse_trains(double dt_ms, const rheo_encoder_options& options, float value, int ms) {
  Simulation s(test::sensors(options.first + options.count, dt_ms));
  const Sensor sensor(s, options);
  std::vector<std::vector<bool>> trains(options.count);
  const int ticks = static_cast<int>(std::lround(1.0 / dt_ms));
  for (int t = 0; t < ms * ticks; ++t) {
    REQUIRE(sensor.encoder.encode(value) == RHEO_OK);
    const std::vector<float> now = currents(s);
    for (std::uint32_t k = 0; t % ticks == 0 && k < options.count; ++k) {
      trains[k].push_back(now[options.first + k] == options.current_high);
    }
    rheo_step(s.engine());
  }
  return trains;
}

double mean_rate_hz(const std::vector<std::vector<bool>>& trains) {
  double pulses = 0;
  for (const auto& train : trains) {
    for (const bool pulse : train) pulses += pulse ? 1 : 0;
  }
  return pulses * 1000.0 / static_cast<double>(trains.size() * trains[0].size());
}

// The tick in each period of 20 ms at which the pulse of this value begins; -1: none.
int latency_tick(double dt_ms, float value) {
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_LATENCY);
  o.period_ms = 20.0f;
  o.latency_at_low_ms = 18.0f;
  o.latency_at_high_ms = 2.0f;
  Simulation s(test::sensors(3, dt_ms));
  const Sensor sensor(s, o);
  const int ticks = static_cast<int>(std::lround(20.0 / dt_ms)), pulse = static_cast<int>(std::lround(1.0 / dt_ms));
  int first = -1, lasts = 0;
  for (int t = 0; t < ticks; ++t) {
    sensor.encoder.encode(value);
    const bool on = currents(s)[2] == o.current_high;
    if (on && first < 0) first = t;
    lasts += on ? 1 : 0;
    rheo_step(s.engine());
  }
  CHECK(lasts == (first >= 0 ? pulse : 0));
  return first;
}

}  // namespace

TEST_SUITE_BEGIN("encode");

TEST_CASE("the functions are as near to the true ones as their comments say") {
  double exp_error = 0, small_error = 0, direction_error = 0, turn_error = 0, length_error = 0;
  for (int i = 0; i < 240000; ++i) {
    const float z = static_cast<float>(i) * 1e-4f;
    const double error = std::fabs(exp_minus(z) / std::exp(-static_cast<double>(z)) - 1);
    exp_error = std::max(exp_error, error);
    if (z <= 1.0f) small_error = std::max(small_error, error);
  }
  for (int i = 0; i <= 100000; ++i) {
    const float turn = static_cast<float>(i) * 1e-5f;
    const double angle = 2 * pi * static_cast<double>(turn);
    const Direction d = direction(turn);
    direction_error = std::max({direction_error, static_cast<double>(std::fabs(d.x - std::cos(angle))),
                                static_cast<double>(std::fabs(d.y - std::sin(angle)))});
    const auto x = static_cast<float>(7 * std::cos(angle)), y = static_cast<float>(7 * std::sin(angle));
    const double off = turn_of(x, y) - std::atan2(static_cast<double>(y), static_cast<double>(x)) / (2 * pi);
    turn_error = std::max(turn_error, std::fabs(off - std::round(off)));
    length_error = std::max(length_error, std::fabs(length_of(x, y) / std::hypot(double{x}, double{y}) - 1));
  }
  CHECK(exp_error < 2e-6);
  CHECK(small_error < 2e-7);
  CHECK(direction_error < 1e-7);
  CHECK(turn_error < 1e-7);
  CHECK(length_error < 2e-7);
  CHECK(exp_minus(0.0f) == 1.0f);
  CHECK(exp_minus(1000.0f) == 0.0f);
  CHECK(exp_minus(inf) == 0.0f);
}

TEST_CASE("a current is linear between its ends, and cut beyond them") {
  Simulation s(test::sensors(70));
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
  o.population = "more";
  o.first = 3;
  o.count = 60;
  o.value_low = -10.0f;
  o.value_high = 30.0f;
  o.current_low = 5.0f;
  o.current_high = -0.3f;
  const Sensor sensor(s, o);
  const auto sent = [&](float value) {
    sensor.encoder.encode(value);
    rheo_step(s.engine());
    const std::vector<float> now = currents(s, 1);
    for (std::uint32_t i = 0; i < 70; ++i) CHECK(now[i] == (i >= 3 && i < 63 ? now[3] : 0.0f));
    return now[3];
  };
  CHECK(sensor.encoder.encode(not_a_number) == RHEO_E_NOT_A_NUMBER);  // nothing known yet
  CHECK(currents(s, 1)[3] == 5.0f);
  CHECK(sent(-10.0f) == 5.0f);
  CHECK(sent(30.0f) == -0.3f);
  CHECK(sent(10.0f) == doctest::Approx(2.35));
  CHECK(sent(-1e30f) == 5.0f);
  CHECK(sent(30.001f) == -0.3f);
  CHECK(sent(inf) == -0.3f);
  CHECK(sent(0.0f) == doctest::Approx(3.675));
  CHECK(sent(not_a_number) == doctest::Approx(3.675));
  const rheo_encoder_counters c = sensor.encoder.counters();
  CHECK(c.values == 9);
  CHECK(c.saturated_low == 1);
  CHECK(c.saturated_high == 2);
  CHECK(c.refused == 2);
  CHECK(c.restarts == 0);
  CHECK(s.counters().inputs_refused == 0);
  CHECK(s.counters().inputs_cut == 0);
}

TEST_CASE("random pulses have the rate asked for, independent, and are the same at every step") {
  rheo_encoder_options o = poisson(200.0f);
  o.first = 2;
  o.rate_low_hz = 20.0f;
  const auto trains = pulse_trains(1.0, o, 0.25f, 4000);
  // 20 + 0.25 * 180 = 65 Hz: 13,000 pulses expected, sd 110.
  CHECK(mean_rate_hz(trains) == doctest::Approx(65.0).epsilon(4 * 110.0 / 13000));
  double together = 0;  // neurons 0 and 1 in the same ms: 0.065^2 * 4000 = 16.9
  for (std::size_t t = 0; t < trains[0].size(); ++t) together += trains[0][t] && trains[1][t] ? 1 : 0;
  CHECK(together > 3);
  CHECK(together < 34);
  // After a pulse the next is as likely as ever: no memory from one ms to the next.
  double after = 0, pulses = 0;
  for (const auto& train : trains) {
    for (std::size_t t = 1; t < train.size(); ++t) {
      pulses += train[t - 1] ? 1 : 0;
      after += train[t - 1] && train[t] ? 1 : 0;
    }
  }
  CHECK(after / pulses == doctest::Approx(0.065).epsilon(0.15));

  for (const double dt_ms : {0.5, 0.1}) CHECK(pulse_trains(dt_ms, o, 0.25f, 300) == pulse_trains(1.0, o, 0.25f, 300));
  CHECK(mean_rate_hz(pulse_trains(1.0, poisson(1000.0f), 0.0f, 100)) == 0.0);
  CHECK(mean_rate_hz(pulse_trains(1.0, poisson(1000.0f), 1.0f, 100)) == 1000.0);
}

TEST_CASE("a neuron's pulses are its own: a function of seed, population, neuron and time alone") {
  rheo_encoder_options all = poisson(100.0f), some = all, other = all;
  some.first = 13;
  some.count = 9;
  other.seed = 2;
  const auto a = pulse_trains(1.0, all, 1.0f, 500), b = pulse_trains(1.0, some, 1.0f, 500);
  for (std::uint32_t k = 0; k < 9; ++k) CHECK(b[k] == a[13 + k]);
  CHECK(pulse_trains(1.0, other, 1.0f, 500)[0] != a[0]);
}

TEST_CASE("receptive fields are Gaussian around evenly spaced preferred values") {
  Simulation s(test::sensors(11));
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
  o.value_low = 100.0f;
  o.value_high = 200.0f;
  o.width = 15.0f;
  o.current_low = 1.0f;
  const Sensor sensor(s, o);
  for (const float value : {100.0f, 134.5f, 150.0f, 200.0f, 500.0f}) {
    sensor.encoder.encode(value);
    const std::vector<float> now = currents(s);
    for (std::uint32_t k = 0; k < 11; ++k) {
      const double d = (std::fmin(value, 200.0) - (100.0 + 10.0 * k)) / 15.0;
      CHECK(now[k] == doctest::Approx(1.0 + 19.0 * std::exp(-0.5 * d * d)).epsilon(1e-5));
    }
  }
  CHECK(sensor.encoder.counters().saturated_high == 1);
}

TEST_CASE("an angle wraps, however many turns it has made") {
  Simulation s(test::sensors(12));
  const Sensor sensor(s, heading());
  sensor.encoder.encode(0.0f);  // preferred by neuron 6: -180 + 6 * 30
  const std::vector<float> straight = currents(s);
  CHECK(straight[6] == 20.0f);
  CHECK(straight[5] == doctest::Approx(straight[7]));
  CHECK(straight[5] == doctest::Approx(20 * std::exp(-0.5)).epsilon(1e-5));  // width: the distance of two
  for (const float turns : {-3.0f, 1.0f, 1000.0f}) {
    CHECK(sensor.encoder.encode(turns * 360.0f) == RHEO_OK);
    CHECK(currents(s) == straight);
  }
  sensor.encoder.encode(-180.0f);
  const std::vector<float> back = currents(s);
  CHECK(back[0] == 20.0f);
  CHECK(back[1] == doctest::Approx(back[11]));
  sensor.encoder.encode(180.0f);
  CHECK(currents(s) == back);
  for (const float nowhere : {not_a_number, inf, -inf, 1e30f})
    CHECK(sensor.encoder.encode(nowhere) == RHEO_E_NOT_A_NUMBER);
  CHECK(currents(s) == back);
  const rheo_encoder_counters c = sensor.encoder.counters();
  CHECK(c.refused == 4);
  CHECK(c.saturated_low + c.saturated_high == 0);
}

TEST_CASE("a large value comes early, at the same time for every step") {
  for (const double dt_ms : {1.0, 0.5, 0.1}) {
    CAPTURE(dt_ms);
    CHECK(latency_tick(dt_ms, 1.0f) * dt_ms == doctest::Approx(2.0));
    CHECK(latency_tick(dt_ms, 0.75f) * dt_ms == doctest::Approx(6.0));
    CHECK(latency_tick(dt_ms, -7.0f) * dt_ms == doctest::Approx(18.0));
    CHECK(latency_tick(dt_ms, not_a_number) == -1);
  }
}

TEST_CASE("a period sends the value with which it began") {
  Simulation s(test::sensors(1));
  const Sensor sensor(s, rheo_default_encoder_options(RHEO_ENCODE_LATENCY));
  std::vector<int> pulses;
  for (int t = 0; t < 100; ++t) {
    sensor.encoder.encode(t % 50 == 0 ? 0.5f : 1.0f);  // after 20 ms of 50
    if (currents(s)[0] == 80.0f) pulses.push_back(t);
    rheo_step(s.engine());
  }
  CHECK(pulses == std::vector<int>{20, 70});
}

TEST_CASE("the default pulse makes a regular spiking cell at rest fire once") {
  for (const double dt_ms : {1.0, 0.1}) {
    Simulation s(test::sensors(1, dt_ms));
    const Sensor sensor(s, rheo_default_encoder_options(RHEO_ENCODE_LATENCY));
    for (int t = 0; t * dt_ms < 100; ++t) {
      sensor.encoder.encode(0.25f);
      rheo_step(s.engine());
    }
    CHECK(s.counters().spikes == 2);  // one a period
  }
}

TEST_CASE("a value that never changes is counted as stuck, from stuck_ms on") {
  Simulation s(test::sensors(1, 0.5));
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
  o.stuck_ms = 2.0f;
  const Sensor sensor(s, o);
  const auto turn = [&](float value) {
    sensor.encoder.encode(value);
    rheo_step(s.engine());
    return sensor.encoder.counters().stuck;
  };
  for (int t = 0; t < 4; ++t) CHECK(turn(0.3f) == 0);
  CHECK(turn(0.3f) == 1);
  CHECK(turn(not_a_number) == 1);
  CHECK(turn(0.3f) == 2);
  CHECK(turn(0.4f) == 2);
  for (int t = 0; t < 3; ++t) CHECK(turn(0.4f) == 2);
  CHECK(turn(0.4f) == 3);
}

TEST_CASE("after a reset or a restore an encoder is as new, but for its counters") {
  for (std::uint32_t kind = RHEO_ENCODE_CURRENT; kind <= RHEO_ENCODE_LATENCY; ++kind) {
    CAPTURE(kind);
    Simulation s(test::sensors(20)), fresh(test::sensors(20));
    const Sensor sensor(s, rheo_default_encoder_options(kind));
    for (int t = 0; t < 30; ++t) {
      sensor.encoder.encode(0.8f);
      rheo_step(s.engine());
    }
    const auto snapshot = s.snapshot();
    sensor.encoder.encode(0.9f);
    rheo_step(s.engine());
    CHECK(sensor.encoder.counters().restarts == 0);
    // To the very tick that would have come next.
    s.restore(snapshot);
    rheo_step(s.engine());
    CHECK(sensor.encoder.encode(not_a_number) == RHEO_E_NOT_A_NUMBER);  // the last value is forgotten
    CHECK(currents(s) == std::vector<float>(20, 0.0f));
    CHECK(sensor.encoder.counters().restarts == 1);
    rheo_reset(s.engine());
    const Sensor unused(fresh, rheo_default_encoder_options(kind));
    for (int t = 0; t < 120; ++t) {
      const float value = t == 0 ? not_a_number : static_cast<float>(t % 7) * 0.15f;
      sensor.encoder.encode(value);
      unused.encoder.encode(value);
      CHECK(currents(s) == currents(fresh));
      rheo_step(s.engine());
      rheo_step(fresh.engine());
    }
    CHECK(sensor.encoder.counters().restarts == 2);
    s.swap_image(compile(test::sensors(20)));  // no restart
    sensor.encoder.encode(not_a_number);
    CHECK(sensor.encoder.counters().restarts == 2);
    rheo_step(s.engine());
    rheo_step(s.engine());  // a step without a call is one
    sensor.encoder.encode(0.5f);
    CHECK(sensor.encoder.counters().restarts == 3);
    CHECK(sensor.encoder.counters().values == 154);
  }
}

TEST_CASE("options out of range are refused, and nothing is touched") {
  Network network = test::sensors(10);
  network.populations[1].input = false;
  Simulation s(network);
  const auto status = [&](const rheo_encoder_options& o) {
    alignas(8) unsigned char memory[512] = {1, 2, 3};
    rheo_encoder* encoder = reinterpret_cast<rheo_encoder*>(memory);
    const rheo_status result = rheo_encoder_init(memory, sizeof memory, s.engine(), &o, &encoder);
    if (result == RHEO_OK) rheo_encoder_release(encoder);
    if (result != RHEO_OK) CHECK((encoder == nullptr && memory[0] == 1 && memory[1] == 2 && memory[2] == 3));
    return result;
  };
  const auto changed = [&](std::uint32_t kind, auto change) {
    rheo_encoder_options o = rheo_default_encoder_options(kind);
    CHECK(status(o) == RHEO_OK);
    change(o);
    return status(o);
  };
  using Options = rheo_encoder_options;
  const auto refused = [&](std::uint32_t kind, auto change) { CHECK(changed(kind, change) == RHEO_E_OPTION); };
  CHECK(changed(RHEO_ENCODE_CURRENT, [](Options& o) { o.population = "none"; }) == RHEO_E_NAME);
  CHECK(changed(RHEO_ENCODE_CURRENT, [](Options& o) { o.first = 10; }) == RHEO_E_RANGE);
  CHECK(changed(RHEO_ENCODE_CURRENT, [](Options& o) { o.first = 4, o.count = 7; }) == RHEO_E_RANGE);
  CHECK(changed(RHEO_ENCODE_CURRENT, [](Options& o) { o.population = "more"; }) == RHEO_E_NO_INPUT);
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.kind = 0; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.kind = 5; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.value_low = o.value_high; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.value_low = not_a_number; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.value_high = inf; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.value_low = -3e38f, o.value_high = 3e38f; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.current_high = 2e6f; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.current_low = not_a_number; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.stuck_ms = 0.4f; });
  refused(RHEO_ENCODE_CURRENT, [](Options& o) { o.stuck_ms = not_a_number; });
  refused(RHEO_ENCODE_POISSON, [](Options& o) { o.rate_high_hz = 1001.0f; });
  refused(RHEO_ENCODE_POISSON, [](Options& o) { o.rate_low_hz = -1.0f; });
  refused(RHEO_ENCODE_POISSON, [](Options& o) { o.pulse_ms = 2.0f; });  // longer than the period
  refused(RHEO_ENCODE_POISSON, [](Options& o) { o.period_ms = 2.5f; });
  refused(RHEO_ENCODE_POISSON, [](Options& o) { o.period_ms = -1.0f; });
  refused(RHEO_ENCODE_POPULATION, [](Options& o) { o.width = -0.1f; });
  refused(RHEO_ENCODE_POPULATION, [](Options& o) { o.width = not_a_number; });
  refused(RHEO_ENCODE_LATENCY, [](Options& o) { o.latency_at_low_ms = 49.5f; });
  refused(RHEO_ENCODE_LATENCY, [](Options& o) { o.latency_at_high_ms = not_a_number; });

  alignas(8) unsigned char memory[512];
  rheo_encoder* encoder = nullptr;
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_POISSON);
  std::size_t bytes = 0;
  CHECK(rheo_encoder_size(s.engine(), &o, &bytes) == RHEO_OK);
  CHECK(rheo_encoder_init(memory, bytes - 1, s.engine(), &o, &encoder) == RHEO_E_MEMORY_TOO_SMALL);
  CHECK(rheo_encoder_init(memory + 4, bytes, s.engine(), &o, &encoder) == RHEO_E_MEMORY_MISALIGNED);
  CHECK(rheo_encoder_init(memory, bytes, s.engine(), nullptr, &encoder) == RHEO_E_NULL);
  CHECK(rheo_encoder_init(nullptr, bytes, s.engine(), &o, &encoder) == RHEO_E_NULL);
  CHECK(rheo_encoder_init(memory, bytes, nullptr, &o, &encoder) == RHEO_E_NULL);
  CHECK(rheo_encoder_size(s.engine(), nullptr, &bytes) == RHEO_E_NULL);
}

TEST_SUITE_END();
