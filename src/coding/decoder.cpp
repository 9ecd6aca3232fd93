// Motors out: spikes become a value.
#include "kernels/strict_math.hpp"

#include "coding/decoder.hpp"

#include <new>

#include "coding/functions.hpp"
#include "engine/overlap.hpp"
#include "kernels/bits.hpp"

namespace rheobase {
namespace {

bool has_preferred(std::uint32_t kind) { return kind == RHEO_DECODE_VECTOR || kind == RHEO_DECODE_FIRST_SPIKE; }

std::size_t slots_bytes(const rheo_decoder& d) {
  if (!d.windowed) return 0;
  return std::size_t{d.window_ticks} * (d.options.kind == RHEO_DECODE_RATE ? sizeof(std::uint32_t) : sizeof(TickSum));
}

std::size_t size_of(const rheo_decoder& d) {
  return (sizeof(rheo_decoder) + slots_bytes(d) + coding_alignment - 1) / coding_alignment * coding_alignment;
}

rheo_error_detail prepare_preferred(rheo_decoder& d) {
  const rheo_decoder_options& o = d.options;
  if (!(o.out_low < o.out_high)) return out_of_range("out_high: above out_low");
  for (std::uint32_t k = 0; o.preferred != nullptr && k < o.count; ++k) {
    if (!within(o.preferred[k], o.out_low, o.out_high)) return out_of_range("preferred: out_low to out_high");
  }
  std::uint32_t bits = 24;  // all neurons in one tick stay below 2^30
  while (bits > 0 && std::uint64_t{o.count} << bits > 1u << 30) --bits;
  d.scale = static_cast<float>(1u << bits);
  return {};
}

rheo_error_detail prepare_time(rheo_decoder& d) {
  constexpr const char* window_range = "window_ms: 0, or a multiple of dt, below 2^20 steps";
  const rheo_decoder_options& o = d.options;
  const double dt_ms = d.engine->image.header().dt_ms;
  const double neuron_s = o.count * dt_ms / 1000.0;
  d.dt_ms = static_cast<float>(dt_ms);
  if (o.kind == RHEO_DECODE_FIRST_SPIKE) {
    d.window_ticks = ticks_of(o.window_ms, dt_ms);
    return d.window_ticks != 0 ? rheo_error_detail{} : out_of_range(window_range);
  }
  if (o.kind == RHEO_DECODE_VECTOR && o.window_ms != 0.0f && o.tau_ms != 0.0f) {
    return out_of_range("tau_ms: 0 where there is a window_ms");
  }
  const bool trace = o.kind == RHEO_DECODE_TRACE || (o.kind == RHEO_DECODE_VECTOR && o.window_ms == 0.0f);
  if (trace) {
    const float step = static_cast<float>(dt_ms / static_cast<double>(o.tau_ms));
    if (!within(step, 0.99e-5f, 1.0f)) return out_of_range("tau_ms: dt to 1e5 dt");
    d.keep = exp_minus(step);
    d.hz_per_spike = static_cast<float>((1.0 - static_cast<double>(d.keep)) / neuron_s);
    return {};
  }
  d.windowed = true;
  d.window_ticks = ticks_of(o.window_ms, dt_ms);
  if (d.window_ticks == 0) return out_of_range(window_range);
  if (std::uint64_t{d.window_ticks} * o.count > UINT32_MAX) {  // of all spikes
    return out_of_range("window_ms: its steps times count below 2^32");
  }
  d.hz_per_spike = static_cast<float>(1.0 / (neuron_s * d.window_ticks));
  return {};
}

void fill_in_defaults(rheo_decoder_options& o) {
  fill_in(o.out_low, o.out_high, 0.0f, 1.0f);
  if (!has_preferred(o.kind)) fill_in(o.rate_low_hz, o.rate_high_hz, 0.0f, 100.0f);
  if (o.kind == RHEO_DECODE_RATE) fill_in(o.window_ms, 50.0f);
  if (o.kind == RHEO_DECODE_TRACE || (o.kind == RHEO_DECODE_VECTOR && o.window_ms == 0.0f)) fill_in(o.tau_ms, 20.0f);
}

rheo_error_detail prepare(rheo_decoder& d) {
  rheo_decoder_options& o = d.options;
  fill_in_defaults(o);
  rheo_error_detail fault = find_neurons(*d.engine, o, d.population);
  if (fault.status != RHEO_OK) return fault;
  if (o.kind < RHEO_DECODE_RATE || o.kind > RHEO_DECODE_FIRST_SPIKE) return out_of_range("kind: RHEO_DECODE_...");
  if (!within(o.out_high - o.out_low, -FLT_MAX, FLT_MAX))
    return out_of_range("out_high: finite, as out_low and their difference");
  if (has_preferred(o.kind)) {
    fault = prepare_preferred(d);
  } else if (!within(o.rate_high_hz - o.rate_low_hz, FLT_MIN, FLT_MAX)) {
    fault = out_of_range("rate_high_hz: above rate_low_hz, both finite");
  }
  return fault.status == RHEO_OK ? prepare_time(d) : fault;
}

void start(rheo_decoder& d, std::uint64_t tick) {
  d.slot = 0;
  d.window = {};
  d.spikes_trace = d.x_trace = d.y_trace = 0.0f;
  d.start_tick = tick;
  std::memset(static_cast<void*>(&d + 1), 0, slots_bytes(d));
  d.now = {};
  d.now.value = d.options.out_low;
  d.now.neuron = RHEO_NO_NEURON;
}

// Calls what(k) for each of its neurons that fired, ascending.
template <class What>
void each_spike(const rheo_decoder& d, What what) {
  const std::uint64_t* spikes = rheo_spikes(d.engine, d.population, nullptr);
  const std::uint32_t first = d.options.first, end = first + d.options.count;
  for (std::uint32_t w = first / 64; w * 64 < end; ++w) {
    for_each_bit(spikes[w] & bits_between(w, first, end), w * 64,
                 [&](std::size_t neuron) { what(static_cast<std::uint32_t>(neuron) - first); });
  }
}

// Of neuron k, as a part of the range.
float preferred_part(const rheo_decoder_options& o, std::uint32_t k) {
  if (o.preferred != nullptr) return (o.preferred[k] - o.out_low) / (o.out_high - o.out_low);
  if (o.circular == 0 && o.count == 1) return 0.5f;
  return static_cast<float>(k) / static_cast<float>(o.circular != 0 ? o.count : o.count - 1);
}

std::int32_t fixed(float part, float scale) {
  const float x = part * scale;
  return static_cast<std::int32_t>(x < 0 ? x - 0.5f : x + 0.5f);
}

TickSum tick_sum(const rheo_decoder& d) {
  TickSum sum;
  each_spike(d, [&](std::uint32_t k) {
    ++sum.spikes;
    if (d.options.kind != RHEO_DECODE_VECTOR) return;
    const float part = preferred_part(d.options, k);
    if (d.options.circular == 0) {
      sum.x += fixed(part, d.scale);
      return;
    }
    const Direction to = direction(part);
    sum.x += fixed(to.x, d.scale);
    sum.y += fixed(to.y, d.scale);
  });
  return sum;
}

// Rounded twice, the same way everywhere: from 64 bits at once, compilers' libraries do as they like.
float to_float(std::int64_t x) {
  const bool negative = x < 0;
  const auto size = static_cast<std::uint64_t>(negative ? -x : x);
  const float whole = static_cast<float>(static_cast<std::int32_t>(size >> 24)) * 16777216.0f +
                      static_cast<float>(static_cast<std::int32_t>(size & 0xFFFFFF));
  return negative ? -whole : whole;
}

float decayed(float trace, float keep, float add) {
  const float x = trace * keep + add;
  return x < tiny && x > -tiny ? 0.0f : x;
}

// Takes a tick in.
void take(rheo_decoder& d, const TickSum& sum) {
  if (d.windowed) {
    TickSum gone;
    if (d.options.kind == RHEO_DECODE_RATE) {
      gone.spikes = d.counts()[d.slot];
      d.counts()[d.slot] = sum.spikes;
    } else {
      gone = d.sums()[d.slot];
      d.sums()[d.slot] = sum;
    }
    d.slot = d.slot + 1 == d.window_ticks ? 0 : d.slot + 1;
    d.window.spikes += sum.spikes - gone.spikes;
    d.window.x += std::int64_t{sum.x} - gone.x;
    d.window.y += std::int64_t{sum.y} - gone.y;
  } else {
    d.spikes_trace = decayed(d.spikes_trace, d.keep, static_cast<float>(sum.spikes));
    d.x_trace = decayed(d.x_trace, d.keep, static_cast<float>(sum.x));
    d.y_trace = decayed(d.y_trace, d.keep, static_cast<float>(sum.y));
  }
}

void read_rate(rheo_decoder& d) {
  const rheo_decoder_options& o = d.options;
  rheo_decoded& now = d.now;
  if (now.rate_hz < o.rate_low_hz) {
    ++d.counters.saturated_low;
    now.value = o.out_low;
  } else if (now.rate_hz > o.rate_high_hz) {
    ++d.counters.saturated_high;
    now.value = o.out_high;
  } else {
    now.value = between(o.out_low, o.out_high, (now.rate_hz - o.rate_low_hz) / (o.rate_high_hz - o.rate_low_hz));
  }
}

void read_vector(rheo_decoder& d, float spikes) {
  const rheo_decoder_options& o = d.options;
  rheo_decoded& now = d.now;
  now.x = now.y = now.magnitude = 0.0f;
  if (now.active == 0) return;
  const float whole = spikes * d.scale;
  const float x = (d.windowed ? to_float(d.window.x) : d.x_trace) / whole;
  if (o.circular == 0) {
    now.value = between(o.out_low, o.out_high, x < 1.0f ? x : 1.0f);
    return;
  }
  now.x = x;
  now.y = (d.windowed ? to_float(d.window.y) : d.y_trace) / whole;
  const float length = length_of(now.x, now.y);
  now.magnitude = length < 1.0f ? length : 1.0f;
  now.active = length > 0.0f ? 1u : 0u;  // neurons that contradict each other have no direction
  if (now.active != 0) now.value = between(o.out_low, o.out_high, turn_of(now.x, now.y));
}

void race(rheo_decoder& d) {
  rheo_decoded& now = d.now;
  const std::uint64_t ticks = d.engine->tick - d.start_tick;
  const float* age_ms = rheo_spike_age_ms(d.engine, d.population);
  const bool over = now.neuron != RHEO_NO_NEURON || (d.options.window_ms > 0.0f && ticks > d.window_ticks);
  const float step_ms =
      static_cast<float>(static_cast<std::uint32_t>(ticks < UINT32_MAX ? ticks : UINT32_MAX)) * d.dt_ms;
  each_spike(d, [&](std::uint32_t k) {
    ++d.counters.spikes;
    if (over) return;
    const float latency_ms = step_ms - (age_ms != nullptr ? age_ms[d.options.first + k] : 0.0f);
    if (now.neuron != RHEO_NO_NEURON && !(latency_ms < now.latency_ms)) return;
    now.neuron = k;
    now.latency_ms = latency_ms;
  });
  now.active = now.neuron != RHEO_NO_NEURON ? 1u : 0u;
  if (now.active != 0) {
    const float part = preferred_part(d.options, now.neuron);
    now.value = between(d.options.out_low, d.options.out_high, part);
  }
}

void read_spikes(rheo_decoder& d) {
  const TickSum sum = tick_sum(d);
  d.counters.spikes += sum.spikes;
  take(d, sum);
  const float spikes = d.windowed ? to_float(d.window.spikes) : d.spikes_trace;
  d.now.rate_hz = spikes * d.hz_per_spike;
  d.now.active = spikes > 0.0f ? 1u : 0u;
  if (d.options.kind == RHEO_DECODE_VECTOR) {
    read_vector(d, spikes);
  } else {
    read_rate(d);
  }
}

}  // namespace
}  // namespace rheobase

extern "C" {

rheo_decoder_options rheo_default_decoder_options(uint32_t kind) {
  rheo_decoder_options o = {};
  o.kind = kind;
  rheobase::fill_in_defaults(o);
  return o;
}

rheo_status rheo_decoder_size(const rheo_engine* engine, const rheo_decoder_options* options, size_t* bytes_out) {
  if (bytes_out == nullptr) return RHEO_E_NULL;
  *bytes_out = 0;
  if (engine == nullptr || options == nullptr) return RHEO_E_NULL;
  rheo_decoder trial(engine, *options);
  const rheo_status status = rheobase::prepare(trial).status;
  if (status == RHEO_OK) *bytes_out = rheobase::size_of(trial);
  return status;
}

rheo_error_detail rheo_decoder_error_detail(const rheo_engine* engine, const rheo_decoder_options* options) {
  if (engine == nullptr || options == nullptr) return {RHEO_E_NULL, 0, nullptr};
  rheo_decoder trial(engine, *options);
  return rheobase::prepare(trial);
}

rheo_status rheo_decoder_init(void* memory, size_t memory_bytes, const rheo_engine* engine,
                              const rheo_decoder_options* options, rheo_decoder** decoder_out) {
  if (decoder_out == nullptr) return RHEO_E_NULL;
  *decoder_out = nullptr;
  if (memory == nullptr) return RHEO_E_NULL;
  size_t needed;
  rheo_status status = rheo_decoder_size(engine, options, &needed);
  if (status == RHEO_OK) {
    status = rheobase::memory_status(*engine, memory, memory_bytes, needed, rheobase::coding_alignment);
  }
  if (status != RHEO_OK) return status;
  auto* decoder = new (memory) rheo_decoder(engine, *options);
  rheobase::prepare(*decoder);
  rheobase::start(*decoder, engine->tick);
  *decoder_out = decoder;
  return RHEO_OK;
}

float rheo_decode(rheo_decoder* decoder, rheo_decoded* details) {
  if (decoder == nullptr) {
    if (details != nullptr) *details = {};
    return 0.0f;
  }
  rheo_decoder& d = *decoder;
  const rheobase::Turn turn = d.following.advance(*d.engine);
  if (turn == rheobase::Turn::restart) {
    ++d.counters.restarts;
    rheobase::start(d, d.engine->tick > 0 ? d.engine->tick - 1 : 0);
  }
  if (turn != rheobase::Turn::same_tick) {
    ++d.counters.ticks;
    if (d.options.kind == RHEO_DECODE_FIRST_SPIKE) {
      rheobase::race(d);
    } else {
      rheobase::read_spikes(d);
    }
    if (d.now.active == 0) ++d.counters.silent;
  }
  if (details != nullptr) *details = d.now;
  return d.now.value;
}

void rheo_decoder_start(rheo_decoder* decoder) {
  if (decoder == nullptr) return;
  ++decoder->starts;
  const float value = decoder->now.value;
  decoder->following.advance(*decoder->engine);  // the spikes of the step just made are before the start
  rheobase::start(*decoder, decoder->engine->tick);
  decoder->now.value = value;
}

void rheo_decoder_get_counters(const rheo_decoder* decoder, rheo_decoder_counters* out) {
  if (out != nullptr) *out = decoder != nullptr ? decoder->counters : rheo_decoder_counters{};
}

}  // extern "C"
