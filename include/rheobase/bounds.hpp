// What an image can cost at most, known before anything runs. Host side: allocates and throws.
//
// The worst step is the *all-fire* step: every neuron fires, and every delay falls due at once; of a budgeted image,
// what of that its budget lets through. Figures are for one thread. docs/real-time.md says how each is made and what it
// does not cover.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rheobase/compiler.hpp"

namespace rheobase {

struct StackBound {
  std::string platform;     // "x86-64", "cortex-m4", ...: see docs/real-time.md for compiler and flags
  std::uint64_t bytes = 0;  // of rheo_step and all it calls, for this image's integrator and storage
};

struct InstructionBound {
  std::string target;              // SIMD target
  std::uint64_t instructions = 0;  // of one rheo_step
};

struct StepBound {
  std::uint64_t flash_bytes = 0, ram_bytes = 0;
  std::uint64_t neuron_updates = 0;
  std::uint64_t synaptic_events =
      0;  // synapses passed; added, and, where a pulse lasts several ticks, taken away at its end
  std::uint64_t event_budget = 0;   // of the image: the storm contract (rheobase.h); 0: all that is due is delivered
  std::uint64_t bytes_touched = 0;  // of image and memory, each byte once however often it is used
  std::vector<PartBound> parts;     // flash_bytes and ram_bytes are their sums
  std::vector<StackBound> stack;
  std::vector<InstructionBound> instructions;  // of the SIMD targets that are measured
};
StepBound bound_step(const Image& image);

// Throws ModelError naming the limit that the image exceeds and the part that costs most.
struct Limits {
  std::optional<std::uint64_t> ram_bytes, flash_bytes, synaptic_events, stack_bytes;
  std::string platform = "x86-64";  // of stack_bytes
};
void check_limits(const StepBound& bound, const Limits& limits);
// The same of what the description alone says: an image within the limits always passes.
void check_limits(const SizeForecast& forecast, const Limits& limits);
std::vector<std::string> stack_platforms();

// The same network with every neuron firing at every tick, whatever arrives: thresholds below every potential (where
// the integrator is riccati: an input current above every other), no refractory times. Same tables, delays,
// storage and sizes, so that a step of it, once the longest delay has passed, does the work of the bound. What
// it computes means nothing; what it costs does.
Image all_fire_variant(const Image& image);

}  // namespace rheobase
