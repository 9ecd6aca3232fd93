// What the tests of the describe room share: the message of an error, and sound models to put a wrong
// line into.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "rheobase/model.hpp"

namespace rheobase::test {

// The message of the ModelError that `action` throws; empty if it throws none.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "";
}

inline std::string file_error(const std::string& text, const Overrides& overrides = {}) {
  const std::string message = error_of([&] { parse_model(text, "m.toml", overrides); });
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A sound model of two populations; `lines` go into the first one, from line 4 on.
inline std::string with_population_line(const std::string& line) {
  return "[[population]]\nname = \"E\"\nsize = 8\n" + line + "\n[[population]]\nname = \"I\"\nsize = 2\n";
}

// `line` goes into a projection, at line 9.
inline std::string with_projection_line(const std::string& line) {
  return "[[population]]\nname = \"E\"\nsize = 8\nchannels = [{ name = \"exc\" }]\n\n[[projection]]\n"
         "source = \"E\"\ntarget = \"E\"\n" +
         line + "\n";
}

}  // namespace rheobase::test
