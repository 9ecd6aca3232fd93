#include "compile/number_table.hpp"

#include <cstdint>

#include "compile/csv.hpp"
#include "compile/npy.hpp"
#include "describe/input_file.hpp"

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

}  // namespace rheobase
