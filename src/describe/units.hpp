// Quantities as users type them, beside parse_time_ms and parse_rate_hz (model.hpp).
#pragma once

#include <cstdint>
#include <string>

namespace rheobase {

// As parse_time_ms, and "0 ms" is allowed: no refractory period.
double parse_time_or_zero_ms(const std::string& text, const std::string& where);

// A size: "65536", "64K", "1.5 MB", "2GiB"; K is 1024, M and G likewise. Throws ModelError.
std::uint64_t parse_bytes(const std::string& text, const std::string& where);

// Whether this is a number and at most a word: a time, valid or not; otherwise it is an expression.
bool is_quantity(const std::string& text);

}  // namespace rheobase
