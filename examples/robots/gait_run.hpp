// One run of the gait: network, walker and what is measured of both.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "gait_control.hpp"
#include "rhythm_meter.hpp"
#include "step_times.hpp"

namespace robots {

struct Command {
  double frequency_hz, duration_s;
};

// Every 40 ms: where the parts are, what was asked.
struct WalkSample {
  double time_s, frequency_hz;
  Pose body;
  std::array<Pose, legs> upper, lower;
};

struct Spike {
  double time_s;
  int population;  // 0: A, 1: B
  std::uint32_t neuron;
};

// What a picture needs, kept if it is asked for.
struct Walk {
  static constexpr int sample_ms = 40;
  static constexpr std::uint32_t spiking_neurons = 14;  // of each population: as many are drawn
  std::vector<WalkSample> samples;
  std::vector<Spike> spikes;
  std::vector<double> hip_time_s, hip_a, hip_b;  // every 5 ms, near legs of both pairs, rad
};

struct GaitResult {
  double asked_hz = 0;  // the last command's
  Beat network;         // of the populations' bursts
  Beat hips;            // of the hips' swings, as the physics has them: near fore leg against near hind leg
  double speed = 0;     // m/s
  double tilt = 0;      // rad, most
};

// Runs the network that gait_control holds, commands in turn; what is measured is of after `settle_s`.
GaitResult run_gait(const std::vector<Command>& commands, double settle_s, StepTimes& times, Walk* walk = nullptr);

}  // namespace robots
