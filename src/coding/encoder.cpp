// Sensors in: a value becomes input currents.
#include "kernels/strict_math.hpp"

#include "coding/encoder.hpp"

#include <limits>
#include <new>

#include "coding/functions.hpp"
#include "engine/overlap.hpp"
#include "kernels/bits.hpp"
#include "kernels/philox.hpp"

namespace rheobase {
namespace {

constexpr float most_turns = 1048576.0f;
constexpr float least_width = 1e-6f;  // of the range
constexpr std::uint32_t chunk = 32;

bool has_period(std::uint32_t kind) { return kind == RHEO_ENCODE_POISSON || kind == RHEO_ENCODE_LATENCY; }

std::size_t size_of(const rheo_encoder_options& o, std::uint32_t count) {
  const std::size_t words = o.kind == RHEO_ENCODE_POISSON ? (std::size_t{count} + 31) / 32 : 0;
  return (sizeof(rheo_encoder) + words * sizeof(std::uint32_t) + coding_alignment - 1) / coding_alignment *
         coding_alignment;
}

std::uint32_t latency_ticks(const rheo_encoder& e, float x) {
  const float ms = between(e.options.latency_at_low_ms, e.options.latency_at_high_ms, x);
  return static_cast<std::uint32_t>(ms * e.ticks_per_ms + 0.5f);  // NOLINT(bugprone-incorrect-roundings)
}

rheo_error_detail prepare_period(rheo_encoder& e) {
  const rheo_encoder_options& o = e.options;
  const double dt_ms = e.engine->image.header().dt_ms;
  e.period_ticks = ticks_of(o.period_ms, dt_ms);
  e.pulse_ticks = ticks_of(o.pulse_ms, dt_ms);
  if (e.period_ticks == 0) return out_of_range("period_ms: a multiple of dt, below 2^20 steps");
  if (e.pulse_ticks == 0 || e.pulse_ticks > e.period_ticks)
    return out_of_range("pulse_ms: a multiple of dt, up to period_ms");
  e.period_s = static_cast<float>(e.period_ticks * dt_ms / 1000.0);
  e.ticks_per_ms = static_cast<float>(1.0 / dt_ms);
  if (o.kind == RHEO_ENCODE_POISSON) {
    const float most_hz = static_cast<float>(1000.0 / (e.period_ticks * dt_ms));
    if (!within(o.rate_low_hz, 0.0f, most_hz)) return out_of_range("rate_low_hz: 0 to 1000 / period_ms");
    if (!within(o.rate_high_hz, 0.0f, most_hz)) return out_of_range("rate_high_hz: 0 to 1000 / period_ms");
    return {};
  }
  const float most_ms = static_cast<float>((e.period_ticks - e.pulse_ticks) * dt_ms);
  const auto fits = [&](float latency_ms, float x) {
    return within(latency_ms, 0.0f, most_ms) && latency_ticks(e, x) + e.pulse_ticks <= e.period_ticks;
  };
  if (!fits(o.latency_at_low_ms, 0.0f)) return out_of_range("latency_at_low_ms: 0 to period_ms - pulse_ms");
  if (!fits(o.latency_at_high_ms, 1.0f)) return out_of_range("latency_at_high_ms: 0 to period_ms - pulse_ms");
  return {};
}

rheo_error_detail prepare_fields(rheo_encoder& e) {
  const rheo_encoder_options& o = e.options;
  const std::uint32_t distances = o.circular != 0 ? o.count : o.count - 1;
  e.spacing = distances > 0 ? 1.0f / static_cast<float>(distances) : 1.0f;
  const float width = o.width == 0.0f ? e.spacing : o.width / (o.value_high - o.value_low);
  if (!within(width, least_width, 1e6f)) return out_of_range("width: 0, or 1e-6 to 1e6 of the range");
  e.sharpness = 0.5f / (width * width);
  return {};
}

bool is_current(float x) { return within(x, -RHEO_INPUT_LIMIT, RHEO_INPUT_LIMIT); }

void fill_in_defaults(rheo_encoder_options& o) {
  fill_in(o.value_low, o.value_high, 0.0f, 1.0f);
  fill_in(o.current_low, o.current_high, 0.0f, has_period(o.kind) ? 80.0f : 20.0f);
  if (o.seed == 0) o.seed = 1;
  if (!has_period(o.kind)) return;
  fill_in(o.period_ms, o.kind == RHEO_ENCODE_POISSON ? 1.0f : 50.0f);
  fill_in(o.pulse_ms, 1.0f);
  if (o.kind == RHEO_ENCODE_POISSON) fill_in(o.rate_low_hz, o.rate_high_hz, 0.0f, 100.0f);
  if (o.kind == RHEO_ENCODE_LATENCY) fill_in(o.latency_at_low_ms, o.latency_at_high_ms, 40.0f, 0.0f);
}

// Fills in what follows from the options.
rheo_error_detail prepare(rheo_encoder& e) {
  rheo_encoder_options& o = e.options;
  fill_in_defaults(o);
  const rheo_error_detail fault = find_neurons(*e.engine, o, e.population);
  if (fault.status != RHEO_OK) return fault;
  if (e.engine->populations[e.population].input == nullptr) {
    return {RHEO_E_NO_INPUT, 0, "population: one described with input = true"};
  }
  if (o.kind < RHEO_ENCODE_CURRENT || o.kind > RHEO_ENCODE_LATENCY) return out_of_range("kind: RHEO_ENCODE_...");
  if (!within(o.value_high - o.value_low, FLT_MIN, FLT_MAX))
    return out_of_range("value_high: above value_low, both finite");
  if (!is_current(o.current_low)) return out_of_range("current_low: -RHEO_INPUT_LIMIT to RHEO_INPUT_LIMIT");
  if (!is_current(o.current_high)) return out_of_range("current_high: -RHEO_INPUT_LIMIT to RHEO_INPUT_LIMIT");
  if (!(o.stuck_ms == 0.0f)) {
    e.stuck_ticks = ticks_of(o.stuck_ms, e.engine->image.header().dt_ms);
    if (e.stuck_ticks == 0) return out_of_range("stuck_ms: 0, or a multiple of dt, below 2^20 steps");
  }
  if (has_period(o.kind)) return prepare_period(e);
  if (o.kind == RHEO_ENCODE_POPULATION) return prepare_fields(e);
  return {};
}

// The neurons of an encoder: calls each(word of the population's bitset, bits of the neurons in it).
template <class Each>
void for_each_word(rheo_encoder& e, Each each) {
  const std::uint32_t first = e.options.first, end = first + e.options.count;
  for (std::uint32_t w = first / 64; w * 64 < end; ++w) {
    each(e.engine->populations[e.population].encoded[w], bits_between(w, first, end));
  }
}

bool are_free(rheo_encoder& e) {
  bool free = true;
  for_each_word(e, [&](std::uint64_t& word, std::uint64_t bits) { free = free && (word & bits) == 0; });
  return free;
}

void begin(rheo_encoder& e) {
  if (e.begun) ++e.counters.restarts;
  e.begun = true;
  e.known = false;
  e.last = e.x = 0.0f;
  e.same_ticks = 0;
  if (!has_period(e.options.kind)) return;
  e.period = e.engine->tick / e.period_ticks;
  e.phase = static_cast<std::uint32_t>(e.engine->tick % e.period_ticks);
}

// The value as a part of the range; false if it has none.
bool place(rheo_encoder& e, float value, float& x) {
  const rheo_encoder_options& o = e.options;
  if (o.kind == RHEO_ENCODE_POPULATION && o.circular != 0) {
    const float turns = (value - o.value_low) / (o.value_high - o.value_low);
    if (!within(turns, -most_turns, most_turns)) return false;
    float part = turns - static_cast<float>(static_cast<std::int32_t>(turns));
    if (part < 0.0f) part += 1.0f;
    x = part < 1.0f ? part : 0.0f;
    return true;
  }
  if (value != value) return false;
  if (value < o.value_low) {
    ++e.counters.saturated_low;
    x = 0.0f;
  } else if (value > o.value_high) {
    ++e.counters.saturated_high;
    x = 1.0f;
  } else {
    x = (value - o.value_low) / (o.value_high - o.value_low);
  }
  return true;
}

rheo_status take(rheo_encoder& e, float value, Turn turn) {
  ++e.counters.values;
  if (turn != Turn::same_tick && e.same_ticks < most_coding_ticks) ++e.same_ticks;
  float x;
  if (!place(e, value, x)) {
    ++e.counters.refused;
    return RHEO_E_NOT_A_NUMBER;
  }
  if (!e.known || value != e.last) {
    e.same_ticks = 0;
  } else if (e.stuck_ticks != 0 && e.same_ticks >= e.stuck_ticks) {
    ++e.counters.stuck;
  }
  e.known = true;
  e.last = value;
  e.x = x < tiny ? 0.0f : x;
  return RHEO_OK;
}

// Which neurons fire in the period that begins, or is underway.
void draw_pulses(rheo_encoder& e) {
  const rheo_encoder_options& o = e.options;
  std::memset(e.fires(), 0, (std::size_t{o.count} + 31) / 32 * sizeof(std::uint32_t));
  if (!e.known) return;
  const float probability = between(o.rate_low_hz, o.rate_high_hz, e.x) * e.period_s;
  const auto below = static_cast<std::uint64_t>(probability * 4294967296.0f);  // 2^32: every draw
  const PhiloxKey key(o.seed);
  PhiloxBlock block = {};
  for (std::uint32_t k = 0; k < o.count; ++k) {
    const std::uint32_t neuron = o.first + k;
    if (k == 0 || neuron % 4 == 0) {
      block = philox(draw_counter(Draw::encoder_pulse, e.population, e.period, neuron / 4), key);
    }
    if (block.word[neuron % 4] < below) e.fires()[k / 32] |= 1u << k % 32;
  }
}

// What the currents are a function of, besides the tick, from now on.
void sample(rheo_encoder& e) {
  e.sample = e.known ? e.last : std::numeric_limits<float>::quiet_NaN();
  if (e.options.kind == RHEO_ENCODE_POISSON) draw_pulses(e);
  // Without a value: never.
  if (e.options.kind == RHEO_ENCODE_LATENCY) e.pulse_at = e.known ? latency_ticks(e, e.x) : e.period_ticks;
}

float field(const rheo_encoder& e, std::uint32_t k) {
  const rheo_encoder_options& o = e.options;
  if (!e.known) return o.current_low;
  const float preferred = o.count > 1 || o.circular != 0 ? static_cast<float>(k) * e.spacing : 0.5f;
  float distance = e.x > preferred ? e.x - preferred : preferred - e.x;
  if (o.circular != 0 && distance > 0.5f) distance = 1.0f - distance;
  return between(o.current_low, o.current_high, exp_minus(distance * distance * e.sharpness));
}

void send(rheo_encoder& e) {
  const rheo_encoder_options& o = e.options;
  float same = o.current_low;  // what all neurons get, where they do
  if (o.kind == RHEO_ENCODE_CURRENT && e.known) same = between(o.current_low, o.current_high, e.x);
  if (o.kind == RHEO_ENCODE_LATENCY && e.phase >= e.pulse_at && e.phase - e.pulse_at < e.pulse_ticks) {
    same = o.current_high;
  }
  const bool on = e.phase < e.pulse_ticks;
  float current[chunk];
  for (std::uint32_t from = 0; from < o.count; from += chunk) {
    const std::uint32_t count = o.count - from < chunk ? o.count - from : chunk;
    for (std::uint32_t i = 0; i < count; ++i) {
      current[i] = same;
      if (o.kind == RHEO_ENCODE_POPULATION) current[i] = field(e, from + i);
      if (o.kind == RHEO_ENCODE_POISSON && on && (e.fires()[from / 32] >> i & 1u) != 0) current[i] = o.current_high;
    }
    (void)rheo_set_input(e.engine, e.population, o.first + from, count, current);
  }
  ++e.calls;
  if (e.recorded) e.sent = hash_of_inputs(e);
}

}  // namespace

void release_encoders(rheo_engine& engine) {
  for (std::uint32_t i = 0; i < engine.image.header().populations; ++i) {
    std::uint64_t* encoded = engine.populations[i].encoded;
    if (encoded != nullptr) std::memset(encoded, 0, engine.image.population(i).words * sizeof *encoded);
  }
}

void encode_sample(rheo_encoder& e, float value) {
  begin(e);
  e.same_ticks = 0;
  e.known = value == value && place(e, value, e.x);
  if (e.x < tiny) e.x = 0.0f;
  e.last = value;
  sample(e);
  send(e);
}

}  // namespace rheobase

extern "C" {

rheo_encoder_options rheo_default_encoder_options(uint32_t kind) {
  rheo_encoder_options o = {};
  o.kind = kind;
  rheobase::fill_in_defaults(o);
  return o;
}

rheo_status rheo_encoder_size(const rheo_engine* engine, const rheo_encoder_options* options, size_t* bytes_out) {
  if (bytes_out == nullptr) return RHEO_E_NULL;
  *bytes_out = 0;
  if (engine == nullptr || options == nullptr) return RHEO_E_NULL;
  rheo_encoder trial(const_cast<rheo_engine*>(engine), *options);  // sets nothing
  const rheo_status status = rheobase::prepare(trial).status;
  if (status == RHEO_OK) *bytes_out = rheobase::size_of(trial.options, trial.options.count);
  return status;
}

rheo_error_detail rheo_encoder_error_detail(const rheo_engine* engine, const rheo_encoder_options* options) {
  if (engine == nullptr || options == nullptr) return {RHEO_E_NULL, 0, nullptr};
  rheo_encoder trial(const_cast<rheo_engine*>(engine), *options);
  return rheobase::prepare(trial);
}

rheo_status rheo_encoder_init(void* memory, size_t memory_bytes, rheo_engine* engine,
                              const rheo_encoder_options* options, rheo_encoder** encoder_out) {
  if (encoder_out == nullptr) return RHEO_E_NULL;
  *encoder_out = nullptr;
  if (memory == nullptr) return RHEO_E_NULL;
  size_t needed;
  rheo_status status = rheo_encoder_size(engine, options, &needed);
  if (status == RHEO_OK) {
    status = rheobase::memory_status(*engine, memory, memory_bytes, needed, rheobase::coding_alignment);
  }
  if (status != RHEO_OK) return status;
  rheo_encoder trial(engine, *options);
  rheobase::prepare(trial);
  if (!rheobase::are_free(trial)) return RHEO_E_ENCODED;
  rheobase::for_each_word(trial, [](std::uint64_t& word, std::uint64_t bits) { word |= bits; });
  *encoder_out = new (memory) rheo_encoder(trial);
  return RHEO_OK;
}

void rheo_encoder_release(rheo_encoder* encoder) {
  if (encoder == nullptr) return;
  rheobase::for_each_word(*encoder, [](std::uint64_t& word, std::uint64_t bits) { word &= ~bits; });
}

rheo_status rheo_encode(rheo_encoder* encoder, float value) {
  if (encoder == nullptr) return RHEO_E_NULL;
  rheo_encoder& e = *encoder;
  rheobase::Turn turn = e.following.advance(*e.engine);
  if (!e.begun) turn = rheobase::Turn::restart;
  if (turn == rheobase::Turn::restart) rheobase::begin(e);
  if (turn == rheobase::Turn::next_tick && ++e.phase == e.period_ticks) {
    e.phase = 0;
    ++e.period;
  }
  const rheo_status status = rheobase::take(e, value, turn);
  const bool period_begins = turn == rheobase::Turn::next_tick && e.phase == 0;
  if (turn == rheobase::Turn::restart || period_begins || !rheobase::has_period(e.options.kind)) rheobase::sample(e);
  rheobase::send(e);
  return status;
}

void rheo_encoder_get_counters(const rheo_encoder* encoder, rheo_encoder_counters* out) {
  if (out != nullptr) *out = encoder != nullptr ? encoder->counters : rheo_encoder_counters{};
}

}  // extern "C"
