// Currents and sensors' values of a run, from files: rheobase run --currents, --sensor.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "compile/number_table.hpp"
#include "rheobase/encode.h"

namespace rheobase {

struct InputFileOptions {
  std::vector<std::string> currents;  // "POP=FILE"
  std::vector<std::string> sensors;   // "POP[first..last]:KIND:LOW..HIGH=FILE"
  std::string every;

  void add_to(CLI::App& app);
  bool given() const { return !currents.empty() || !sensors.empty(); }
  std::vector<std::string> files() const;
};

// A row of each file for each interval; after the last row its values stay.
class InputFiles {
 public:
  // Reads the files. Throws ModelError where one does not fit the network.
  InputFiles(const InputFileOptions& options, rheo_engine* engine, double dt_ms);
  InputFiles(const InputFiles&) = delete;
  InputFiles& operator=(const InputFiles&) = delete;
  ~InputFiles();
  void set();  // before each step

 private:
  struct Currents {
    std::uint32_t population;
    NumberTable table;
  };
  struct Sensor {
    NumberTable table;
    rheo_encoder* encoder;
    std::vector<std::uint64_t> memory;
  };
  void add_currents(const std::string& words);
  void add_sensor(const std::string& words);

  rheo_engine* engine_;
  std::uint64_t ticks_ = 1;  // of an interval
  std::uint64_t step_ = 0;
  std::vector<Currents> currents_;
  std::vector<Sensor> sensors_;
  std::vector<float> values_;
};

}  // namespace rheobase
