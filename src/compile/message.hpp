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

// " (the default)" where a model file does not give the key.
template <class Described>
std::string default_note(const Described& described, const char* key) {
  return described.places.empty() || described.places.count(key) > 0 ? "" : " (the default)";
}

// `subject`, written at `place`, does not go with a key of the network. If --set or an option gave that key, it is the
// one at fault, and the place follows in parentheses.
[[noreturn]] inline void fail_against(const Network& network, const char* key, const std::string& place,
                                      const std::string& subject, const std::string& why) {
  const std::string against = place_of(network, {key});
  if (against.rfind("--", 0) != 0) fail(place, subject + why);
  fail(against, subject + (place.empty() ? "" : " (" + place + ")") + why);
}

// The shortest text that reads back as this number.
inline std::string number_text(double x) { return Value(x).text; }

}  // namespace rheobase
