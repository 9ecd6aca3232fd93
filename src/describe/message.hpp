// Errors of the describe room: one line, the place first, whatever the user's text holds.
#pragma once

#include <string>

#include "rheobase/model.hpp"

namespace rheobase {

// Line breaks and other control characters become spaces.
inline std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

// The user's own words, short enough for a message.
inline std::string excerpt(const std::string& text) {
  constexpr std::size_t most = 120;
  if (text.size() <= most) return one_line(text);
  std::size_t cut = most;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;  // not inside a UTF-8 character
  return one_line(text.substr(0, cut)) + "...";
}

inline ModelError error_at(const std::string& where, const std::string& why) {
  return ModelError(one_line(where.empty() ? why : where + ": " + why));
}

}  // namespace rheobase
