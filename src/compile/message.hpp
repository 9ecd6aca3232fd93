// Errors of the compile room: one line, the place first.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "describe/message.hpp"

namespace rheobase {

[[noreturn]] inline void fail(const std::string& where, const std::string& what) { throw error_at(where, what); }

// What compile accepts although it may not be what the user means: one line each, the place first.
using Warnings = std::vector<std::string>;

inline void warn(Warnings& warnings, const std::string& where, const std::string& what) {
  warnings.push_back(printable(where.empty() ? what : where + ": " + what));
}

// The shortest text that reads back as this number.
inline std::string number_text(double x) { return Value(x).text; }

}  // namespace rheobase
