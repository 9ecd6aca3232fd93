#include "files/number_table.hpp"

#include <cstdint>

#include "files/csv.hpp"
#include "files/input_file.hpp"
#include "files/npy.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr std::uint64_t largest_table = std::uint64_t{1} << 30;  // bytes

}  // namespace

std::string NumberTable::place(std::size_t row) const {
  return lines.empty() ? path + ", row " + std::to_string(row) : path + ":" + std::to_string(lines[row]);
}

NumberTable read_table(const std::string& path) {
  const std::string bytes = read_input(path, "a table of numbers", largest_table);
  const bool named_npy = path.size() > 4 && path.compare(path.size() - 4, 4, ".npy") == 0;
  const bool npy = named_npy || bytes.compare(0, npy_begin.size(), npy_begin) == 0;
  NumberTable table = npy ? parse_npy(path, bytes) : parse_csv(path, bytes);
  table.path = path;
  return table;
}

NumberTable read_named_columns(const std::string& path, const std::string& first) {
  NumberTable table = parse_csv(path, read_input(path, "a table of numbers", largest_table), EmptyFields::nan);
  table.path = path;
  if (table.names.empty() || table.names.front() != first) {
    fail(path, "needs a first line with the columns' names, of which the first is " + first);
  }
  if (table.columns != table.names.size() && table.rows() > 0) {
    fail(table.place(0), "has " + std::to_string(table.columns) + " columns where the first line names " +
                             std::to_string(table.names.size()));
  }
  return table;
}

NumberTable table_of(const Array& array, const std::string& name) {
  if (array.columns == 0 || array.values.size() % array.columns != 0) {
    fail(name, std::to_string(array.values.size()) + " numbers are no rows of " + std::to_string(array.columns));
  }
  NumberTable table;
  table.columns = array.columns;
  table.values = array.values;
  table.path = name;
  return table;
}

}  // namespace rheobase
