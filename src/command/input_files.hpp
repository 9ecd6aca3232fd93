// Currents and sensors' values of a run, from files: rheobase run --currents, --sensor, --sensors.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "files/number_table.hpp"
#include "rheobase/encode.h"

namespace rheobase {

struct InputFileOptions {
  std::vector<std::string> currents;  // "POP=FILE"
  std::vector<std::string> sensors;   // "POP[first..last]:KIND:LOW..HIGH=FILE", with sensor_table "…=COLUMN"
  std::string sensor_table, every;

  void add_to(CLI::App& app);
  bool given() const { return !currents.empty() || !sensors.empty(); }
  std::vector<std::string> files() const;
};

// A row of each file for each interval, or of the table of sensors when its time has come; after the last row its
// values stay.
class InputFiles {
 public:
  // Reads the files. Throws ModelError where one does not fit the network.
  InputFiles(const InputFileOptions& options, rheo_engine* engine, double dt_ms);
  InputFiles(const InputFiles&) = delete;
  InputFiles& operator=(const InputFiles&) = delete;
  ~InputFiles();
  void set();      // before each step
  void restart();  // after rheo_reset, which encoders notice by themselves

 private:
  struct Currents {
    std::uint32_t population;
    NumberTable table;
  };
  struct Sensor {
    NumberTable table;  // of its own; empty: `column` of sensor_table_
    std::size_t column;
    float value;  // until the next row that has one; NaN: none yet
    rheo_encoder* encoder;
    std::vector<std::uint64_t> memory;
  };
  void add_currents(const std::string& words);
  void add_sensor(const std::string& words);
  void read_sensor_table(const InputFileOptions& options);
  void set_from_sensor_table();

  rheo_engine* engine_;
  double dt_ms_;
  NumberTable sensor_table_;
  std::size_t next_row_ = 0;  // of it
  std::uint64_t ticks_ = 1;   // of an interval
  std::uint64_t step_ = 0;
  std::vector<Currents> currents_;
  std::vector<Sensor> sensors_;
  std::vector<float> values_;
};

}  // namespace rheobase
