// Numbers as users type them on a command line.
#pragma once

#include <cstdint>
#include <string>

namespace rheobase {

// Finite, nothing before or after it. Throws ModelError.
double parse_number(const std::string& text, const std::string& where);
std::uint64_t parse_seed(const std::string& text, const std::string& where);

}  // namespace rheobase
