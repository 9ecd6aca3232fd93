#include "gait_control.hpp"

#include <algorithm>

namespace robots::gait_control {
namespace {

struct Row {
  float current, frequency_hz;
};
// Written by gait_calibrate: frequency falls as the current rises.
constexpr Row calibration[] = {
#include "gait_calibration.inc"
};
constexpr std::size_t rows = sizeof calibration / sizeof calibration[0];

constexpr float sweep = 0.5f;   // rad, of a leg in half a period
constexpr float lift = 0.035f;  // m, of a foot on its way forward
constexpr float haste = 1.3f;   // a sweep ends before its half period does, so that each begins at its place
constexpr float dt = 1e-3f;     // s

alignas(RHEO_ALIGNMENT) unsigned char engine_memory[32 * 1024];
alignas(RHEO_ALIGNMENT) unsigned char coding_memory[4][512];
rheo_engine* net;
rheo_encoder* hold[2];
rheo_decoder* burst[2];
float lean;  // rad: where the first pair shall be; the second is its mirror image

rheo_status encoder(int slot, const char* population, rheo_encoder** out) {
  rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
  o.value_low = o.current_low = current_low;
  o.value_high = o.current_high = current_high;
  o.population = population;
  return rheo_encoder_init(coding_memory[slot], sizeof coding_memory[slot], net, &o, out);
}

rheo_status decoder(int slot, const char* population, rheo_decoder** out) {
  rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_TRACE);
  o.tau_ms = 20;
  o.rate_high_hz = 60;
  o.population = population;
  return rheo_decoder_init(coding_memory[slot], sizeof coding_memory[slot], net, &o, out);
}

}  // namespace

rheo_status init(const void* image, std::size_t image_bytes) {
  lean = 0;
  rheo_status status = rheo_init(engine_memory, sizeof engine_memory, image, image_bytes, nullptr, &net);
  if (status == RHEO_OK) status = encoder(0, "IA", &hold[0]);
  if (status == RHEO_OK) status = encoder(1, "IB", &hold[1]);
  if (status == RHEO_OK) status = decoder(2, "A", &burst[0]);
  if (status == RHEO_OK) status = decoder(3, "B", &burst[1]);
  return status;
}

float current_for(float frequency_hz) {
  if (frequency_hz >= calibration[0].frequency_hz) return calibration[0].current;
  for (std::size_t k = 1; k < rows; ++k) {
    const Row &faster = calibration[k - 1], &slower = calibration[k];
    if (frequency_hz < slower.frequency_hz) continue;
    const float part = (faster.frequency_hz - frequency_hz) / (faster.frequency_hz - slower.frequency_hz);
    return faster.current + part * (slower.current - faster.current);
  }
  return calibration[rows - 1].current;
}

Rhythm step(float current) {
  rheo_encode(hold[0], current);
  rheo_encode(hold[1], current);
  rheo_step(net);
  return {rheo_decode(burst[0], nullptr), rheo_decode(burst[1], nullptr)};
}

std::array<LegCommand, 2> legs_for(Rhythm rhythm, float frequency_hz) {
  // A bursts: its legs stand and push back, B's are lifted and go forward, as far as a sweep goes.
  const float push = rhythm.a - rhythm.b;  // -1 … 1
  lean = std::clamp(lean - haste * 2 * sweep * frequency_hz * push * dt, -sweep / 2, sweep / 2);
  return {{{lean, push > 0 ? 0.0f : -lift * push}, {-lean, push < 0 ? 0.0f : lift * push}}};
}

rheo_engine* engine() { return net; }

}  // namespace robots::gait_control
