// What every function of the C headers does with NULL.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>

#include "calls.hpp"

using namespace rheobase;
using test::Calls;

namespace {

constexpr std::size_t none = 0;

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

bool says_null(const rheo_error_detail& detail) {
  return detail.status == RHEO_E_NULL && detail.index == 0 && detail.what == nullptr;
}

// By function: whether each pointer that may not be NULL, when it is, is answered by the rule of rheobase.h.
using Check = std::function<bool(Calls&)>;
const std::map<std::string, Check>& rows() {
  static const std::map<std::string, Check> table = {
      // rheobase.h
      {"rheo_status_text", [](Calls&) { return rheo_status_text(12345) != nullptr; }},
      {"rheo_version", [](Calls&) { return rheo_version() == RHEO_VERSION; }},
      {"rheo_default_options", [](Calls&) { return rheo_default_options().target == nullptr; }},
      {"rheo_image_error_detail", [](Calls& c) { return says_null(rheo_image_error_detail(nullptr, c.image_bytes)); }},
      {"rheo_projection_count", [](Calls&) { return rheo_projection_count(nullptr) == 0; }},
      {"rheo_get_projection",
       [](Calls& c) {
         auto out = filled<rheo_projection_info>();
         rheo_get_projection(nullptr, 0, &out);
         rheo_get_projection(c.net, 0, nullptr);
         return out.source == 0 && out.channel == nullptr && out.synapses == 0 && out.max_gain == 0;
       }},
      {"rheo_find_projection",
       [](Calls& c) {
         return rheo_find_projection(nullptr, "a", "b", nullptr, &c.number) == RHEO_E_NULL && c.number == 0 &&
                rheo_find_projection(c.net, nullptr, "b", nullptr, &c.number) == RHEO_E_NULL &&
                rheo_find_projection(c.net, "a", nullptr, nullptr, &c.number) == RHEO_E_NULL &&
                rheo_find_projection(c.net, "a", "b", nullptr, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_set_gain", [](Calls&) { return rheo_set_gain(nullptr, 0, 1) == RHEO_E_NULL; }},
      {"rheo_gain", [](Calls&) { return rheo_gain(nullptr, 0) == 0.0f; }},
      {"rheo_set_learning", [](Calls&) { return rheo_set_learning(nullptr, 0, 1) == RHEO_E_NULL; }},
      {"rheo_learning", [](Calls&) { return rheo_learning(nullptr, 0) == 0; }},
      {"rheo_reward", [](Calls&) { return rheo_reward(nullptr, 0, 1) == RHEO_E_NULL; }},
      {"rheo_modulator", [](Calls&) { return rheo_modulator(nullptr, 0) == 0.0f; }},
      {"rheo_weights",
       [](Calls& c) {
         return rheo_weights(nullptr, 0, 0, 0, nullptr, nullptr, &c.number) == RHEO_E_NULL && c.number == 0 &&
                rheo_weights(c.net, 0, 0, 0, nullptr, nullptr, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_set_weights", [](Calls& c) { return rheo_set_weights(nullptr, 0, 0, 1, &c.current) == RHEO_E_NULL; }},
      {"rheo_next_spike", [](Calls&) { return rheo_next_spike(nullptr, 0, 0) == RHEO_NO_NEURON; }},
      {"rheo_image_check", [](Calls& c) { return rheo_image_check(nullptr, c.image_bytes) == RHEO_E_NULL; }},
      {"rheo_engine_size",
       [](Calls& c) {
         return rheo_engine_size(nullptr, c.image_bytes, nullptr, &c.bytes) == RHEO_E_NULL && c.bytes == none &&
                rheo_engine_size(c.image, c.image_bytes, nullptr, nullptr) == RHEO_E_NULL &&
                rheo_engine_size(c.image, c.image_bytes, nullptr, &c.bytes) == RHEO_OK;
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
      {"rheo_help",
       [](Calls& c) {
         std::uint32_t pieces = 5;
         return rheo_help(nullptr, 1, &pieces) == RHEO_E_NULL && pieces == 0 &&
                rheo_help(c.net, 1, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_set_step_hooks",
       [](Calls& c) {
         return rheo_set_step_hooks(nullptr, nullptr) == RHEO_E_NULL && rheo_set_step_hooks(c.net, nullptr) == RHEO_OK;
       }},
      {"rheo_stop_workers", [](Calls&) { return rheo_stop_workers(nullptr), true; }},
      {"rheo_tick", [](Calls&) { return rheo_tick(nullptr) == 0; }},
      {"rheo_dt_ms", [](Calls&) { return rheo_dt_ms(nullptr) == 0.0f; }},
      {"rheo_population_count", [](Calls&) { return rheo_population_count(nullptr) == 0; }},
      {"rheo_population_name", [](Calls&) { return rheo_population_name(nullptr, 0) == nullptr; }},
      {"rheo_population_size", [](Calls&) { return rheo_population_size(nullptr, 0) == 0; }},
      {"rheo_find_population",
       [](Calls& c) {
         return rheo_find_population(nullptr, "cells", &c.number) == RHEO_E_NULL &&
                rheo_find_population(c.net, nullptr, &c.number) == RHEO_E_NULL && c.number == 0 &&
                rheo_find_population(c.net, "cells", nullptr) == RHEO_E_NULL;
       }},
      {"rheo_set_input",
       [](Calls& c) {
         return rheo_set_input(nullptr, 0, 0, 1, &c.current) == RHEO_E_NULL &&
                rheo_set_input(c.net, 0, 0, 1, nullptr) == RHEO_E_NULL &&
                rheo_set_input(c.net, 0, 0, 0, nullptr) == RHEO_OK;
       }},
      {"rheo_set_spikes",
       [](Calls& c) {
         return rheo_set_spikes(nullptr, 0, 1, &c.number) == RHEO_E_NULL &&
                rheo_set_spikes(c.net, 0, 1, nullptr) == RHEO_E_NO_INPUT;
       }},
      {"rheo_set_spike_words",
       [](Calls& c) {
         return rheo_set_spike_words(nullptr, 0, 0, 1, nullptr) == RHEO_E_NULL &&
                rheo_set_spike_words(c.net, 0, 0, 1, nullptr) == RHEO_E_NO_INPUT;
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
      {"rheo_steps_at_limit", [](Calls&) { return rheo_steps_at_limit(nullptr, 0) == 0; }},
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
      {"rheo_snapshot_size",
       [](Calls& c) {
         std::size_t size = 5;
         return rheo_snapshot_size(nullptr, &size) == RHEO_E_NULL && size == none &&
                rheo_snapshot_size(c.net, nullptr) == RHEO_E_NULL;
       }},
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
      {"rheo_default_encoder_options", [](Calls&) { return rheo_default_encoder_options(77).kind == 77; }},
      {"rheo_encoder_size",
       [](Calls& c) {
         return rheo_encoder_size(nullptr, &c.encodes, &c.bytes) == RHEO_E_NULL &&
                rheo_encoder_size(c.net, nullptr, &c.bytes) == RHEO_E_NULL &&
                rheo_encoder_size(c.net, &c.encodes, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_encoder_error_detail",
       [](Calls& c) {
         return says_null(rheo_encoder_error_detail(nullptr, &c.encodes)) &&
                says_null(rheo_encoder_error_detail(c.net, nullptr));
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
      {"rheo_default_decoder_options", [](Calls&) { return rheo_default_decoder_options(77).kind == 77; }},
      {"rheo_decoder_size",
       [](Calls& c) {
         return rheo_decoder_size(nullptr, &c.decodes, &c.bytes) == RHEO_E_NULL &&
                rheo_decoder_size(c.net, nullptr, &c.bytes) == RHEO_E_NULL &&
                rheo_decoder_size(c.net, &c.decodes, nullptr) == RHEO_E_NULL;
       }},
      {"rheo_decoder_error_detail",
       [](Calls& c) {
         return says_null(rheo_decoder_error_detail(nullptr, &c.decodes)) &&
                says_null(rheo_decoder_error_detail(c.net, nullptr));
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
      {"rheo_default_blackbox_options", [](Calls&) { return rheo_default_blackbox_options().hash_ticks == 100; }},
      {"rheo_blackbox_size",
       [](Calls& c) {
         rheo_blackbox_options signals = rheo_default_blackbox_options();
         signals.signal_count = 1;
         return rheo_blackbox_size(nullptr, nullptr, &c.bytes) == RHEO_E_NULL &&
                rheo_blackbox_size(c.net, nullptr, nullptr) == RHEO_E_NULL &&
                rheo_blackbox_size(c.net, &signals, &c.bytes) == RHEO_E_NULL;
       }},
      {"rheo_blackbox_error_detail",
       [](Calls& c) {
         return says_null(rheo_blackbox_error_detail(nullptr, nullptr)) &&
                rheo_blackbox_error_detail(c.net, nullptr).status == RHEO_OK;
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
  for (const auto& row : rows()) {
    const std::string& name = row.first;
    const auto& check = row.second;
    CAPTURE(name);
    Calls calls;
    const std::uint64_t before = rheo_state_hash(calls.net);
    CHECK(check(calls));
    CHECK(rheo_state_hash(calls.net) == before);
  }
}

TEST_SUITE_END();
