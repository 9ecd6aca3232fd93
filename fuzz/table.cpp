// Any bytes as a table of numbers, .csv or .npy: a ModelError, or rows of equal length of numbers.
#include <cmath>
#include <cstdint>
#include <string>

#include "files/csv.hpp"
#include "files/npy.hpp"
#include "rheobase/model.hpp"

using namespace rheobase;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const bool npy = bytes.compare(0, npy_begin.size(), npy_begin) == 0;
  try {
    const NumberTable table = npy ? parse_npy("t.npy", bytes) : parse_csv("t.csv", bytes);
    if (table.rows() * table.columns != table.values.size()) __builtin_trap();
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (table.place(row).empty()) __builtin_trap();
      // A .csv says nan and inf in words that are refused; a .npy may hold them, and whoever uses it looks.
      for (std::size_t k = 0; !npy && k < table.columns; ++k) {
        if (!std::isfinite(table.at(row, k))) __builtin_trap();
      }
    }
  } catch (const ModelError&) {
  }
  return 0;
}
