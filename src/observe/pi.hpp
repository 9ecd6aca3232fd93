// The ratio of a circle's circumference to its diameter: C++17 has none, and M_PI is POSIX's.
#pragma once

namespace rheobase {

constexpr double pi = 3.14159265358979323846;

}  // namespace rheobase
