// The subcommands. Each adds itself to the command line; what it throws becomes one line on stderr
// and exit code 2.
#pragma once

#include <CLI/CLI.hpp>

namespace rheobase {

void add_run(CLI::App& app);
void add_compile(CLI::App& app);
void add_bake(CLI::App& app);
void add_inspect(CLI::App& app);
void add_realtime(CLI::App& app);
void add_replay(CLI::App& app);
void add_study(CLI::App& app);
void add_sweep(CLI::App& app);
void add_targets(CLI::App& app);
void add_view(CLI::App& app);

}  // namespace rheobase
