// Errors of the describe room: one line, the place first, whatever the user's text holds.
#pragma once

#include <string>

#include "rheobase/model.hpp"

namespace rheobase {

// Text of the user's as a terminal may show it: one line in which control characters, characters that change the
// direction of writing and bytes that are not UTF-8 are escaped ("\x1b", "\u202e"). The same again if applied twice.
std::string printable(const std::string& text);

// The user's own words, printable and short enough for a message or a table.
std::string excerpt(const std::string& text);

ModelError error_at(const std::string& where, const std::string& why);

}  // namespace rheobase
