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
  izhikevich2004 = 5,  // as published: v by one Euler step, then u with the new v
  exact = 6,           // the solution for a constant current: models whose equation is linear
  fixed = 7,           // izhikevich (as izhikevich2003) and lif (as exact) in integers
};
constexpr unsigned integrator_count = 8;

enum class Storage : std::uint8_t {
  automatic = 0,  // compile chooses
  dense_i8 = 1,   // a row of all targets per source
  dense_i16 = 2,
  dense_i32 = 3,
  sparse_i16 = 4,    // targets of 16 bits, weights of 16, in one word
  sparse_i32 = 5,    // 32, 32
  procedural = 6,    // nothing is stored: synapses are drawn again at each delivery
  sparse_i8 = 7,     // 16, 8
  sparse32_i8 = 8,   // 32, 8
  sparse32_i16 = 9,  // 32, 16
};
constexpr unsigned storage_count = 10;

enum class ChannelKind : std::uint8_t {
  pulse = 0,  // a rectangular pulse per spike (the paper's network: one step long)
  decay = 1,  // exponential
  hold = 2,   // adds up and stays (the forum script's g)
  rise = 3,   // rises, then decays: double exponential, or alpha
  nmda = 4,   // a conductance that v unblocks
  jump = 5,   // arrives on v itself
};
constexpr unsigned channel_kind_count = 6;

// What u of short-term plasticity decays to.
enum class ShortTermForm : std::uint8_t {
  tsodyks = 0,   // 0
  mongillo = 1,  // U
};
constexpr unsigned short_term_form_count = 2;

// Of a learning rule, where a spike arrives at a synapse in the step in which its target fires.
enum class SameTime : std::uint8_t {
  simultaneous = 0,  // neither sees the other: the pair counts for nothing
  pre_first = 1,     // the pair counts as pre before post
  post_first = 2,    // as post before pre
  // What arrives in the step after the target's spike is at the same time, and counts as pre before post.
  next_pre_first = 3,
};
constexpr unsigned same_time_count = 4;

enum class NoiseKind : std::uint8_t { gaussian = 0, uniform = 1, ou = 2 };  // ou: Ornstein-Uhlenbeck

}  // namespace rheobase
