#include "kernels/strict_math.hpp"

#include "blackbox/signals.hpp"

#include "blackbox/record.hpp"
#include "coding/decoder.hpp"
#include "coding/encoder.hpp"
#include "image/text.hpp"

namespace rheobase {
namespace {

std::size_t name_bytes(const char* name) {
  std::size_t bytes = 0;
  while (name != nullptr && bytes < RHEO_LOG_NAME_BYTES && name[bytes] != '\0') ++bytes;
  return bytes;
}

std::uint32_t preferred_count(const rheo_decoder& d) { return d.options.preferred != nullptr ? d.options.count : 0; }

std::uint32_t entry_bytes(const rheo_blackbox_signal& signal) {
  if (signal.encoder != nullptr) return sizeof(SignalEntry) + sizeof(EncoderEntry);
  return static_cast<std::uint32_t>(sizeof(SignalEntry) + sizeof(DecoderEntry) +
                                    padded_to_8(std::uint64_t{preferred_count(*signal.decoder)} * sizeof(float)));
}

EncoderEntry entry_of(const rheo_encoder& encoder) {
  const rheo_encoder_options& o = encoder.options;
  return {o.kind,
          encoder.population,
          o.first,
          o.count,
          o.value_low,
          o.value_high,
          o.current_low,
          o.current_high,
          o.rate_low_hz,
          o.rate_high_hz,
          o.period_ms,
          o.pulse_ms,
          o.width,
          o.circular,
          o.latency_at_low_ms,
          o.latency_at_high_ms,
          o.stuck_ms,
          encoder.sample,
          o.seed};
}

DecoderEntry entry_of(const rheo_decoder& decoder) {
  const rheo_decoder_options& o = decoder.options;
  const rheo_decoded& now = decoder.now;
  return {o.kind,          decoder.population,   o.first,
          o.count,         o.window_ms,          o.tau_ms,
          o.rate_low_hz,   o.rate_high_hz,       o.out_low,
          o.out_high,      o.circular,           preferred_count(decoder),
          now.value,       decoder.spikes_trace, decoder.x_trace,
          decoder.y_trace, decoder.start_tick,   now.neuron,
          now.latency_ms};
}

}  // namespace

rheo_error_detail check_signals(const rheo_engine& engine, const rheo_blackbox_options& options) {
  if (options.signal_count > 0 && options.signals == nullptr) return {RHEO_E_NULL, 0, "signals: signal_count of them"};
  for (std::uint32_t i = 0; i < options.signal_count; ++i) {
    const auto wrong = [i](const char* what) { return rheo_error_detail{RHEO_E_OPTION, i, what}; };
    const rheo_blackbox_signal& signal = options.signals[i];
    if ((signal.encoder == nullptr) == (signal.decoder == nullptr)) {
      return wrong("signals: each an encoder or a decoder, not both");
    }
    const rheo_engine* of = signal.encoder != nullptr ? signal.encoder->engine : signal.decoder->engine;
    if (of != &engine) return wrong("signals: encoders and decoders of this engine");
    if (name_bytes(signal.name) == RHEO_LOG_NAME_BYTES) return wrong("signals: names of at most 31 bytes");
  }
  return {};
}

std::uint64_t signal_table_bytes(const rheo_blackbox_options& options) {
  std::uint64_t bytes = 0;
  for (std::uint32_t i = 0; i < options.signal_count; ++i) bytes += entry_bytes(options.signals[i]);
  return bytes;
}

void write_signal_table(const rheo_blackbox_options& options, const std::uint32_t* calls, unsigned char* table) {
  for (std::uint32_t i = 0; i < options.signal_count; ++i) {
    const rheo_blackbox_signal& signal = options.signals[i];
    SignalEntry entry = {
        entry_bytes(signal), std::uint16_t{signal.decoder != nullptr}, static_cast<std::uint16_t>(calls[i]), {}};
    std::memset(table, 0, entry.bytes);
    const std::size_t name = name_bytes(signal.name);
    if (name > 0) std::memcpy(entry.name, signal.name, name);
    std::memcpy(table, &entry, sizeof entry);
    unsigned char* rest = table + sizeof entry;
    if (signal.encoder != nullptr) {
      const EncoderEntry encoder = entry_of(*signal.encoder);
      std::memcpy(rest, &encoder, sizeof encoder);
    } else {
      const DecoderEntry decoder = entry_of(*signal.decoder);
      std::memcpy(rest, &decoder, sizeof decoder);
      if (decoder.preferred_count > 0) {
        std::memcpy(rest + sizeof decoder, signal.decoder->options.preferred, decoder.preferred_count * sizeof(float));
      }
    }
    table += entry.bytes;
  }
}

std::uint32_t sensor_of(const rheo_blackbox_options& options, std::uint32_t index) {
  const rheo_blackbox_signal& signal = options.signals[index];
  for (std::uint32_t i = 0; i < index && signal.encoder != nullptr && signal.name != nullptr; ++i) {
    const rheo_blackbox_signal& other = options.signals[i];
    if (other.encoder != nullptr && other.name != nullptr && same_text(other.name, signal.name)) return i;
  }
  return index;
}

SignalNow observe_signal(const rheo_engine& engine, const rheo_blackbox_signal& signal, std::uint32_t activity_before) {
  if (signal.decoder != nullptr) {
    const rheo_decoder& d = *signal.decoder;
    const std::uint32_t call = !d.following.here(engine)     ? RHEO_LOG_CALL_NONE
                               : d.starts != activity_before ? RHEO_LOG_CALL_STARTED
                                                             : RHEO_LOG_CALL_MADE;
    return {call, 0, d.starts, false};
  }
  const rheo_encoder& e = *signal.encoder;
  SignalNow now = {e.begun && e.following.here(engine) ? RHEO_LOG_CALL_MADE : RHEO_LOG_CALL_NONE, 0, e.calls, false};
  std::memcpy(&now.sample, &e.sample, sizeof now.sample);
  now.unexplained = now.call == RHEO_LOG_CALL_MADE ? hash_of_inputs(e) != e.sent : e.calls != activity_before;
  return now;
}

}  // namespace rheobase
