// Errors of the compile room: one line, the place first.
#pragma once

#include <cmath>
#include <string>

#include "rheobase/model.hpp"

namespace rheobase {

[[noreturn]] inline void fail(const std::string& where, const std::string& what) {
  throw ModelError(where.empty() ? what : where + ": " + what);
}

// The shortest text that reads back as this number.
inline std::string number_text(double x) { return Value(x).text; }

}  // namespace rheobase
