// NumPy's .npy files, version 1.0.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rheobase {

// What stands before the data: `descr` as NumPy has it ("'<f4'"), C order.
std::string npy_header(const std::string& descr, const std::vector<std::size_t>& shape);

std::string npy_of(const std::vector<float>& values, const std::vector<std::size_t>& shape);
std::string npy_of(const std::vector<double>& values, const std::vector<std::size_t>& shape);

}  // namespace rheobase
