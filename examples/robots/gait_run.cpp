#include "gait_run.hpp"

#include <algorithm>
#include <cmath>

namespace robots {
namespace {

constexpr float dt = 1e-3f;  // s: a step of the network, a step of the physics

void keep(Walk& walk, int ms, double frequency_hz, const Walker& walker) {
  if (ms % 5 == 0) {
    walk.hip_time_s.push_back(ms * 1e-3);
    walk.hip_a.push_back(walker.hip_angle(0));
    walk.hip_b.push_back(walker.hip_angle(2));
  }
  if (ms % Walk::sample_ms == 0) {
    WalkSample s{ms * 1e-3, frequency_hz, walker.body(), {}, {}};
    for (std::size_t leg = 0; leg < legs; ++leg) {
      s.upper[leg] = walker.upper_leg(leg);
      s.lower[leg] = walker.lower_leg(leg);
    }
    walk.samples.push_back(s);
  }
}

void keep_spikes(Walk& walk, int ms) {
  const rheo_engine* net = gait_control::engine();
  for (const int which : {0, 1}) {
    std::uint32_t population = 0;
    if (rheo_find_population(net, which == 0 ? "A" : "B", &population) != RHEO_OK) continue;
    for (std::uint32_t i = rheo_next_spike(net, population, 0); i < Walk::spiking_neurons;
         i = rheo_next_spike(net, population, i + 1)) {
      walk.spikes.push_back({ms * 1e-3, which, i});
    }
  }
}

}  // namespace

GaitResult run_gait(const std::vector<Command>& commands, double settle_s, StepTimes& times, Walk* walk) {
  b2World world({0.0f, -9.81f});
  Walker walker(world);
  Onsets a(0.25f, 0.5f), b(0.25f, 0.5f);
  Onsets hip_a(-0.02f, 0.02f), hip_b(-0.02f, 0.02f);
  GaitResult result;
  double settled_x = 0;
  const int settle_ms = static_cast<int>(std::lround(settle_s * 1000));
  int ms = 0;
  for (const Command& command : commands) {
    const float frequency_hz = static_cast<float>(command.frequency_hz);
    const int end_ms = ms + static_cast<int>(std::lround(command.duration_s * 1000));
    for (; ms < end_ms; ++ms) {
      if (walk != nullptr) keep(*walk, ms, command.frequency_hz, walker);
      times.begin();
      const gait_control::Rhythm rhythm = gait_control::step(gait_control::current_for(frequency_hz));
      const std::array<LegCommand, 2> legs_shall = gait_control::legs_for(rhythm, frequency_hz);
      times.network_done();
      walker.drive(legs_shall);
      world.Step(dt, 8, 3);
      times.physics_done();
      if (walk != nullptr) keep_spikes(*walk, ms);
      if (ms < settle_ms) continue;
      if (ms == settle_ms) settled_x = walker.body().x;
      const double now_s = ms * 1e-3;
      a.add(now_s, rhythm.a);
      b.add(now_s, rhythm.b);
      hip_a.add(now_s, walker.hip_angle(0));
      hip_b.add(now_s, walker.hip_angle(2));
      result.tilt = std::max(result.tilt, static_cast<double>(std::abs(walker.body().angle)));
    }
    result.asked_hz = command.frequency_hz;
  }
  result.network = beat_of(a, b);
  result.hips = beat_of(hip_a, hip_b);
  result.speed = (walker.body().x - settled_x) / (ms * 1e-3 - settle_s);
  return result;
}

}  // namespace robots
