// Another program, run without a shell.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace rheobase {

// Runs words[0], searched in PATH, with `input` as its standard input. On Linux it cannot start programs of its own:
// what it interprets cannot run commands. Returns its standard output, or nothing if it failed or cannot be run.
std::optional<std::string> output_of(const std::vector<std::string>& words, const std::string& input);

}  // namespace rheobase
