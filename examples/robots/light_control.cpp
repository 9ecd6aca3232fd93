#include "light_control.hpp"

namespace robots::light_control {
namespace {

constexpr float full_ahead = 0.6f, full_back = -0.25f;  // m/s

// One network, so one of each: firmware has no other. The follower takes 16 kB, the learner with its weights the rest.
alignas(RHEO_ALIGNMENT) unsigned char engine_memory[80 * 1024];
alignas(RHEO_ALIGNMENT) unsigned char coding_memory[8][512];
rheo_engine* net;
rheo_encoder *eye[2], *near[2];
rheo_decoder *wheel[2], *eye_rate[2];
rheo_blackbox_signal signals[6];

rheo_status encoder(int slot, const char* population, float current_high, rheo_encoder** out) {
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
  o.current_high = current_high;
  o.population = population;
  return rheo_encoder_init(coding_memory[slot], sizeof coding_memory[slot], net, &o, out);
}

rheo_status decoder(int slot, const char* population, float tau_ms, float rate_high_hz, float low, float high,
                    rheo_decoder** out) {
  rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_TRACE);
  o.tau_ms = tau_ms;
  o.rate_high_hz = rate_high_hz;
  o.out_low = low;
  o.out_high = high;
  o.population = population;
  return rheo_decoder_init(coding_memory[slot], sizeof coding_memory[slot], net, &o, out);
}

}  // namespace

rheo_status init(const void* image, std::size_t image_bytes, const rheo_options* options) {
  rheo_status status = rheo_init(engine_memory, sizeof engine_memory, image, image_bytes, options, &net);
  if (status == RHEO_OK) status = encoder(0, "eye_left", 16.0f, &eye[0]);
  if (status == RHEO_OK) status = encoder(1, "eye_right", 16.0f, &eye[1]);
  if (status == RHEO_OK) status = encoder(2, "near_left", 16.0f, &near[0]);
  if (status == RHEO_OK) status = encoder(3, "near_right", 16.0f, &near[1]);
  if (status == RHEO_OK) status = decoder(4, "motor_left", 50.0f, 60.0f, full_back, full_ahead, &wheel[0]);
  if (status == RHEO_OK) status = decoder(5, "motor_right", 50.0f, 60.0f, full_back, full_ahead, &wheel[1]);
  if (status == RHEO_OK) status = decoder(6, "eye_left", 100.0f, 100.0f, 0.0f, 1.0f, &eye_rate[0]);
  if (status == RHEO_OK) status = decoder(7, "eye_right", 100.0f, 100.0f, 0.0f, 1.0f, &eye_rate[1]);
  signals[0] = {"light left", eye[0], nullptr};
  signals[1] = {"light right", eye[1], nullptr};
  signals[2] = {"near left", near[0], nullptr};
  signals[3] = {"near right", near[1], nullptr};
  signals[4] = {"wheel left", nullptr, wheel[0]};
  signals[5] = {"wheel right", nullptr, wheel[1]};
  return status;
}

void reset() { rheo_reset(net); }  // encoders and decoders notice

void sense(const Readings& r) {
  rheo_encode(eye[0], r.light_left);
  rheo_encode(eye[1], r.light_right);
  rheo_encode(near[0], r.near_left);
  rheo_encode(near[1], r.near_right);
}

Wheels step() {
  rheo_step(net);
  return {rheo_decode(wheel[0], nullptr), rheo_decode(wheel[1], nullptr)};
}

rheo_engine* engine() { return net; }

std::uint64_t refused() {
  std::uint64_t sum = 0;
  for (const rheo_encoder* e : {eye[0], eye[1], near[0], near[1]}) {
    rheo_encoder_counters counters;
    rheo_encoder_get_counters(e, &counters);
    sum += counters.refused;
  }
  return sum;
}

rheo_blackbox_options recorded() {
  rheo_blackbox_options options = rheo_default_blackbox_options();
  options.snapshot_ticks = 5000;
  options.signals = signals;
  options.signal_count = sizeof signals / sizeof signals[0];
  return options;
}

Activity activity() {
  const auto rate = [](rheo_decoder* d) {
    rheo_decoded now;
    rheo_decode(d, &now);
    return now.rate_hz;
  };
  return {rate(eye_rate[0]), rate(eye_rate[1]), rate(wheel[0]), rate(wheel[1])};
}

}  // namespace robots::light_control
