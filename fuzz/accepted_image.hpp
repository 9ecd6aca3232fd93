// What an accepted image owes, whoever made it: it runs within its memory, every state is finite, every SIMD target and
// number of threads gives the same bits, and its snapshots are accepted, too.
#pragma once

#include <cfenv>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/snapshot_format.hpp"
#include "rheobase/bounds.hpp"
#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"

namespace rheobase::fuzz {

constexpr std::size_t memory_most = 4u << 20;  // larger ones take too long

inline bool all_finite(const std::vector<std::byte>& snapshot, const image::View& view) {
  bool finite = true;
  walk_snapshot(view, [&](const State& s, std::uint64_t offset) {
    const bool learns = (s.kind >= StateKind::pre_trace && s.kind <= StateKind::eligibility) ||
                        s.kind == StateKind::modulator || s.kind == StateKind::reward;
    for (std::uint64_t k = 0; (holds_floats(s.kind) || learns) && k < s.count; ++k) {
      float x;
      std::memcpy(&x, snapshot.data() + offset + k * 4, sizeof x);
      finite = finite && std::isfinite(x);
    }
  });
  return finite;
}

struct Run {
  std::string fault;  // empty: none
  std::uint64_t spike_hash = 0, state_hash = 0;
};

// `image` has been accepted. `target` null: the best. `from` null: the start, otherwise a snapshot.
inline Run run_accepted(const Image& image, const char* target, int steps,
                        const std::vector<std::byte>* from = nullptr) {
  Run run;
  rheo_options options = {};
  options.target = target;
  std::size_t bytes = 0;
  if (rheo_engine_size(image.data(), image.size(), nullptr, &bytes) != RHEO_OK) return {"its size is refused"};
  Image memory(bytes);
  rheo_engine* engine = nullptr;
  if (rheo_init(memory.data(), bytes, image.data(), image.size(), &options, &engine) != RHEO_OK) {
    return {"init refuses it"};
  }
  if (from != nullptr && rheo_restore(engine, from->data(), from->size()) != RHEO_OK) return {"restore refuses it"};
  std::feclearexcept(FE_INVALID);
  const float inputs[3] = {RHEO_INPUT_LIMIT, -1e9f, 30.0f};
  if (rheo_snapshot_size(engine, &bytes) != RHEO_OK) return {"its snapshot has no size"};
  std::vector<std::byte> snapshot(bytes);
  for (int k = 0; k < steps; ++k) {
    for (std::uint32_t i = 0; i < rheo_population_count(engine) && i < 8; ++i) {
      (void)rheo_set_input(engine, i, 0, 1, inputs + (static_cast<std::uint32_t>(k) / 4 + i) % 3);
    }
    rheo_step(engine);
    if (k % 16 != 15 && k + 1 != steps) continue;
    if (rheo_snapshot(engine, snapshot.data(), snapshot.size(), nullptr) != RHEO_OK) return {"no snapshot"};
    if (!all_finite(snapshot, image::View(image.data()))) return {"its state is not finite"};
    if (rheo_restore(engine, snapshot.data(), snapshot.size()) != RHEO_OK) return {"its snapshot is refused"};
  }
  // What a comparison or a minimum makes of a NaN differs between machines. (Vectors divide in lanes that nothing
  // reads.)
  const bool reference = std::strcmp(rheo_engine_target(engine), "scalar") == 0;
  if (reference && std::fetestexcept(FE_INVALID) != 0) return {"an operation has no result"};
  run.spike_hash = rheo_spike_hash(engine);
  run.state_hash = rheo_state_hash(engine);
  return run;
}

// On every target; empty if all is well.
inline std::string fault_of(const Image& image, int steps, const std::vector<std::byte>* from = nullptr) {
  Run first;
  for (std::uint32_t i = 0; const char* name = rheo_target_name(i); ++i) {
    const Run run = run_accepted(image, name, steps, from);
    if (!run.fault.empty()) return run.fault + " (" + name + ")";
    if (i == 0) first = run;
    if (run.spike_hash != first.spike_hash) return std::string("spikes differ on ") + name;
    if (run.state_hash != first.state_hash) return std::string("the state differs on ") + name;
  }
  return {};
}

// What inspect and the bounds say of it.
inline void inspect(const Image& image) {
  describe_image(image);
  const StepBound bound = bound_step(image);
  std::uint64_t flash = 0, ram = 0;
  for (const PartBound& part : bound.parts) {
    flash += part.flash_bytes;
    ram += part.ram_bytes;
  }
  if (ram < bound.ram_bytes || flash < bound.flash_bytes) __builtin_trap();  // parts make up the whole
  const Image variant = all_fire_variant(image);
  if (rheo_image_check(variant.data(), variant.size()) != RHEO_OK) __builtin_trap();
}

}  // namespace rheobase::fuzz
