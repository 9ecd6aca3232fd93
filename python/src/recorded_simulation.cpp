#include "recorded_simulation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "observe/limit_warnings.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

constexpr double pause_s = 0.02;
constexpr std::uint64_t most_recorded_steps = 4294967295u;

}  // namespace

RecordedSimulation::Use::Use(const RecordedSimulation& simulation) : in_use_(simulation.in_use_) {
  if (in_use_.test_and_set(std::memory_order_acquire)) {
    throw ModelError("the simulation is in use by another thread");
  }
}

RecordedSimulation::RecordedSimulation(Image image, const SimulationOptions& options, bool record)
    : simulation_(std::move(image), options),
      description_(describe_image(simulation_.image())),
      noise_seed_(options.noise_seed),
      records_(record) {
  restart_recordings();
}

void RecordedSimulation::step_and_observe() {
  simulation_.step();
  if (recorder_) recorder_->observe();
  for (const auto& states : state_recorders_) states->observe();
}

void RecordedSimulation::step() {
  const Use use(*this);
  step_and_observe();
}

void RecordedSimulation::run(std::uint64_t steps, const std::function<void(std::uint64_t)>& pause) {
  const Use use(*this);
  if (recorder_ && recorder_->recording().ticks + steps > most_recorded_steps) {
    throw ModelError("run: more than 2^32 - 1 recorded steps; record in parts (reset_recordings)");
  }
  std::uint64_t until_pause = 1;  // steps, as many as take pause_s
  auto last_pause = Clock::now();
  for (std::uint64_t done = 0; done < steps;) {
    const std::uint64_t count = std::min(until_pause, steps - done);
    const auto start = Clock::now();
    for (std::uint64_t k = 0; k < count; ++k) step_and_observe();
    done += count;
    const double next = static_cast<double>(count) * pause_s / std::max(seconds_since(start), 1e-9);
    until_pause = static_cast<std::uint64_t>(std::clamp(next, 1.0, 2.0 * static_cast<double>(count)));
    if (done < steps && seconds_since(last_pause) < pause_s) continue;
    pause(done);
    last_pause = Clock::now();
  }
}

std::uint64_t RecordedSimulation::steps_in(double duration_ms) const {
  const double steps = std::ceil(duration_ms / description_.dt_ms - 1e-6);
  if (!(steps >= 1)) throw ModelError("run: shorter than one step");
  if (steps > 1e18) throw ModelError("run: more than 1e18 steps");
  return static_cast<std::uint64_t>(steps);
}

std::vector<std::string> RecordedSimulation::check_stimuli(std::uint64_t steps) const {
  std::vector<std::string> warnings;
  const std::uint64_t end = rheo_tick(engine()) + steps;
  for (const PopulationReport& p : description_.populations) {
    if (!p.stimulus || !p.stimulus->from_expression || p.stimulus->ticks >= end) continue;
    const auto ms = [&](std::uint64_t ticks) { return number_text(static_cast<double>(ticks) * description_.dt_ms); };
    const std::string subject = "the stimulus of " + excerpt(p.name) + ", an expression of t, ";
    const std::string why = " at " + ms(p.stimulus->ticks) +
                            " ms, the duration that it was compiled for, and the run ends at " + ms(end) +
                            " ms; load the model with duration='" + ms(end) + "ms'";
    if (!p.stimulus->repeats) throw ModelError(subject + "stops" + why);
    warnings.push_back(subject + "starts again" + why);
  }
  return warnings;
}

std::vector<std::string> RecordedSimulation::limit_warnings() const {
  const Use use(*this);
  rheo_counters counters;
  rheo_get_counters(engine(), &counters);
  if (!recorder_ || counters.steps_at_limit == 0) return {};
  return rheobase::limit_warnings(description_, report_of(engine(), description_, recorder_->recording()).statistics);
}

std::size_t RecordedSimulation::record(const std::vector<StateSelection>& selections, double every_ms) {
  const Use use(*this);
  state_recorders_.push_back(
      std::make_unique<StateRecorder>(simulation_.engine(), description_.dt_ms, selections, every_ms));
  state_requests_.push_back({selections, every_ms});
  return state_recorders_.size() - 1;
}

void RecordedSimulation::set_input(std::uint32_t population, std::uint32_t first, const float* values,
                                   std::size_t count) {
  const Use use(*this);
  check(rheo_set_input(simulation_.engine(), population, first, static_cast<std::uint32_t>(count), values),
        "input of " + description_.populations.at(population).name);
}

void RecordedSimulation::set_spikes(std::uint32_t population, const std::uint32_t* neurons, std::size_t count) {
  const Use use(*this);
  check(rheo_set_spikes(simulation_.engine(), population, static_cast<std::uint32_t>(count), neurons),
        "spikes of " + description_.populations.at(population).name);
}

std::uint32_t RecordedSimulation::projection(const std::string& source, const std::string& target,
                                             const std::string& channel) const {
  std::uint32_t number = 0;
  check(rheo_find_projection(engine(), source.c_str(), target.c_str(), channel.empty() ? nullptr : channel.c_str(),
                             &number),
        "projection " + excerpt(source) + " -> " + excerpt(target));
  return number;
}

void RecordedSimulation::set_gain(const std::string& source, const std::string& target, float gain,
                                  const std::string& channel) {
  const Use use(*this);
  check(rheo_set_gain(simulation_.engine(), projection(source, target, channel), gain),
        "gain of " + excerpt(source) + " -> " + excerpt(target));
}

float RecordedSimulation::gain(const std::string& source, const std::string& target, const std::string& channel) const {
  return rheo_gain(engine(), projection(source, target, channel));
}

void RecordedSimulation::set_learning(const std::string& source, const std::string& target, bool on,
                                      const std::string& channel) {
  const Use use(*this);
  check(rheo_set_learning(simulation_.engine(), projection(source, target, channel), on ? 1 : 0),
        "learning of " + excerpt(source) + " -> " + excerpt(target));
}

void RecordedSimulation::reward(const std::string& source, const std::string& target, float amount,
                                const std::string& channel) {
  const Use use(*this);
  check(rheo_reward(simulation_.engine(), projection(source, target, channel), amount),
        "reward of " + excerpt(source) + " -> " + excerpt(target));
}

std::vector<LearnedSynapse> RecordedSimulation::synapses(const std::string& source, const std::string& target,
                                                         const std::string& channel) const {
  const Use use(*this);
  const std::uint32_t number = projection(source, target, channel);
  std::uint32_t count = 0;
  check(rheo_weights(engine(), number, 0, 0, nullptr, nullptr, &count),
        "weights of " + excerpt(source) + " -> " + excerpt(target));
  return simulation_.learned_synapses(number);
}

void RecordedSimulation::set_weights(const std::string& source, const std::string& target, const float* weights,
                                     std::size_t count, const std::string& channel) {
  const std::string what = "weights of " + excerpt(source) + " -> " + excerpt(target);
  const std::vector<LearnedSynapse> synapses = this->synapses(source, target, channel);
  if (synapses.size() != count) {
    fail(what, std::to_string(count) + " values for " + std::to_string(synapses.size()) + " synapses");
  }
  const Use use(*this);
  const std::uint32_t number = projection(source, target, channel);
  // All or none: what is refused is put back.
  std::size_t first = 0;
  for (std::size_t k = 1; k <= count; ++k) {
    if (k < count && synapses[k].source == synapses[first].source) continue;
    const rheo_status status = rheo_set_weights(simulation_.engine(), number, synapses[first].source,
                                                static_cast<std::uint32_t>(k - first), weights + first);
    if (status != RHEO_OK) {
      put_back(number, synapses, first);
      check(status, what);
    }
    first = k;
  }
}

// The weights of the synapses before `end`, whose rows are whole.
void RecordedSimulation::put_back(std::uint32_t projection, const std::vector<LearnedSynapse>& synapses,
                                  std::size_t end) {
  std::vector<float> row;
  for (std::size_t k = 0; k < end; ++k) {
    row.push_back(static_cast<float>(synapses[k].weight));
    if (k + 1 < end && synapses[k + 1].source == synapses[k].source) continue;
    (void)rheo_set_weights(simulation_.engine(), projection, synapses[k].source, static_cast<std::uint32_t>(row.size()),
                           row.data());
    row.clear();
  }
}

void RecordedSimulation::reset() {
  const Use use(*this);
  rheo_reset(simulation_.engine());
  restart_recordings();
}

void RecordedSimulation::restore(const std::vector<std::byte>& snapshot) {
  const Use use(*this);
  simulation_.restore(snapshot);
  restart_recordings();
}

void RecordedSimulation::swap_image(Image image) {
  const Use use(*this);
  simulation_.swap_image(std::move(image));
  description_ = describe_image(simulation_.image());
  restart_recordings();
}

std::vector<std::byte> RecordedSimulation::snapshot() const {
  const Use use(*this);
  return simulation_.snapshot();
}

const Recording& RecordedSimulation::recording() const {
  if (!recorder_) throw ModelError("nothing is recorded: the simulation was made with record=False");
  return recorder_->recording();
}

RunReport RecordedSimulation::report() const {
  const Use use(*this);
  RunReport report = report_of(engine(), description_, recording());
  report.noise_seed = noise_seed_.value_or(report.seed);
  report.warnings = image().warnings();
  return report;
}

void RecordedSimulation::restart_recordings() {
  if (records_) recorder_ = std::make_unique<Recorder>(simulation_.engine(), description_);
  for (std::size_t i = 0; i < state_requests_.size(); ++i) {
    const StateRequest& request = state_requests_[i];
    state_recorders_[i] =
        std::make_unique<StateRecorder>(simulation_.engine(), description_.dt_ms, request.selections, request.every_ms);
  }
}

void RecordedSimulation::check(rheo_status status, const std::string& what) const {
  if (status != RHEO_OK) fail(what, rheo_status_text(status));
}

}  // namespace rheobase
