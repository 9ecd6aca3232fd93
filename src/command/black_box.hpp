// rheobase run --log: the run is recorded as a robot's would be.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "rheobase/log.hpp"

namespace rheobase {

struct BlackBoxOptions {
  std::string log;
  std::uint32_t hash_ticks = 100, snapshot_ticks = 1000;
  double megabytes = 16;
  int sync_ms = 1000;
  std::optional<std::uint64_t> inputs_seed;

  void add_to(CLI::App& app);
};

// Input currents that change at random: a stretch of a population now and then, held until the next.
class RandomInputs {
 public:
  RandomInputs(rheo_engine* engine, std::uint64_t seed);  // throws ModelError where nothing takes input
  void set();

 private:
  rheo_engine* engine_;
  std::vector<std::uint32_t> populations_;
  std::mt19937_64 random_;
  std::vector<float> values_;
};

// What --log and --inputs ask for, before each step.
class RunLog {
 public:
  RunLog(const BlackBoxOptions& options, rheo_engine* engine, const std::string& image_source);
  void before_step();
  void close();  // throws ModelError

 private:
  std::unique_ptr<RandomInputs> inputs_;
  std::unique_ptr<FlightRecorder> recorder_;
};

}  // namespace rheobase
