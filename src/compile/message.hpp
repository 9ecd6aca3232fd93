// Warnings and errors of the compile room: one line, the place first.
#pragma once

#include <string>
#include <vector>

#include "text/message.hpp"

namespace rheobase {

inline bool is_within(double least, double most, double x) { return x >= least && x <= most; }

// `what` is `x` in `unit`, and lies outside; `at` says of which neuron or synapse.
[[noreturn]] inline void fail_outside(double least, double most, const std::string& where, const std::string& what,
                                      double x, const std::string& unit = "", const std::string& at = "") {
  fail(where, what + " is " + number_text(x) + unit + at + "; it lies from " + number_text(least) + " to " +
                  number_text(most) + unit);
}

// Of a single value. For each of many is_within, since the texts cost more than the comparison.
inline void check_within(double least, double most, const std::string& where, const std::string& what, double x,
                         const std::string& unit = "") {
  if (!is_within(least, most, x)) fail_outside(least, most, where, what, x, unit);
}

// Warnings: accepted, but possibly not what the user means. One line each, the place first.
using Warnings = std::vector<std::string>;

inline void warn(Warnings& warnings, const std::string& where, const std::string& what) {
  warnings.push_back(printable(where.empty() ? what : where + ": " + what));
}

// " (the default)" where a model file does not give the key.
template <class Described>
std::string default_note(const Described& described, const char* key) {
  return described.places.empty() || described.places.count(key) > 0 ? "" : " (the default)";
}

// `subject`, written at `place`, cannot be combined with a key of the network. If --set or an option gave that key, it
// is the one at fault, and the place follows in parentheses.
[[noreturn]] inline void fail_against(const Network& network, const char* key, const std::string& place,
                                      const std::string& subject, const std::string& why) {
  const std::string against = place_of(network, {key});
  if (against.rfind("--", 0) != 0) fail(place, subject + why);
  fail(against, subject + (place.empty() ? "" : " (" + place + ")") + why);
}

}  // namespace rheobase
