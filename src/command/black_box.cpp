#include "command/black_box.hpp"

#include "command/options.hpp"
#include "observe/number_options.hpp"

namespace rheobase {

void BlackBoxOptions::add_to(CLI::App& app) {
  const std::string group = "Black box";
  CLI::Option* file =
      app.add_option("--log", log, "record the run in this file (docs/black-box.md)")->type_name("FILE");
  file->group(group);
  app.add_option("--log-hash", hash_ticks, "steps between two state hashes, 0: none")
      ->needs(file)
      ->check(whole_number(0, UINT32_MAX))
      ->capture_default_str()
      ->group(group);
  app.add_option("--log-snapshot", snapshot_ticks, "steps between two snapshots, 0: only when required")
      ->needs(file)
      ->check(whole_number(0, UINT32_MAX))
      ->capture_default_str()
      ->group(group);
  app.add_option("--log-size", megabytes, "MB of the file: its size is fixed, the oldest data are overwritten")
      ->needs(file)
      ->check(decimal_number(0.001, 1e6))
      ->capture_default_str()
      ->group(group);
  app.add_option("--log-sync", sync_ms, "ms between two flushes to the disk, 0: each write, -1: left to the system")
      ->needs(file)
      ->check(whole_number(-1, 3600000))
      ->capture_default_str()
      ->group(group);
  app.add_option("--inputs", inputs_seed, "drive populations that take input with random currents of this seed")
      ->check(seed_number())
      ->type_name("SEED")
      ->group(group);
}

RandomInputs::RandomInputs(rheo_engine* engine, std::uint64_t seed) : engine_(engine), random_(seed) {
  const float none = 0;
  for (std::uint32_t i = 0; i < rheo_population_count(engine); ++i) {
    if (rheo_set_input(engine, i, 0, 0, &none) == RHEO_OK) populations_.push_back(i);
  }
  if (populations_.empty()) throw ModelError("--inputs: no population of the model has input = true");
}

void RandomInputs::set() {
  if (random_() % 4 != 0) return;
  const std::uint32_t population = populations_[random_() % populations_.size()];
  const std::uint32_t size = rheo_population_size(engine_, population);
  const auto first = static_cast<std::uint32_t>(random_() % size);
  const auto count = static_cast<std::uint32_t>(1 + random_() % std::min(size - first, 40u));
  values_.resize(count);
  // 24 bits: the same floats from every standard library.
  for (float& x : values_) x = static_cast<float>(random_() >> 40) * 0x1p-24f * 30.0f - 5.0f;
  (void)rheo_set_input(engine_, population, first, count, values_.data());
}

RunLog::RunLog(const BlackBoxOptions& options, rheo_engine* engine, const std::string& image_source) {
  if (options.inputs_seed) inputs_ = std::make_unique<RandomInputs>(engine, *options.inputs_seed);
  if (options.log.empty()) return;
  LogOptions log;
  log.bytes = static_cast<std::uint64_t>(options.megabytes * 1e6);
  log.sync_ms = options.sync_ms;
  log.image_source = image_source;
  rheo_blackbox_options box = rheo_default_blackbox_options();
  box.hash_ticks = options.hash_ticks != 0 ? options.hash_ticks : RHEO_NEVER;
  box.snapshot_ticks = options.snapshot_ticks;
  recorder_ = std::make_unique<FlightRecorder>(engine, options.log, log, box);
}

void RunLog::before_step() {
  if (inputs_) inputs_->set();
  if (recorder_) recorder_->record_waiting();
}

void RunLog::close() {
  if (!recorder_) return;
  recorder_->close();
  if (const std::uint64_t lost = recorder_->stats().lost; lost > 0) {
    print_warning("--log: " + std::to_string(lost) +
                  " records had no room in the queue; the log has gaps: take a larger " +
                  "--log-size, or pace the run");
  }
}

}  // namespace rheobase
