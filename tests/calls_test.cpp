// What the C functions refuse: overlapping memory, neurons that are taken, threads and options out of their range.
#include "calls.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <string>

#include "coding/decoder.hpp"
#include "coding/encoder.hpp"

using namespace rheobase;
using test::Calls;

TEST_SUITE_BEGIN("calls");

TEST_CASE("an empty handle does nothing") {
  const Engine net;
  net.step();
  net.reset();
  CHECK((net.tick() == 0 && net.v(0).empty() && net.spikes(0).empty() && net.counters().spikes == 0));
  CHECK(net.set_input(0, 0, Span<const float>()) == RHEO_E_NULL);
  Encoder encoder;
  CHECK(encoder.encode(1.0f) == RHEO_E_NULL);
  encoder.release();
  CHECK(Decoder().decode() == 0.0f);
  BlackBox().record();
  CHECK(BlackBox().peek() == nullptr);
}

TEST_CASE("memory that overlaps what is in use is refused, and nothing is touched") {
  Calls c;
  std::size_t needed = 0;
  REQUIRE(rheo_engine_size(c.image, c.image_bytes, nullptr, &needed) == RHEO_OK);
  // An image and memory in one array, the memory beginning before, in and at the end of the image.
  const std::size_t image_at = (needed + 63) / 64 * 64, end = image_at + c.image_bytes;
  Image both(end + needed);
  std::memcpy(both.data() + image_at, c.image, c.image_bytes);
  const auto init_at = [&](std::size_t at) {
    rheo_engine* engine = nullptr;
    return rheo_init(both.data() + at, needed, both.data() + image_at, c.image_bytes, nullptr, &engine);
  };
  for (const std::size_t at : {std::size_t{64}, image_at, end - 64}) CHECK(init_at(at) == RHEO_E_OVERLAP);
  CHECK(std::memcmp(both.data() + image_at, c.image, c.image_bytes) == 0);
  CHECK(init_at(0) == RHEO_OK);
  CHECK(init_at(end) == RHEO_OK);

  auto* inside = reinterpret_cast<unsigned char*>(c.net) + 64;
  auto* in_image = const_cast<std::byte*>(static_cast<const std::byte*>(c.image));
  const std::uint64_t before = rheo_state_hash(c.net);
  for (void* place : {static_cast<void*>(inside), static_cast<void*>(in_image)}) {
    CHECK(rheo_encoder_init(place, 512, c.net, &c.encodes, &c.encoder_out) == RHEO_E_OVERLAP);
    CHECK(rheo_decoder_init(place, 1024, c.net, &c.decodes, &c.decoder_out) == RHEO_E_OVERLAP);
    CHECK(rheo_blackbox_init(place, 1u << 16, c.net, nullptr, &c.box_out) == RHEO_E_OVERLAP);
    CHECK(rheo_snapshot(c.net, place, c.snapshot.size(), nullptr) == RHEO_E_OVERLAP);
  }
  CHECK((c.encoder_out == nullptr && c.decoder_out == nullptr && c.box_out == nullptr));
  CHECK(rheo_restore(c.net, inside, c.snapshot.size()) == RHEO_E_OVERLAP);
  CHECK(rheo_state_hash(c.net) == before);
  CHECK(rheo_image_check(c.image, c.image_bytes) == RHEO_OK);
}

TEST_CASE("neurons have one encoder, until it gives them back") {
  Calls c;
  Memory<512> memory[4];
  const auto init = [&](int slot, std::uint32_t first, std::uint32_t count, Encoder& encoder,
                        const char* population = nullptr) {
    rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
    o.population = population;
    o.first = first;
    o.count = count;
    return encoder.init(memory[slot], Engine(c.net), o);
  };
  Encoder a, b, other, last;
  CHECK(init(0, 4, 6, a) == RHEO_OK);
  for (const auto& [first, count] : {std::pair{0u, 5u}, std::pair{9u, 1u}, std::pair{4u, 6u}, std::pair{0u, 0u}}) {
    CHECK(init(1, first, count, b) == RHEO_E_ENCODED);
    CHECK(!b);
    CHECK(init(0, first, count, b) == RHEO_E_ENCODED);  // in the memory of the first one, too
  }
  CHECK(a.encode(0.5f) == RHEO_OK);  // which goes on
  CHECK(init(1, 0, 4, b) == RHEO_OK);
  CHECK(init(2, 10, 0, other) == RHEO_OK);
  CHECK(init(3, 4, 6, last, "more") == RHEO_OK);  // another population
  rheo_reset(c.net);                              // encoders go on after a reset
  CHECK(init(3, 4, 1, last) == RHEO_E_ENCODED);
  a.release();
  CHECK(init(0, 4, 7, a) == RHEO_E_ENCODED);
  CHECK(init(0, 4, 6, a) == RHEO_OK);
  Simulation large(test::sensors(200));
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
  o.first = 63;
  o.count = 66;  // three words
  Memory<512> first, second;
  CHECK(a.init(first, Engine(large.engine()), o) == RHEO_OK);
  o.count = 1;
  for (const std::uint32_t neuron : {63u, 64u, 128u}) {
    o.first = neuron;
    CHECK(b.init(second, Engine(large.engine()), o) == RHEO_E_ENCODED);
  }
  for (const std::uint32_t neuron : {62u, 129u}) {
    o.first = neuron;
    CHECK(b.init(second, Engine(large.engine()), o) == RHEO_OK);
  }
}

TEST_CASE("threads have an error of their own") {
  Calls c;
  rheo_options options = {};
  options.threads = 65;
  CHECK(rheo_engine_size(c.image, c.image_bytes, &options, &c.bytes) == RHEO_E_THREADS);
  CHECK(rheo_init(c.room.data(), 1u << 16, c.image, c.image_bytes, &options, &c.engine_out) == RHEO_E_THREADS);
  CHECK(rheo_work(c.net, 0) == RHEO_E_THREADS);
  CHECK(rheo_work(c.net, 1) == RHEO_E_THREADS);
  std::uint32_t pieces = 5;
  CHECK(rheo_help(c.net, 1, &pieces) == RHEO_E_THREADS);
  CHECK(pieces == 0);
  CHECK(std::string(rheo_status_text(RHEO_E_THREADS)).find("thread") != std::string::npos);
}

TEST_CASE("each option out of its range is named") {
  Calls c;
  const auto names = [](const rheo_error_detail& detail, const char* option) {
    return detail.status != RHEO_OK && std::string(detail.what).rfind(std::string(option) + ":", 0) == 0;
  };
  const auto fits = [](const rheo_error_detail& detail) {
    return detail.status == RHEO_OK && detail.index == 0 && detail.what == nullptr;
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto encodes = [&](std::uint32_t kind, const char* option, auto change) {
    rheo_encoder_options o = rheo_default_encoder_options(kind);
    CHECK(fits(rheo_encoder_error_detail(c.net, &o)));
    change(o);
    CAPTURE(option);
    CHECK(names(rheo_encoder_error_detail(c.net, &o), option));
  };
  using E = rheo_encoder_options;
  encodes(RHEO_ENCODE_CURRENT, "kind", [](E& o) { o.kind = 9; });
  encodes(RHEO_ENCODE_CURRENT, "population", [](E& o) { o.population = "none"; });
  encodes(RHEO_ENCODE_CURRENT, "first", [](E& o) { o.first = 20; });
  encodes(RHEO_ENCODE_CURRENT, "count", [](E& o) { o.count = 21; });
  encodes(RHEO_ENCODE_CURRENT, "value_high", [](E& o) { o.value_low = 1; });
  encodes(RHEO_ENCODE_CURRENT, "current_low", [&](E& o) { o.current_low = nan; });
  encodes(RHEO_ENCODE_CURRENT, "current_high", [](E& o) { o.current_high = 2e6f; });
  encodes(RHEO_ENCODE_CURRENT, "stuck_ms", [](E& o) { o.stuck_ms = 0.3f; });
  encodes(RHEO_ENCODE_POISSON, "period_ms", [](E& o) { o.period_ms = 2.5f; });
  encodes(RHEO_ENCODE_POISSON, "pulse_ms", [](E& o) { o.pulse_ms = 2; });
  encodes(RHEO_ENCODE_POISSON, "rate_low_hz", [](E& o) { o.rate_low_hz = -1; });
  encodes(RHEO_ENCODE_POISSON, "rate_high_hz", [](E& o) { o.rate_high_hz = 1001; });
  encodes(RHEO_ENCODE_POPULATION, "width", [](E& o) { o.width = -1; });
  encodes(RHEO_ENCODE_LATENCY, "latency_at_low_ms", [](E& o) { o.latency_at_low_ms = 50; });
  encodes(RHEO_ENCODE_LATENCY, "latency_at_high_ms", [&](E& o) { o.latency_at_high_ms = nan; });
  const auto decodes = [&](std::uint32_t kind, const char* option, auto change) {
    rheo_decoder_options o = rheo_default_decoder_options(kind);
    CHECK(fits(rheo_decoder_error_detail(c.net, &o)));
    change(o);
    CAPTURE(option);
    CHECK(names(rheo_decoder_error_detail(c.net, &o), option));
  };
  using D = rheo_decoder_options;
  const float beyond = 2;
  decodes(RHEO_DECODE_RATE, "kind", [](D& o) { o.kind = 0; });
  decodes(RHEO_DECODE_RATE, "population", [](D& o) { o.population = "none"; });
  decodes(RHEO_DECODE_RATE, "first", [](D& o) { o.first = 20; });
  decodes(RHEO_DECODE_RATE, "count", [](D& o) { o.count = 21; });
  decodes(RHEO_DECODE_RATE, "window_ms", [](D& o) { o.window_ms = 0.3f; });
  decodes(RHEO_DECODE_RATE, "rate_high_hz", [](D& o) { o.rate_high_hz = -1; });
  decodes(RHEO_DECODE_RATE, "out_high", [&](D& o) { o.out_high = nan; });
  decodes(RHEO_DECODE_TRACE, "tau_ms", [](D& o) { o.tau_ms = 0.1f; });
  decodes(RHEO_DECODE_VECTOR, "tau_ms", [](D& o) { o.window_ms = 20; });
  decodes(RHEO_DECODE_VECTOR, "out_high", [](D& o) { o.out_high = -1; });
  decodes(RHEO_DECODE_VECTOR, "preferred", [&](D& o) { o.count = 1, o.preferred = &beyond; });
  rheo_blackbox_options o = rheo_default_blackbox_options();
  CHECK(fits(rheo_blackbox_error_detail(c.net, &o)));
  o.queue_bytes = 8;
  CHECK(names(rheo_blackbox_error_detail(c.net, &o), "queue_bytes"));
  Memory<512> memory;
  Decoder motor;
  REQUIRE(motor.init(memory, c.simulation.handle(), c.decodes) == RHEO_OK);
  const rheo_blackbox_signal signals[] = {{"motor", nullptr, motor.get()}, {}};
  o = {};
  o.signals = signals;
  o.signal_count = 2;
  CHECK(rheo_blackbox_error_detail(c.net, &o).index == 1);
  CHECK(names(rheo_blackbox_error_detail(c.net, &o), "signals"));
}

// The bytes of the options that an encoder or decoder works with.
template <class Coder, class Options, class Init>
rheo_status resolved(const Simulation& s, const Options& given, Init init, Options& out) {
  Memory<1024> memory;
  Coder* coder = nullptr;
  const rheo_status status = init(memory.bytes, sizeof memory.bytes, s.engine(), &given, &coder);
  if (status == RHEO_OK) out = coder->options;
  return status;
}

TEST_CASE("options that are 0 are the defaults") {
  for (std::uint32_t kind = RHEO_ENCODE_CURRENT; kind <= RHEO_ENCODE_LATENCY; ++kind) {
    const Simulation a(test::sensors(20)), b(test::sensors(20));
    rheo_encoder_options zero = {}, of_zero = {}, of_defaults = {};
    zero.kind = kind;
    REQUIRE(resolved<rheo_encoder>(a, zero, rheo_encoder_init, of_zero) == RHEO_OK);
    REQUIRE(resolved<rheo_encoder>(b, rheo_default_encoder_options(kind), rheo_encoder_init, of_defaults) == RHEO_OK);
    of_defaults.population = of_zero.population;  // each image's own
    CHECK(std::memcmp(&of_zero, &of_defaults, sizeof of_zero) == 0);
  }
  for (std::uint32_t kind = RHEO_DECODE_RATE; kind <= RHEO_DECODE_FIRST_SPIKE; ++kind) {
    const Simulation s(test::sensors(20));
    rheo_decoder_options zero = {}, of_zero = {}, of_defaults = {};
    zero.kind = kind;
    REQUIRE(resolved<rheo_decoder>(s, zero, rheo_decoder_init, of_zero) == RHEO_OK);
    REQUIRE(resolved<rheo_decoder>(s, rheo_default_decoder_options(kind), rheo_decoder_init, of_defaults) == RHEO_OK);
    CHECK(std::memcmp(&of_zero, &of_defaults, sizeof of_zero) == 0);
  }
  const rheo_options nothing = {}, engine = rheo_default_options();
  CHECK(std::memcmp(&nothing, &engine, sizeof engine) == 0);
  const Calls c;
  const rheo_blackbox_options zero = {}, defaults = rheo_default_blackbox_options();
  std::size_t of_zero = 0, of_defaults = 1, of_null = 2;
  CHECK(rheo_blackbox_size(c.net, &zero, &of_zero) == RHEO_OK);
  CHECK(rheo_blackbox_size(c.net, &defaults, &of_defaults) == RHEO_OK);
  CHECK(rheo_blackbox_size(c.net, nullptr, &of_null) == RHEO_OK);
  CHECK((of_zero == of_defaults && of_zero == of_null));
}

TEST_CASE("the next spike is each neuron that fired, ascending") {
  const Simulation s(test::sensors(200));
  const std::vector<std::uint32_t> fired = {0, 1, 62, 63, 64, 127, 128, 199};
  test::step_firing(s, fired);
  std::vector<std::uint32_t> in_c, in_cpp;
  for (std::uint32_t i = rheo_next_spike(s.engine(), 0, 0); i != RHEO_NO_NEURON;
       i = rheo_next_spike(s.engine(), 0, i + 1))
    in_c.push_back(i);
  for (const std::uint32_t i : s.handle().fired(0)) in_cpp.push_back(i);
  CHECK(in_c == fired);
  CHECK(in_cpp == fired);
  CHECK(rheo_next_spike(s.engine(), 0, 65) == 127);
  for (const std::uint32_t from : {200u, 256u, UINT32_MAX})
    CHECK(rheo_next_spike(s.engine(), 0, from) == RHEO_NO_NEURON);
  CHECK(rheo_next_spike(s.engine(), 2, 0) == RHEO_NO_NEURON);
}

TEST_CASE("the library says its version") {
  CHECK(rheo_version() == RHEO_VERSION);
  CHECK(RHEO_VERSION == RHEO_VERSION_MAJOR * 10000 + RHEO_VERSION_MINOR * 100 + RHEO_VERSION_PATCH);
}

TEST_SUITE_END();
