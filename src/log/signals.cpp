#include "log/signals.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "coding/decoder.hpp"
#include "coding/encoder.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

template <class T>
T read(const std::byte* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

[[noreturn]] void fail_signal(std::size_t index, rheo_status status) {
  fail("", "signal " + std::to_string(index) + " of the log: " + rheo_status_text(status));
}

rheo_encoder_options options_of(const rheo_engine* engine, const EncoderEntry& e) {
  return {rheo_population_name(engine, e.population),
          e.kind,
          e.first,
          e.count,
          e.value_low,
          e.value_high,
          e.current_low,
          e.current_high,
          e.rate_low_hz,
          e.rate_high_hz,
          e.period_ms,
          e.pulse_ms,
          e.width,
          e.circular,
          e.latency_at_low_ms,
          e.latency_at_high_ms,
          e.stuck_ms,
          e.seed};
}

rheo_decoder_options options_of(const rheo_engine* engine, const DecoderEntry& d, const float* preferred) {
  return {rheo_population_name(engine, d.population),
          d.kind,
          d.first,
          d.count,
          d.window_ms,
          d.tau_ms,
          d.rate_low_hz,
          d.rate_high_hz,
          d.out_low,
          d.out_high,
          d.circular,
          preferred};
}

std::size_t words_of(std::size_t bytes) { return (bytes + 7) / 8; }

}  // namespace

LogSignals::LogSignals(rheo_engine* engine, const std::byte* table, const SnapshotPayload& payload) {
  release_encoders(*engine);  // those of the snapshot before
  std::size_t left = payload.signal_bytes;
  if (payload.signals > left / sizeof(SignalEntry)) fail_signal(0, RHEO_E_LOG_MALFORMED);
  signals_.resize(payload.signals);
  for (std::size_t i = 0; i < signals_.size(); ++i) {
    if (left < sizeof(SignalEntry)) fail_signal(i, RHEO_E_LOG_MALFORMED);
    const auto entry = read<SignalEntry>(table);
    const std::byte* rest = table + sizeof entry;
    const std::size_t least = sizeof entry + (entry.decodes != 0 ? sizeof(DecoderEntry) : sizeof(EncoderEntry));
    if (entry.bytes > left || entry.bytes % 8 != 0 || entry.bytes < least) fail_signal(i, RHEO_E_LOG_MALFORMED);
    Signal& signal = signals_[i];
    signal.name.assign(entry.name, strnlen(entry.name, sizeof entry.name));
    if (signal.name.empty()) signal.name = (entry.decodes != 0 ? "motor " : "sensor ") + std::to_string(i);
    signal.call = entry.call;
    signal.sensor = i;
    for (std::size_t k = 0; k < i && entry.decodes == 0; ++k) {
      if (signals_[k].encoder == nullptr || signals_[k].name != signal.name) continue;
      signal.sensor = k;
      break;
    }
    if (entry.decodes == 0) {
      add_encoder(engine, i, read<EncoderEntry>(rest));
    } else {
      const auto decoder = read<DecoderEntry>(rest);
      if ((entry.bytes - least) / sizeof(float) < decoder.preferred_count) fail_signal(i, RHEO_E_LOG_MALFORMED);
      add_decoder(engine, i, decoder, rest + sizeof decoder);
    }
    table += entry.bytes;
    left -= entry.bytes;
  }
  show();
}

void LogSignals::add_encoder(rheo_engine* engine, std::size_t index, const EncoderEntry& entry) {
  Signal& signal = signals_[index];
  if (entry.population >= rheo_population_count(engine)) fail_signal(index, RHEO_E_LOG_MALFORMED);
  const rheo_encoder_options options = options_of(engine, entry);
  std::size_t bytes = 0;
  rheo_status status = rheo_encoder_size(engine, &options, &bytes);
  if (status != RHEO_OK) fail_signal(index, status);
  signal.memory.resize(words_of(bytes));
  status = rheo_encoder_init(signal.memory.data(), bytes, engine, &options, &signal.encoder);
  if (status != RHEO_OK) fail_signal(index, status);
  signal.sample = entry.sample;
}

void LogSignals::add_decoder(rheo_engine* engine, std::size_t index, const DecoderEntry& entry,
                             const std::byte* preferred) {
  Signal& signal = signals_[index];
  if (entry.preferred_count > 0) {
    if (entry.preferred_count != entry.count) fail_signal(index, RHEO_E_LOG_MALFORMED);
    signal.preferred.resize(entry.preferred_count);
    std::memcpy(signal.preferred.data(), preferred, signal.preferred.size() * sizeof(float));
  }
  if (entry.population >= rheo_population_count(engine)) fail_signal(index, RHEO_E_LOG_MALFORMED);
  const rheo_decoder_options options =
      options_of(engine, entry, entry.preferred_count > 0 ? signal.preferred.data() : nullptr);
  std::size_t bytes = 0;
  rheo_status status = rheo_decoder_size(engine, &options, &bytes);
  if (status != RHEO_OK) fail_signal(index, status);
  signal.memory.resize(words_of(bytes));
  status = rheo_decoder_init(signal.memory.data(), bytes, engine, &options, &signal.decoder);
  if (status != RHEO_OK) fail_signal(index, status);
  rheo_decoder& d = *signal.decoder;
  if (signal.call != RHEO_LOG_CALL_NONE) {
    d.now.value = entry.value;
    d.spikes_trace = entry.spikes_trace;
    d.x_trace = entry.x_trace;
    d.y_trace = entry.y_trace;
    d.start_tick = entry.start_tick;
    d.now.neuron = entry.neuron;
    d.now.latency_ms = entry.latency_ms;
  }
  // The spikes of a window are not in a snapshot; before a first tick there were none.
  signal.settled = engine->tick == 0 || !d.windowed;
  signal.window_full = engine->tick + d.window_ticks;
}

std::vector<LogSignal> LogSignals::describe() const {
  std::vector<LogSignal> out;
  for (const Signal& s : signals_) {
    if (!is_shown(s)) continue;
    if (s.encoder != nullptr) {
      out.push_back({s.name, false, s.encoder->options.value_low, s.encoder->options.value_high});
    } else {
      out.push_back({s.name, true, s.decoder->options.out_low, s.decoder->options.out_high});
    }
  }
  return out;
}

template <class Take>
bool LogSignals::take(const ValuesPayload& which, const std::byte* values, Take take_value) {
  if (which.first > signals_.size() || which.count > signals_.size() - which.first) return false;
  for (std::uint32_t k = 0; k < which.count; ++k) take_value(signals_[which.first + k], values + k * sizeof(float));
  encoded_ = false;
  return true;
}

bool LogSignals::take_samples(const ValuesPayload& which, const std::byte* values) {
  return take(which, values, [this](Signal& s, const std::byte* from) {
    for (Signal& other : signals_) {
      if (&signals_[other.sensor] == &s) other.sample = read<float>(from);
    }
    s.sample = read<float>(from);
  });
}

bool LogSignals::take_calls(const ValuesPayload& which, const std::byte* values) {
  return take(which, values, [](Signal& s, const std::byte* from) { s.call = read<std::uint32_t>(from); });
}

void LogSignals::encode() {
  if (encoded_) return;
  encoded_ = true;
  for (Signal& s : signals_) {
    if (s.encoder != nullptr && s.call != RHEO_LOG_CALL_NONE) encode_sample(*s.encoder, s.sample);
  }
}

void LogSignals::finish_tick() {
  encode();
  for (Signal& s : signals_) {
    if (s.decoder == nullptr || s.call == RHEO_LOG_CALL_NONE) continue;
    rheo_decoded now;
    rheo_decode(s.decoder, &now);
    const std::uint64_t tick = s.decoder->engine->tick;
    if (s.call == RHEO_LOG_CALL_STARTED) {
      rheo_decoder_start(s.decoder);
      s.window_full = tick + 1;
    }
    // A vector keeps its last value without spikes.
    if (tick >= s.window_full && (now.active != 0 || s.decoder->options.kind == RHEO_DECODE_RATE)) s.settled = true;
  }
  show();
  for (Signal& s : signals_) {
    if (s.call == RHEO_LOG_CALL_STARTED) s.call = RHEO_LOG_CALL_MADE;
  }
  encoded_ = false;
}

void LogSignals::show() {
  values_.clear();
  for (const Signal& s : signals_) {
    if (!is_shown(s)) continue;
    if (s.call == RHEO_LOG_CALL_NONE) {
      values_.push_back(none);
    } else if (s.encoder != nullptr) {
      values_.push_back(s.sample);
    } else {
      values_.push_back(s.settled ? s.decoder->now.value : none);
    }
  }
}

}  // namespace rheobase
