// Errors of the host half: one line, the place first, for any text of the user's.
#pragma once

#include <initializer_list>
#include <string>

#include "rheobase/model.hpp"

namespace rheobase {

// Text of the user's as a terminal may show it: one line in which control characters, characters that change the
// direction of writing and bytes that are not UTF-8 are escaped ("\x1b", "\u202e"). The same again if applied twice.
std::string printable(const std::string& text);

// The user's own words, printable and short enough for a message or a table.
std::string excerpt(const std::string& text);

ModelError error_at(const std::string& where, const std::string& why);
[[noreturn]] inline void fail(const std::string& where, const std::string& why) { throw error_at(where, why); }

// The shortest text that reads back as this number.
inline std::string number_text(double x) { return Value(x).text; }

// A projection as messages name it: "E -> I".
inline std::string ends_of(const Projection& projection) { return projection.source + " -> " + projection.target; }

// The place of the first of these keys that the user gave, else of the whole table.
template <class Described>
std::string place_of(const Described& described, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (const auto at = described.places.find(key); at != described.places.end()) return at->second;
  }
  return described.where;
}

}  // namespace rheobase
