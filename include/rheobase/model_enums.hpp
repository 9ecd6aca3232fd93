// The choices that a description names and an image records. Numbers are part of the image format:
// append, never renumber.
#pragma once

#include <cstdint>

namespace rheobase {

enum class Integrator : std::uint8_t {
  euler = 0,           // v and u by one explicit Euler step
  izhikevich2003 = 1,  // as published: v in two half steps, then u
  riccati = 2,
  rk2 = 3,
  rk4 = 4,
};
constexpr unsigned integrator_count = 5;

enum class Storage : std::uint8_t {
  automatic = 0,  // compile chooses
  dense_i8 = 1,
  dense_i16 = 2,
  dense_i32 = 3,
  sparse_i16 = 4,
  sparse_i32 = 5,
  procedural = 6,
};
constexpr unsigned storage_count = 7;

enum class ChannelKind : std::uint8_t {
  pulse = 0,  // a rectangular pulse per spike (the paper's network: one step long)
  decay = 1,  // exponential
  hold = 2,   // adds up and stays (the forum script's g)
};

}  // namespace rheobase
