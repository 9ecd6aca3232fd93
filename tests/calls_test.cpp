// What every function of the C headers does with NULL, and what the init functions refuse.
#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

#include "coding_helpers.hpp"
#include "rheobase/blackbox.h"

using namespace rheobase;

namespace {

constexpr std::size_t none = 0;

// A robot with a sensor and a motor, and what its functions are called with.
struct Calls {
  Simulation simulation{test::sensors(20)};
  rheo_engine* net = simulation.engine();
  std::vector<std::byte> snapshot = simulation.snapshot();
  const void* image = simulation.image().data();
  std::size_t image_bytes = simulation.image().size();
  rheo_encoder_options encodes = rheo_encoder_defaults(RHEO_ENCODE_CURRENT);
  rheo_decoder_options decodes = rheo_decoder_defaults(RHEO_DECODE_RATE);
  Image room{1u << 16};
  std::size_t bytes = 1;
  rheo_engine* engine_out = net;
  rheo_encoder* encoder_out = nullptr;
  rheo_decoder* decoder_out = nullptr;
  rheo_blackbox* box_out = nullptr;
  std::uint32_t number = 7;
  float current = 1.0f;
};

bool all_zero(const void* data, std::size_t bytes) {
  const auto* byte = static_cast<const unsigned char*>(data);
  return std::all_of(byte, byte + bytes, [](unsigned char b) { return b == 0; });
}

template <class Out>
Out filled() {
  Out out;
  std::memset(static_cast<void*>(&out), 0xAB, sizeof out);
  return out;
}

// By function: whether each pointer that may not be NULL, when it is, is answered by the rule of rheobase.h.
using Check = std::function<bool(Calls&)>;
const std::map<std::string, Check>& rows() {
  static const std::map<std::string, Check> table = {
      // rheobase.h
      {"rheo_status_text", [](Calls&) { return rheo_status_text(12345) != nullptr; }},
      {"rheo_image_check", [](Calls& c) { return rheo_image_check(nullptr, c.image_bytes) == RHEO_E_NULL; }},
      {"rheo_required_size",
       [](Calls& c) {
         return rheo_required_size(nullptr, c.image_bytes, &c.bytes) == RHEO_E_NULL && c.bytes == none &&
                rheo_required_size(c.image, c.image_bytes, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_required_size_for",
       [](Calls& c) {
         return rheo_required_size_for(nullptr, c.image_bytes, nullptr, &c.bytes) == RHEO_E_NULL && c.bytes == none &&
                rheo_required_size_for(c.image, c.image_bytes, nullptr, nullptr) == RHEO_E_NULL &&
                rheo_required_size_for(c.image, c.image_bytes, nullptr, &c.bytes) == RHEO_OK;
       }},
      {"rheo_init",
       [](Calls& c) {
         void* room = c.room.data();
         return rheo_init(nullptr, 1u << 16, c.image, c.image_bytes, nullptr, &c.engine_out) == RHEO_E_NULL &&
                c.engine_out == nullptr &&
                rheo_init(room, 1u << 16, nullptr, c.image_bytes, nullptr, &c.engine_out) == RHEO_E_NULL &&
                rheo_init(room, 1u << 16, c.image, c.image_bytes, nullptr, nullptr) == RHEO_E_NULL &&
                all_zero(room, 1u << 16);
       }},
      {"rheo_reset", [](Calls&) { return rheo_reset(nullptr), true; }},
      {"rheo_step", [](Calls&) { return rheo_step(nullptr), true; }},
      {"rheo_work", [](Calls&) { return rheo_work(nullptr, 1) == RHEO_E_NULL; }},
      {"rheo_stop_workers", [](Calls&) { return rheo_stop_workers(nullptr), true; }},
      {"rheo_tick", [](Calls&) { return rheo_tick(nullptr) == 0; }},
      {"rheo_dt_ms", [](Calls&) { return rheo_dt_ms(nullptr) == 0.0f; }},
      {"rheo_population_count", [](Calls&) { return rheo_population_count(nullptr) == 0; }},
      {"rheo_population_name", [](Calls&) { return std::strcmp(rheo_population_name(nullptr, 0), "") == 0; }},
      {"rheo_population_size", [](Calls&) { return rheo_population_size(nullptr, 0) == 0; }},
      {"rheo_find_population",
       [](Calls& c) {
         return rheo_find_population(nullptr, "cells", &c.number) == RHEO_E_NULL &&
                rheo_find_population(c.net, nullptr, &c.number) == RHEO_E_NULL && c.number == 7 &&
                rheo_find_population(c.net, "cells", nullptr) == RHEO_E_NULL;
       }},
      {"rheo_set_input",
       [](Calls& c) {
         return rheo_set_input(nullptr, 0, 0, 1, &c.current) == RHEO_E_NULL &&
                rheo_set_input(c.net, 0, 0, 1, nullptr) == RHEO_E_NULL &&
                rheo_set_input(c.net, 0, 0, 0, nullptr) == RHEO_OK;
       }},
      {"rheo_spikes",
       [](Calls& c) {
         return rheo_spikes(nullptr, 0, &c.number) == nullptr && c.number == 0 &&
                rheo_spikes(nullptr, 0, nullptr) == nullptr && rheo_spikes(c.net, 0, nullptr) != nullptr;
       }},
      {"rheo_spike_count", [](Calls&) { return rheo_spike_count(nullptr, 0) == 0; }},
      {"rheo_v", [](Calls&) { return rheo_v(nullptr, 0) == nullptr; }},
      {"rheo_u", [](Calls&) { return rheo_u(nullptr, 0) == nullptr; }},
      {"rheo_state",
       [](Calls& c) {
         return rheo_state(nullptr, 0, "v") == nullptr && rheo_state(c.net, 0, nullptr) == nullptr &&
                rheo_state(c.net, 0, "v") == rheo_v(c.net, 0);
       }},
      {"rheo_state_name", [](Calls&) { return rheo_state_name(nullptr, 0, 0) == nullptr; }},
      {"rheo_spike_age_ms", [](Calls&) { return rheo_spike_age_ms(nullptr, 0) == nullptr; }},
      {"rheo_get_counters",
       [](Calls& c) {
         auto out = filled<rheo_counters>();
         rheo_get_counters(nullptr, &out);
         rheo_get_counters(c.net, nullptr);
         return all_zero(&out, sizeof out);
       }},
      {"rheo_get_load",
       [](Calls& c) {
         auto out = filled<rheo_load>();
         rheo_get_load(nullptr, &out);
         rheo_get_load(c.net, nullptr);
         return out.flags == 0 && all_zero(&out.event_budget, sizeof out - offsetof(rheo_load, event_budget));
       }},
      {"rheo_spike_hash", [](Calls&) { return rheo_spike_hash(nullptr) == 0; }},
      {"rheo_state_hash", [](Calls&) { return rheo_state_hash(nullptr) == 0; }},
      {"rheo_snapshot_size", [](Calls&) { return rheo_snapshot_size(nullptr) == none; }},
      {"rheo_snapshot",
       [](Calls& c) {
         return rheo_snapshot(nullptr, c.snapshot.data(), c.snapshot.size(), &c.bytes) == RHEO_E_NULL &&
                rheo_snapshot(c.net, nullptr, c.snapshot.size(), nullptr) == RHEO_E_NULL &&
                rheo_snapshot(c.net, c.snapshot.data(), c.snapshot.size(), nullptr) == RHEO_OK;
       }},
      {"rheo_restore",
       [](Calls& c) {
         return rheo_restore(nullptr, c.snapshot.data(), c.snapshot.size()) == RHEO_E_NULL &&
                rheo_restore(c.net, nullptr, c.snapshot.size()) == RHEO_E_NULL;
       }},
      {"rheo_swap_image",
       [](Calls& c) {
         return rheo_swap_image(nullptr, c.image, c.image_bytes) == RHEO_E_NULL &&
                rheo_swap_image(c.net, nullptr, c.image_bytes) == RHEO_E_NULL;
       }},
      {"rheo_target_name", [](Calls&) { return rheo_target_name(1000) == nullptr; }},
      {"rheo_engine_target", [](Calls&) { return rheo_engine_target(nullptr) == nullptr; }},
      // encode.h
      {"rheo_encoder_defaults", [](Calls&) { return rheo_encoder_defaults(77).kind == 77; }},
      {"rheo_encoder_size",
       [](Calls& c) {
         return rheo_encoder_size(nullptr, &c.encodes, &c.bytes) == RHEO_E_NULL &&
                rheo_encoder_size(c.net, nullptr, &c.bytes) == RHEO_E_NULL &&
                rheo_encoder_size(c.net, &c.encodes, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_encoder_wrong_option",
       [](Calls& c) {
         return rheo_encoder_wrong_option(nullptr, &c.encodes) == nullptr &&
                rheo_encoder_wrong_option(c.net, nullptr) == nullptr;
       }},
      {"rheo_encoder_init",
       [](Calls& c) {
         void* room = c.room.data();
         return rheo_encoder_init(nullptr, 512, c.net, &c.encodes, &c.encoder_out) == RHEO_E_NULL &&
                rheo_encoder_init(room, 512, nullptr, &c.encodes, &c.encoder_out) == RHEO_E_NULL &&
                rheo_encoder_init(room, 512, c.net, nullptr, &c.encoder_out) == RHEO_E_NULL &&
                rheo_encoder_init(room, 512, c.net, &c.encodes, nullptr) == RHEO_E_NULL && all_zero(room, 512);
       }},
      {"rheo_encode", [](Calls&) { return rheo_encode(nullptr, 0.5f) == RHEO_E_NULL; }},
      {"rheo_encoder_release", [](Calls&) { return rheo_encoder_release(nullptr), true; }},
      {"rheo_encoder_get_counters",
       [](Calls& c) {
         auto out = filled<rheo_encoder_counters>();
         rheo_encoder_get_counters(nullptr, &out);
         rheo_encoder* encoder = nullptr;
         const bool made = rheo_encoder_init(c.room.data(), 512, c.net, &c.encodes, &encoder) == RHEO_OK;
         rheo_encoder_get_counters(encoder, nullptr);
         return made && all_zero(&out, sizeof out);
       }},
      // decode.h
      {"rheo_decoder_defaults", [](Calls&) { return rheo_decoder_defaults(77).kind == 77; }},
      {"rheo_decoder_size",
       [](Calls& c) {
         return rheo_decoder_size(nullptr, &c.decodes, &c.bytes) == RHEO_E_NULL &&
                rheo_decoder_size(c.net, nullptr, &c.bytes) == RHEO_E_NULL &&
                rheo_decoder_size(c.net, &c.decodes, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_decoder_wrong_option",
       [](Calls& c) {
         return rheo_decoder_wrong_option(nullptr, &c.decodes) == nullptr &&
                rheo_decoder_wrong_option(c.net, nullptr) == nullptr;
       }},
      {"rheo_decoder_init",
       [](Calls& c) {
         void* room = c.room.data();
         return rheo_decoder_init(nullptr, 1024, c.net, &c.decodes, &c.decoder_out) == RHEO_E_NULL &&
                rheo_decoder_init(room, 1024, nullptr, &c.decodes, &c.decoder_out) == RHEO_E_NULL &&
                rheo_decoder_init(room, 1024, c.net, nullptr, &c.decoder_out) == RHEO_E_NULL &&
                rheo_decoder_init(room, 1024, c.net, &c.decodes, nullptr) == RHEO_E_NULL && all_zero(room, 1024);
       }},
      {"rheo_decode",
       [](Calls&) {
         auto out = filled<rheo_decoded>();
         return rheo_decode(nullptr, nullptr) == 0.0f && rheo_decode(nullptr, &out) == 0.0f &&
                all_zero(&out, sizeof out);
       }},
      {"rheo_decoder_start", [](Calls&) { return rheo_decoder_start(nullptr), true; }},
      {"rheo_decoder_get_counters",
       [](Calls& c) {
         auto out = filled<rheo_decoder_counters>();
         rheo_decoder_get_counters(nullptr, &out);
         rheo_decoder* decoder = nullptr;
         const bool made = rheo_decoder_init(c.room.data(), 1024, c.net, &c.decodes, &decoder) == RHEO_OK;
         rheo_decoder_get_counters(decoder, nullptr);
         return made && all_zero(&out, sizeof out);
       }},
      // blackbox.h
      {"rheo_log_record_check", [](Calls&) { return rheo_log_record_check(nullptr, 64) == RHEO_E_NULL; }},
      {"rheo_blackbox_defaults", [](Calls&) { return rheo_blackbox_defaults().hash_ticks == 100; }},
      {"rheo_blackbox_required_size",
       [](Calls& c) {
         rheo_blackbox_options signals = rheo_blackbox_defaults();
         signals.signal_count = 1;
         return rheo_blackbox_required_size(nullptr, nullptr, &c.bytes) == RHEO_E_NULL &&
                rheo_blackbox_required_size(c.net, nullptr, nullptr) == RHEO_E_NULL &&
                rheo_blackbox_required_size(c.net, &signals, &c.bytes) == RHEO_E_NULL;
       }},
      {"rheo_blackbox_wrong_option",
       [](Calls& c) {
         const rheo_blackbox_options options = rheo_blackbox_defaults();
         return rheo_blackbox_wrong_option(nullptr, &options) == nullptr &&
                rheo_blackbox_wrong_option(c.net, nullptr) == nullptr;
       }},
      {"rheo_blackbox_init",
       [](Calls& c) {
         void* room = c.room.data();
         return rheo_blackbox_init(nullptr, 1u << 16, c.net, nullptr, &c.box_out) == RHEO_E_NULL &&
                rheo_blackbox_init(room, 1u << 16, nullptr, nullptr, &c.box_out) == RHEO_E_NULL &&
                rheo_blackbox_init(room, 1u << 16, c.net, nullptr, nullptr) == RHEO_E_NULL && all_zero(room, 1u << 16);
       }},
      {"rheo_blackbox_record", [](Calls&) { return rheo_blackbox_record(nullptr), true; }},
      {"rheo_blackbox_record_hash", [](Calls&) { return rheo_blackbox_record_hash(nullptr), true; }},
      {"rheo_blackbox_peek", [](Calls&) { return rheo_blackbox_peek(nullptr) == nullptr; }},
      {"rheo_blackbox_release", [](Calls&) { return rheo_blackbox_release(nullptr), true; }},
      {"rheo_blackbox_want_snapshot", [](Calls&) { return rheo_blackbox_want_snapshot(nullptr), true; }},
      {"rheo_blackbox_get_stats",
       [](Calls& c) {
         auto out = filled<rheo_blackbox_stats>();
         rheo_blackbox_get_stats(nullptr, &out);
         rheo_blackbox* box = nullptr;
         const bool made = rheo_blackbox_init(c.room.data(), 1u << 16, c.net, nullptr, &box) == RHEO_OK;
         rheo_blackbox_get_stats(box, nullptr);
         return made && all_zero(&out, sizeof out);
       }},
  };
  return table;
}

std::set<std::string> declared_functions() {
  std::set<std::string> names;
  for (const char* header : {"rheobase.h", "encode.h", "decode.h", "blackbox.h"}) {
    std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/include/rheobase/" + header);
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text = std::regex_replace(text, std::regex(R"(/\*[^*]*\*+([^/*][^*]*\*+)*/)"), "");
    const std::regex declaration(R"(\b(rheo_[a-z0-9_]+)\()");
    for (std::sregex_iterator it(text.begin(), text.end(), declaration), end; it != end; ++it) names.insert((*it)[1]);
  }
  return names;
}

}  // namespace

TEST_SUITE_BEGIN("calls");

TEST_CASE("every function of the C headers has its answer to NULL") {
  std::set<std::string> in_table;
  for (const auto& [name, check] : rows()) in_table.insert(name);
  CHECK(in_table == declared_functions());  // a new function without a row fails here
  for (const auto& [name, check] : rows()) {
    CAPTURE(name);
    Calls calls;
    const std::uint64_t before = rheo_state_hash(calls.net);
    CHECK(check(calls));
    CHECK(rheo_state_hash(calls.net) == before);
  }
}

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
  REQUIRE(rheo_required_size(c.image, c.image_bytes, &needed) == RHEO_OK);
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
                        std::uint32_t population = 0) {
    rheo_encoder_options o = rheo_encoder_defaults(RHEO_ENCODE_CURRENT);
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
  CHECK(init(3, 4, 6, last, 1) == RHEO_OK);  // another population
  rheo_reset(c.net);                         // encoders go on after a reset
  CHECK(init(3, 4, 1, last) == RHEO_E_ENCODED);
  a.release();
  CHECK(init(0, 4, 7, a) == RHEO_E_ENCODED);
  CHECK(init(0, 4, 6, a) == RHEO_OK);
  Simulation large(test::sensors(200));
  rheo_encoder_options o = rheo_encoder_defaults(RHEO_ENCODE_CURRENT);
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
  CHECK(rheo_required_size_for(c.image, c.image_bytes, &options, &c.bytes) == RHEO_E_THREADS);
  CHECK(rheo_init(c.room.data(), 1u << 16, c.image, c.image_bytes, &options, &c.engine_out) == RHEO_E_THREADS);
  CHECK(rheo_work(c.net, 0) == RHEO_E_THREADS);
  CHECK(rheo_work(c.net, 1) == RHEO_E_THREADS);
  CHECK(std::string(rheo_status_text(RHEO_E_THREADS)).find("thread") != std::string::npos);
}

TEST_CASE("each option out of its range is named") {
  Calls c;
  const auto names = [](const char* text, const char* option) {
    return text != nullptr && std::string(text).rfind(std::string(option) + ":", 0) == 0;
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto encodes = [&](std::uint32_t kind, const char* option, auto change) {
    rheo_encoder_options o = rheo_encoder_defaults(kind);
    CHECK(rheo_encoder_wrong_option(c.net, &o) == nullptr);
    change(o);
    CAPTURE(option);
    CHECK(names(rheo_encoder_wrong_option(c.net, &o), option));
  };
  using E = rheo_encoder_options;
  encodes(RHEO_ENCODE_CURRENT, "kind", [](E& o) { o.kind = 9; });
  encodes(RHEO_ENCODE_CURRENT, "population", [](E& o) { o.population = 2; });
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
    rheo_decoder_options o = rheo_decoder_defaults(kind);
    CHECK(rheo_decoder_wrong_option(c.net, &o) == nullptr);
    change(o);
    CAPTURE(option);
    CHECK(names(rheo_decoder_wrong_option(c.net, &o), option));
  };
  using D = rheo_decoder_options;
  const float beyond = 2;
  decodes(RHEO_DECODE_RATE, "kind", [](D& o) { o.kind = 0; });
  decodes(RHEO_DECODE_RATE, "population", [](D& o) { o.population = 2; });
  decodes(RHEO_DECODE_RATE, "first", [](D& o) { o.first = 20; });
  decodes(RHEO_DECODE_RATE, "count", [](D& o) { o.count = 21; });
  decodes(RHEO_DECODE_RATE, "window_ms", [](D& o) { o.window_ms = 0.3f; });
  decodes(RHEO_DECODE_RATE, "rate_high_hz", [](D& o) { o.rate_high_hz = 0; });
  decodes(RHEO_DECODE_RATE, "out_high", [&](D& o) { o.out_high = nan; });
  decodes(RHEO_DECODE_TRACE, "tau_ms", [](D& o) { o.tau_ms = 0.1f; });
  decodes(RHEO_DECODE_VECTOR, "out_high", [](D& o) { o.out_high = -1; });
  decodes(RHEO_DECODE_VECTOR, "preferred", [&](D& o) { o.count = 1, o.preferred = &beyond; });
  rheo_blackbox_options o = rheo_blackbox_defaults();
  CHECK(rheo_blackbox_wrong_option(c.net, &o) == nullptr);
  o.queue_bytes = 8;
  CHECK(names(rheo_blackbox_wrong_option(c.net, &o), "queue_bytes"));
  const rheo_blackbox_signal nothing = {};
  o.signals = &nothing;
  o.signal_count = 1;
  CHECK(names(rheo_blackbox_wrong_option(c.net, &o), "signals"));
}

TEST_SUITE_END();
