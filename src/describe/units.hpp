// The one time that may be zero, beside parse_time_ms (model.hpp).
#pragma once

#include <string>

namespace rheobase {

// As parse_time_ms, and "0 ms" is allowed: a refractory period of nothing.
double parse_time_or_zero_ms(const std::string& text, const std::string& where);

}  // namespace rheobase
