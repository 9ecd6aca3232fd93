// Standard output and standard error, also if they are closed or full.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "text/message.hpp"

namespace rheobase {

// At the start of a program: descriptors 0, 1 and 2 that are closed lead to /dev/null, so that no file gets their
// number, and a reader that went away or a limit on file sizes is an error of a write, not the end of the process.
void secure_standard_streams();

// Throws ModelError where standard output does not take all of it.
void write_output(const std::string& text);

template <class... Values>
void print(fmt::format_string<Values...> format, Values&&... values) {
  write_output(fmt::format(format, std::forward<Values>(values)...));
}

// As it is, for what draws on a terminal. What cannot be written is lost; the exit code remains.
void write_error(const std::string& text);
// One line on standard error, made printable.
inline void print_error(const std::string& line) { write_error(printable(line) + "\n"); }

bool error_is_terminal();

}  // namespace rheobase
