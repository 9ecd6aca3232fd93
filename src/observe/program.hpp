// What the programs of this project have in common: the command line, one line for an error, and the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace rheobase {

// Parses the command line, which runs the subcommands' callbacks, then calls `work` if there is one. Returns the exit
// code: 0, what `work` or a CLI::RuntimeError says, or 2 after one line on standard error.
int run_program(CLI::App& app, int argc, char** argv, const std::function<int()>& work = {});

}  // namespace rheobase
