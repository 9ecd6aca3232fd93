#include "learner_control.hpp"

#include <algorithm>

namespace robots::learner_control {
namespace {

constexpr const char* eyes[2] = {"eye_left", "eye_right"};
constexpr const char* motors[2] = {"motor_left", "motor_right"};
constexpr const char* babblers[2] = {"babble_left", "babble_right"};

alignas(RHEO_ALIGNMENT) unsigned char babble_memory[2][512];
rheo_encoder* babble[2];
std::uint32_t plastic[2][2];

// The light of both eyes, averaged over 50 and 250 ms: their difference says whether it grows. `usual`: its mean, 5 s.
float recent, before, usual;
std::uint32_t ticks_here;  // since the robot was carried
constexpr std::uint32_t reward_ticks = 10, unsure_ticks = 500;

template <class Do>
void each(Do&& what) {
  for (auto& of_eye : plastic) {
    for (const std::uint32_t projection : of_eye) what(projection);
  }
}

}  // namespace

rheo_status init(const void* image, std::size_t image_bytes, const rheo_options* options) {
  rheo_status status = light_control::init(image, image_bytes, options);
  rheo_engine* net = light_control::engine();
  for (int eye = 0; eye < 2; ++eye) {
    for (int motor = 0; motor < 2 && status == RHEO_OK; ++motor) {
      status = rheo_find_projection(net, eyes[eye], motors[motor], nullptr, &plastic[eye][motor]);
    }
  }
  for (int side = 0; side < 2 && status == RHEO_OK; ++side) {
    rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_CURRENT);
    o.current_low = -20.0f;  // silent
    o.current_high = 3.0f;
    o.population = babblers[side];
    status = rheo_encoder_init(babble_memory[side], sizeof babble_memory[side], net, &o, &babble[side]);
  }
  usual = 0;
  carried();
  return status;
}

void learn(bool on) {
  each([on](std::uint32_t projection) { (void)rheo_set_learning(light_control::engine(), projection, on); });
  for (rheo_encoder* side : babble) rheo_encode(side, on ? 1.0f : 0.0f);
}

void carried() { ticks_here = 0; }

float reward_of(const Readings& readings) {
  float light = readings.light_left + readings.light_right;
  if (!(light >= 0.0f && light <= 2.0f)) light = recent;  // no reading of these sensors
  if (ticks_here == 0) recent = before = light;
  recent += 0.02f * (light - recent);
  before += 0.004f * (light - before);
  ++ticks_here;
  if (ticks_here < unsure_ticks || ticks_here % reward_ticks != 0) return 0;
  const float grown = recent - before, amount = grown - usual;
  usual += 0.002f * amount;
  return amount;
}

void give_reward(float amount) {
  each([amount](std::uint32_t projection) { (void)rheo_reward(light_control::engine(), projection, amount); });
}

void row(int eye, int motor, std::uint32_t neuron, float (&out)[neurons]) {
  std::uint32_t count;
  std::fill(out, out + neurons, 0.0f);
  (void)rheo_weights(light_control::engine(), plastic[eye][motor], neuron, neurons, out, nullptr, &count);
}

Weights weights() {
  Weights w{};
  w.least = w.greatest = 0;
  bool first = true;
  for (int eye = 0; eye < 2; ++eye) {
    for (int motor = 0; motor < 2; ++motor) {
      float sum = 0;
      for (std::uint32_t neuron = 0; neuron < neurons; ++neuron) {
        float of_neuron[neurons];
        row(eye, motor, neuron, of_neuron);
        for (const float weight : of_neuron) {
          sum += weight;
          w.least = first ? weight : std::min(w.least, weight);
          w.greatest = first ? weight : std::max(w.greatest, weight);
          first = false;
        }
      }
      w.mean[eye][motor] = sum / (neurons * neurons);
    }
  }
  return w;
}

}  // namespace robots::learner_control
