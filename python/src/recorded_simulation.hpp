// A simulation together with what it records, step by step.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "observe/recorder.hpp"
#include "observe/report.hpp"
#include "observe/state_recorder.hpp"
#include "rheobase/simulation.hpp"

namespace rheobase {

// One thread at a time: whoever comes while another one runs it gets a ModelError.
class RecordedSimulation {
 public:
  // `record`: whether spikes and the statistics of v are kept (observe/recorder.hpp).
  RecordedSimulation(Image image, const SimulationOptions& options, bool record);

  void step();
  // `pause` is called every 20 ms or so with the steps done; what it throws ends the run between two steps.
  void run(std::uint64_t steps, const std::function<void(std::uint64_t)>& pause);
  // Of a run so long, rounded up.
  std::uint64_t steps_in(double duration_ms) const;

  // What is doubtful of so many more steps: a stimulus of an expression that starts again. Throws ModelError where one
  // stops although its expression goes on.
  std::vector<std::string> check_stimuli(std::uint64_t steps) const;
  // What of the steps done was at an integrator's limit (observe/limit_warnings.hpp).
  std::vector<std::string> limit_warnings() const;

  // From here on also these states. Returns its number, for states().
  std::size_t record(const std::vector<StateSelection>& selections, double every_ms);

  void set_input(std::uint32_t population, std::uint32_t first, const float* values, std::size_t count);
  void set_spikes(std::uint32_t population, const std::uint32_t* neurons, std::size_t count);

  // Of the first projection between two populations; `channel` may be empty: into any.
  void set_gain(const std::string& source, const std::string& target, float gain, const std::string& channel);
  float gain(const std::string& source, const std::string& target, const std::string& channel) const;

  // Likewise, of projections that learn. Weights are by source, then by delay, then by target.
  void set_learning(const std::string& source, const std::string& target, bool on, const std::string& channel);
  void reward(const std::string& source, const std::string& target, float amount, const std::string& channel);
  std::vector<LearnedSynapse> synapses(const std::string& source, const std::string& target,
                                       const std::string& channel) const;
  void set_weights(const std::string& source, const std::string& target, const float* weights, std::size_t count,
                   const std::string& channel);

  // Recordings restart with these three, for what was recorded is not of the run that follows; so do swaps of images.
  void reset();
  void restore(const std::vector<std::byte>& snapshot);
  void swap_image(Image image);
  std::vector<std::byte> snapshot() const;

  const rheo_engine* engine() const { return simulation_.engine(); }
  const Image& image() const { return simulation_.image(); }
  const ImageReport& description() const { return description_; }
  std::size_t memory_bytes() const { return simulation_.memory_bytes(); }
  // Throws ModelError where nothing is recorded.
  const Recording& recording() const;
  const StateRecorder& states(std::size_t number) const { return *state_recorders_.at(number); }
  // Of what is recorded; it has no times.
  RunReport report() const;

  // While it exists, its simulation is in use.
  class Use {
   public:
    explicit Use(const RecordedSimulation& simulation);
    ~Use() { in_use_.clear(std::memory_order_release); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    std::atomic_flag& in_use_;
  };

 private:
  struct StateRequest {
    std::vector<StateSelection> selections;
    double every_ms;
  };
  void step_and_observe();
  void restart_recordings();
  std::uint32_t projection(const std::string& source, const std::string& target, const std::string& channel) const;
  void put_back(std::uint32_t projection, const std::vector<LearnedSynapse>& synapses, std::size_t end);
  void check(rheo_status status, const std::string& what) const;

  Simulation simulation_;
  ImageReport description_;
  std::optional<std::uint64_t> noise_seed_;
  bool records_;
  std::unique_ptr<Recorder> recorder_;
  std::vector<StateRequest> state_requests_;
  std::vector<std::unique_ptr<StateRecorder>> state_recorders_;
  mutable std::atomic_flag in_use_ = ATOMIC_FLAG_INIT;
};

}  // namespace rheobase
