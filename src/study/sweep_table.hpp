// The rows of a sweep, in memory and as a file of comma-separated values that a later sweep goes on with.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace rheobase {

using SweepPoint = std::vector<std::string>;  // a value for each axis
// The columns after the axes; those that a row lacks are empty. All but "error" are numbers and hashes.
using SweepRow = std::map<std::string, std::string>;

class SweepTable {
 public:
  // `model`: what rows depend on beside their point. Reads the rows of `path`, if it is there; a last line that was cut
  // short is left out. Throws ModelError where they are of another model or have other axes.
  SweepTable(std::vector<std::string> axes, std::string model, std::string path);

  const std::vector<std::string>& axes() const { return axes_; }
  const std::map<SweepPoint, SweepRow>& rows() const { return rows_; }
  bool has(const SweepPoint& point) const { return rows_.count(point) != 0; }
  void add(const SweepPoint& point, SweepRow row);
  void write() const;  // the whole file, or it stays as it was

 private:
  std::vector<std::string> axes_, columns_;  // columns: "model", "error", then as they came
  std::string model_, path_;
  std::map<SweepPoint, SweepRow> rows_;
  std::vector<SweepPoint> order_;
};

}  // namespace rheobase
