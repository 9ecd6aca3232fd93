// NumPy's array files: one array of numbers.
#pragma once

#include <string>

#include "files/number_table.hpp"

namespace rheobase {

// What such a file begins with, whatever it is called.
inline const std::string npy_begin = "\x93NUMPY";

// One or two dimensions of integers or floats, in either byte order, by rows or by columns. Throws ModelError for all
// else, and for a file that is longer or shorter than its array.
NumberTable parse_npy(const std::string& path, const std::string& bytes);

}  // namespace rheobase
