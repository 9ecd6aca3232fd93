// Numbers as users type them on a command line.
#pragma once

#include <cstdint>
#include <string>

namespace rheobase {

// Finite, nothing before or after it. Throws ModelError.
double parse_number(const std::string& text, const std::string& where);
// The same from `least` to `most`. Throws ModelError, without a place.
void check_number(const std::string& text, double least, double most);
// From 0 to 2^64 - 1. Throws ModelError.
std::uint64_t parse_seed(const std::string& text, const std::string& where);
// Decimal digits, perhaps behind a '-', without a leading 0 (which means octal to some): a number from `least` to
// `most`. Throws ModelError, without a place.
void check_whole_number(const std::string& text, std::int64_t least, std::uint64_t most);

}  // namespace rheobase
