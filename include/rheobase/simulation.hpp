// An engine with memory of its own: for programs on a host, tests and tools. Firmware uses
// rheobase.h and its own memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rheobase/compiler.hpp"
#include "rheobase/rheobase.h"
#include "rheobase/rheobase.hpp"
#include "rheobase/thread_team.hpp"

namespace rheobase {

struct SimulationOptions {
  std::string target;                       // SIMD target by name; empty: the best here
  std::optional<std::uint64_t> noise_seed;  // instead of the image's
  std::uint32_t threads = 1;                // that share long steps, this one among them: the same bits for any number
  bool pin_threads = false;       // each to a core of its own, where there are as many: if nothing else uses them
  bool share_every_step = false;  // also those that one thread does faster: for tests
};

// A synapse whose weight learns, as it is now.
struct LearnedSynapse {
  std::uint32_t source, target;
  double weight, delay_ms;
};

// Moved from, it is empty: engine() is null, which every function of rheobase.h answers, and snapshot(), restore() and
// swap_image() throw.
class Simulation {
 public:
  // Takes the image over; throws ModelError if it is damaged or the target does not exist.
  explicit Simulation(Image image, const SimulationOptions& options = {});
  // compile() and the above.
  explicit Simulation(const Network& network, const CompileOptions& compile_options = {},
                      const SimulationOptions& options = {});

  Simulation(Simulation&& other) noexcept;
  Simulation& operator=(Simulation&& other) noexcept;

  rheo_engine* engine() const { return engine_; }
  Engine handle() const { return Engine(engine_); }  // the same, as C++ firmware has it
  const Image& image() const { return image_; }
  std::size_t memory_bytes() const { return memory_.size(); }

  void step() { rheo_step(engine_); }
  void run_steps(std::uint64_t steps) {
    for (std::uint64_t k = 0; k < steps; ++k) rheo_step(engine_);
  }
  // The whole state, for this image in any engine anywhere; restore throws ModelError.
  std::vector<std::byte> snapshot() const;
  void restore(const std::vector<std::byte>& snapshot);
  // Another image of the same layout from the next step on. Throws ModelError; then nothing changes.
  void swap_image(Image image);

  // Of a projection that learns, by source, then by delay, then by target; empty where weights are fixed.
  std::vector<LearnedSynapse> learned_synapses(std::uint32_t projection) const;

  rheo_load load() const {
    rheo_load l;
    rheo_get_load(engine_, &l);
    return l;
  }
  rheo_counters counters() const {
    rheo_counters c;
    rheo_get_counters(engine_, &c);
    return c;
  }

 private:
  Image image_;
  AlignedBuffer memory_;
  rheo_engine* engine_ = nullptr;
  std::unique_ptr<ThreadTeam> team_;  // last, so that it ends first
};

}  // namespace rheobase
