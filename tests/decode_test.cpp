// What spikes become.
#include <cmath>
#include <limits>
#include <random>

#include "coding_helpers.hpp"
#include "observe/pi.hpp"

using namespace rheobase;
using test::Motor;
using test::step_firing;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
using Neurons = std::vector<std::uint32_t>;

rheo_decoder_options options_of(std::uint32_t kind, std::uint32_t first = 0, std::uint32_t count = 0) {
  rheo_decoder_options o = rheo_default_decoder_options(kind);
  o.first = first;
  o.count = count;
  return o;
}

rheo_decoder_options heading(float tau_ms, float window_ms) {
  rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_VECTOR);
  o.tau_ms = tau_ms;
  o.window_ms = window_ms;
  o.circular = 1;
  o.out_low = -180.0f;
  o.out_high = 180.0f;
  return o;
}

Neurons random_neurons(std::mt19937& random, std::uint32_t size) {
  Neurons out;
  for (std::uint32_t i = 0; i < size; ++i) {
    if (random() % 8 == 0) out.push_back(i);
  }
  return out;
}

}  // namespace

TEST_SUITE_BEGIN("decode");

TEST_CASE("a rate is the spikes of the last window, of the neurons named, per neuron and second") {
  Simulation s(test::sensors(200, 0.5));
  rheo_decoder_options o = options_of(RHEO_DECODE_RATE, 60, 70);  // over three words
  o.window_ms = 10.0f;
  o.rate_high_hz = 400.0f;
  Motor motor(s, o);
  std::mt19937 random(5);
  std::vector<int> counts;
  for (int t = 0; t < 200; ++t) {
    const Neurons fired = random_neurons(random, 200);
    counts.push_back(0);
    for (const std::uint32_t i : fired) counts.back() += i >= 60 && i < 130 ? 1 : 0;
    step_firing(s, fired);
    motor.decode();
    int sum = 0;
    for (int k = 0; k < 20 && k <= t; ++k) sum += counts[static_cast<std::size_t>(t - k)];
    CHECK(motor.details.rate_hz == doctest::Approx(sum / (70 * 0.010)).epsilon(1e-6));
    CHECK(motor.details.value == doctest::Approx(std::fmin(sum / (70 * 0.010) / 400, 1.0)).epsilon(1e-5));
  }
  for (int t = 0; t < 20; ++t) {
    step_firing(s, {});
    motor.decode();
  }
  CHECK(motor.details.rate_hz == 0.0f);
  CHECK(motor.details.active == 0);
  CHECK(motor.decoder.counters().silent == 1);
  CHECK(motor.decoder.counters().ticks == 220);
}

TEST_CASE("a trace decays with tau and means the same rate at every step") {
  for (const double dt_ms : {1.0, 0.1}) {
    CAPTURE(dt_ms);
    Simulation s(test::sensors(10, dt_ms));
    Motor motor(s, options_of(RHEO_DECODE_TRACE));
    const int ticks = static_cast<int>(std::lround(1.0 / dt_ms));
    // Every neuron once in 20 ms: 50 Hz. The mean over the last 20 ms of 400.
    double sum = 0;
    for (int t = 0; t < 400 * ticks; ++t) {
      Neurons fired;
      for (std::uint32_t i = 0; i < 10; ++i) {
        if (t % (20 * ticks) == static_cast<int>(i) * 2 * ticks) fired.push_back(i);
      }
      step_firing(s, fired);
      motor.decode();
      if (t >= 380 * ticks) sum += motor.details.rate_hz;
    }
    CHECK(sum / (20 * ticks) == doctest::Approx(50.0).epsilon(1e-5));
    const float before = motor.details.rate_hz;
    for (int t = 0; t < 20 * ticks; ++t) {
      step_firing(s, {});
      motor.decode();
    }
    CHECK(motor.details.rate_hz / before == doctest::Approx(std::exp(-1.0)).epsilon(1e-4));
  }
}

TEST_CASE("the value goes from out_low to out_high, either way, and what is beyond is counted") {
  Simulation s(test::sensors(4));
  rheo_decoder_options o = options_of(RHEO_DECODE_RATE);
  o.window_ms = 1.0f;  // one step: 0, 250, 500, 750 or 1000 Hz
  o.rate_low_hz = 250.0f;
  o.rate_high_hz = 750.0f;
  o.out_low = 3.0f;
  o.out_high = -1.0f;
  Motor motor(s, o);
  const auto value = [&](const Neurons& fired) {
    step_firing(s, fired);
    return motor.decode();
  };
  CHECK(value({}) == 3.0f);
  CHECK(value({1}) == 3.0f);
  CHECK(value({1, 2}) == doctest::Approx(1.0));
  CHECK(value({1, 2, 3}) == -1.0f);
  CHECK(value({0, 1, 2, 3}) == -1.0f);
  const rheo_decoder_counters c = motor.decoder.counters();
  CHECK(c.saturated_low == 1);
  CHECK(c.saturated_high == 1);
  CHECK(c.silent == 1);
  CHECK(c.spikes == 10);
}

TEST_CASE("a population vector is the mean of what its neurons prefer") {
  Simulation s(test::sensors(11));
  rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_VECTOR);
  o.out_low = 100.0f;
  o.out_high = 200.0f;
  o.tau_ms = 0.0f;
  o.window_ms = 3.0f;
  Motor motor(s, o);
  CHECK(motor.decode() == 100.0f);
  step_firing(s, {2, 3});
  CHECK(motor.decode() == doctest::Approx(125.0));
  CHECK(motor.details.rate_hz == doctest::Approx(2 / (11 * 0.003)));
  step_firing(s, {10});
  CHECK(motor.decode() == doctest::Approx(150.0));
  step_firing(s, {});
  step_firing(s, {});  // two ticks between calls would be a restart
  CHECK(motor.decode() == 100.0f);
  CHECK(motor.decoder.counters().restarts == 1);

  const float uneven[11] = {200, 190, 100, 100, 100, 100, 100, 100, 100, 100, 110};
  o.preferred = uneven;
  Motor given(s, o);
  step_firing(s, {0, 10});
  CHECK(given.decode() == doctest::Approx(155.0));
  for (int t = 0; t < 4; ++t) {
    step_firing(s, {});
    given.decode();
  }
  CHECK(given.details.active == 0);
  CHECK(given.details.value == doctest::Approx(155.0));  // the last word holds
  CHECK(given.decoder.counters().silent == 2);
}

TEST_CASE("traces weigh the newer spikes more") {
  Simulation s(test::sensors(11));
  rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_VECTOR);
  o.tau_ms = 5.0f;
  Motor motor(s, o);
  step_firing(s, {0});
  CHECK(motor.decode() == doctest::Approx(0.0));
  for (int t = 0; t < 5; ++t) {
    step_firing(s, t == 4 ? Neurons{10} : Neurons{});
    motor.decode();
  }
  CHECK(motor.details.value == doctest::Approx(1.0 / (1.0 + std::exp(-1.0))));
  for (int t = 0; t < 2000; ++t) {
    step_firing(s, {});
    motor.decode();
  }
  CHECK(motor.details.active == 0);
  CHECK(motor.details.rate_hz == 0.0f);
  CHECK(motor.details.value == doctest::Approx(1.0 / (1.0 + std::exp(-1.0))).epsilon(1e-4));
}

TEST_CASE("angles are added as directions") {
  for (const auto& o : {heading(0.0f, 4.0f), heading(8.0f, 0.0f)}) {
    Simulation s(test::sensors(12));  // preferred: -180, -150 … 150
    Motor motor(s, o);
    step_firing(s, {0, 11});  // -180 and 150, across the seam
    CHECK(motor.decode() == doctest::Approx(165.0));
    CHECK(motor.details.magnitude == doctest::Approx(std::cos(pi / 12)));
    CHECK(motor.details.x == doctest::Approx(std::cos(pi / 12) * std::cos(-pi / 12)));  // out_low is (1, 0)
    CHECK(motor.details.y == doctest::Approx(std::cos(pi / 12) * std::sin(-pi / 12)));
    step_firing(s, {3, 6, 9});
    motor.decode();
    for (int t = 0; t < 4; ++t) {
      step_firing(s, {6});
      motor.decode();
    }
    CHECK(std::fabs(motor.details.value) < (o.tau_ms == 0.0f ? 1e-3 : 45.0));
  }
  // Two that contradict each other have no direction: the last one holds.
  Simulation s(test::sensors(12));
  Motor motor(s, heading(0.0f, 1.0f));
  step_firing(s, {7});
  CHECK(motor.decode() == doctest::Approx(30.0));
  step_firing(s, {2, 8});
  CHECK(motor.decode() == doctest::Approx(30.0));
  CHECK(motor.details.active == 0);
  CHECK(motor.details.magnitude == 0.0f);
}

TEST_CASE("what a window has forgotten has left no trace") {
  Simulation s(test::sensors(100));
  Motor motor(s, heading(0.0f, 7.0f)), fresh(s, heading(0.0f, 7.0f));
  std::mt19937 random(9);
  for (int t = 0; t < 3000; ++t) {
    step_firing(s, random_neurons(random, 100));
    motor.decode();
    if (t == 2990) fresh.decoder.start();
    fresh.decode();
  }
  CHECK(motor.details.value == fresh.details.value);
  CHECK(motor.details.x == fresh.details.x);
  CHECK(motor.details.y == fresh.details.y);
}

TEST_CASE("the first spike wins, and says when") {
  Simulation s(test::sensors(101, 0.5));
  rheo_decoder_options o = options_of(RHEO_DECODE_FIRST_SPIKE, 50, 51);
  o.window_ms = 10.0f;
  Motor motor(s, o);
  const auto turn = [&](const Neurons& fired) {
    step_firing(s, fired);
    motor.decode();
    return motor.details.neuron;
  };
  CHECK(turn({3}) == RHEO_NO_NEURON);  // not one of its own
  CHECK(turn({}) == RHEO_NO_NEURON);
  CHECK(turn({90, 75, 49}) == 25);
  CHECK(motor.details.latency_ms == 1.5f);
  CHECK(motor.details.value == doctest::Approx(0.5));
  CHECK(turn({50}) == 25);
  CHECK(motor.decoder.counters().silent == 2);
  motor.decoder.start();
  motor.decode();
  CHECK(motor.details.neuron == RHEO_NO_NEURON);
  CHECK(motor.details.value == doctest::Approx(0.5));
  CHECK(turn({100}) == 50);
  CHECK(motor.details.latency_ms == 0.5f);
  CHECK(motor.details.value == 1.0f);
  motor.decoder.start();
  for (int t = 0; t < 20; ++t) CHECK(turn({}) == RHEO_NO_NEURON);
  CHECK(turn({60}) == RHEO_NO_NEURON);  // too late
  CHECK(motor.decoder.counters().spikes == 5);
}

TEST_CASE("what fired in the step before a start is before it, read or not") {
  Simulation s(test::sensors(101, 0.5));
  for (const std::uint32_t kind : {RHEO_DECODE_FIRST_SPIKE, RHEO_DECODE_RATE}) {
    Motor motor(s, options_of(kind));
    for (const int unread : {1, 3}) {
      for (int k = 0; k < unread; ++k) step_firing(s, {3, 40});
      motor.decoder.start();
      motor.decode();
      CHECK(motor.details.active == 0);
      step_firing(s, {90});
      motor.decode();
      CHECK(motor.details.active == 1);
      if (kind == RHEO_DECODE_FIRST_SPIKE) CHECK(motor.details.neuron == 90);
      if (kind == RHEO_DECODE_FIRST_SPIKE) CHECK(motor.details.latency_ms == 0.5f);
    }
    CHECK(motor.decoder.counters().restarts == 0);
    CHECK(motor.decoder.counters().spikes == 2);
  }
}

TEST_CASE("a window in which all could fire more often than 32 bits count is refused") {
  Simulation s(test::sensors(8192, 1.0));
  rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_RATE);
  std::size_t bytes = 0;
  o.window_ms = 524288.0f;
  CHECK(rheo_decoder_size(s.engine(), &o, &bytes) == RHEO_E_OPTION);
  o.window_ms = 524287.0f;
  CHECK(rheo_decoder_size(s.engine(), &o, &bytes) == RHEO_OK);
}

TEST_CASE("where spike times are kept, the first within a step is the first") {
  Network network = test::sensors(20, 1.0, true);
  network.populations[0].current = "5 + 10*i/size";
  Simulation s(network);
  Motor motor(s, options_of(RHEO_DECODE_FIRST_SPIKE));
  while (motor.details.neuron == 0 || motor.details.neuron == RHEO_NO_NEURON) {
    rheo_step(s.engine());
    motor.decode();
  }
  CHECK(motor.details.neuron == 19);
  const float age = rheo_spike_age_ms(s.engine(), 0)[19];
  CHECK(motor.details.latency_ms == static_cast<float>(rheo_tick(s.engine())) - age);
}

TEST_CASE("after a reset or a restore a decoder is as new, but for its counters") {
  for (std::uint32_t kind = RHEO_DECODE_RATE; kind <= RHEO_DECODE_FIRST_SPIKE; ++kind) {
    CAPTURE(kind);
    Simulation s(test::sensors(40));
    Motor motor(s, options_of(kind));
    std::mt19937 random(3);
    std::vector<std::byte> snapshot;
    for (int t = 0; t < 31; ++t) {
      if (t == 30) snapshot = s.snapshot();
      step_firing(s, random_neurons(random, 40));
      motor.decode();
    }
    const auto as_fresh = [&] {
      Motor fresh(s, options_of(kind));
      for (int t = 0; t < 40; ++t) {
        step_firing(s, random_neurons(random, 40));
        motor.decode();
        fresh.decode();
        CHECK(motor.details.value == fresh.details.value);
        CHECK(motor.details.rate_hz == fresh.details.rate_hz);
        CHECK(motor.details.latency_ms == fresh.details.latency_ms);
      }
    };
    s.restore(snapshot);  // the next tick is the very one that would have come next
    as_fresh();
    rheo_reset(s.engine());
    as_fresh();
    CHECK(motor.decoder.counters().restarts == 2);
    const rheo_decoded before = motor.details;
    motor.decode();  // again in the same tick
    CHECK(motor.details.value == before.value);
    CHECK(motor.decoder.counters().ticks == 111);
    s.swap_image(compile(test::sensors(40)));
    step_firing(s, {});
    motor.decode();
    CHECK(motor.decoder.counters().restarts == 2);
  }
}

TEST_CASE("options out of range are refused") {
  Simulation s(test::sensors(10));
  const auto status = [&](const rheo_decoder_options& o) {
    alignas(8) unsigned char memory[1024] = {1, 2, 3};
    rheo_decoder* decoder = reinterpret_cast<rheo_decoder*>(memory);
    const rheo_status result = rheo_decoder_init(memory, sizeof memory, s.engine(), &o, &decoder);
    if (result != RHEO_OK) CHECK((decoder == nullptr && memory[0] == 1 && memory[1] == 2 && memory[2] == 3));
    return result;
  };
  const auto changed = [&](std::uint32_t kind, auto change) {
    rheo_decoder_options o = rheo_default_decoder_options(kind);
    CHECK(status(o) == RHEO_OK);
    change(o);
    return status(o);
  };
  using Options = rheo_decoder_options;
  const auto refused = [&](std::uint32_t kind, auto change) { CHECK(changed(kind, change) == RHEO_E_OPTION); };
  CHECK(changed(RHEO_DECODE_RATE, [](Options& o) { o.population = "none"; }) == RHEO_E_NAME);
  CHECK(changed(RHEO_DECODE_RATE, [](Options& o) { o.first = 9, o.count = 2; }) == RHEO_E_RANGE);
  CHECK(changed(RHEO_DECODE_RATE, [](Options& o) { o.window_ms = 200.0f; }) == RHEO_E_MEMORY_TOO_SMALL);
  refused(RHEO_DECODE_RATE, [](Options& o) { o.kind = 0; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.kind = 5; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.window_ms = 2.5f; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.window_ms = not_a_number; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.window_ms = 2e6f; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.rate_low_hz = o.rate_high_hz; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.out_low = not_a_number; });
  refused(RHEO_DECODE_RATE, [](Options& o) { o.out_low = -3e38f, o.out_high = 3e38f; });
  refused(RHEO_DECODE_TRACE, [](Options& o) { o.tau_ms = 0.5f; });
  refused(RHEO_DECODE_TRACE, [](Options& o) { o.tau_ms = not_a_number; });
  refused(RHEO_DECODE_TRACE, [](Options& o) { o.tau_ms = -20.0f; });
  refused(RHEO_DECODE_VECTOR, [](Options& o) { o.tau_ms = -20.0f; });
  refused(RHEO_DECODE_VECTOR, [](Options& o) { o.out_low = 2.0f; });
  static const float outside[10] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1.5f}, none[10] = {0, not_a_number};
  refused(RHEO_DECODE_VECTOR, [](Options& o) { o.preferred = outside; });
  refused(RHEO_DECODE_FIRST_SPIKE, [](Options& o) { o.preferred = none; });

  alignas(8) unsigned char memory[1024];
  rheo_decoder* decoder = nullptr;
  const rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_RATE);
  std::size_t bytes = 0;
  CHECK(rheo_decoder_size(s.engine(), &o, &bytes) == RHEO_OK);
  CHECK(rheo_decoder_init(memory, bytes - 1, s.engine(), &o, &decoder) == RHEO_E_MEMORY_TOO_SMALL);
  CHECK(rheo_decoder_init(memory + 4, bytes, s.engine(), &o, &decoder) == RHEO_E_MEMORY_MISALIGNED);
  CHECK(rheo_decoder_init(memory, bytes, s.engine(), nullptr, &decoder) == RHEO_E_NULL);
  CHECK(rheo_decoder_init(nullptr, bytes, s.engine(), &o, &decoder) == RHEO_E_NULL);
  CHECK(rheo_decoder_init(memory, bytes, nullptr, &o, &decoder) == RHEO_E_NULL);
}

TEST_SUITE_END();
