// Tables of numbers from files: .npy, or .csv with one row a line.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rheobase/model.hpp"

namespace rheobase {

struct NumberTable {
  std::size_t columns = 0;
  std::vector<double> values;      // row by row
  std::vector<std::size_t> lines;  // of a .csv: the line of each row; empty for .npy
  std::vector<std::string> names;  // of a .csv: the columns', from its header; empty without one
  std::string path;

  std::size_t rows() const { return columns == 0 ? 0 : values.size() / columns; }
  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
  // "synapses.csv:12" or "synapses.npy, row 11": for messages.
  std::string place(std::size_t row) const;
};

// csv.hpp says what a .csv may hold (any file that is not called .npy). npy.hpp what a
// .npy; of one dimension it has one column. A file may be empty. Throws ModelError: a
// file that cannot be read, that is cut short, whose rows differ in length, or that holds something else.
NumberTable read_table(const std::string& path);
// A .csv with a header, in which a field may be empty: NaN. Throws ModelError; so where there is no header, or another
// than its first column's name is `first`.
NumberTable read_named_columns(const std::string& path, const std::string& first);
// An array as such a table, called `name` in messages. Throws ModelError where its last row is cut short.
NumberTable table_of(const Array& array, const std::string& name);

}  // namespace rheobase
