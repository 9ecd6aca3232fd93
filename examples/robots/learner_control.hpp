// What learning adds to light_control: reward from what the eyes see, exploration, weights. As firmware would hold it.
#pragma once

#include <cstdint>

#include "light_control.hpp"

namespace robots::learner_control {

// The image is of a network with the populations of light_learner.toml.
rheo_status init(const void* image, std::size_t image_bytes, const rheo_options* options);

// Learning and exploration, both on or both off.
void learn(bool on);

// The robot was carried elsewhere: what its eyes saw before says nothing about what it did.
void carried();

// Every millisecond, while it learns, before light_control::sense. By how much it has become lighter, less what is
// usual: every 10 ms; 0 between them.
float reward_of(const Readings& readings);
void give_reward(float amount);

// Mean weights from an eye (0 left, 1 right) to a motor; and the least and the greatest of all.
struct Weights {
  float mean[2][2];
  float least, greatest;
};
Weights weights();

// Weights of one neuron of an eye to the 32 of a motor.
constexpr std::uint32_t neurons = 32;
void row(int eye, int motor, std::uint32_t neuron, float (&out)[neurons]);

}  // namespace robots::learner_control
