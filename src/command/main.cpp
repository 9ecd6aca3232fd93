// The command rheobase: a thin program over the libraries.
#include "command/commands.hpp"
#include "observe/program.hpp"
#include "rheobase/rheobase.h"

int main(int argc, char** argv) {
  CLI::App app("Spiking neural networks for robots: fixed memory, bounded steps, the same bits everywhere.",
               "rheobase");
  app.set_version_flag("--version", "rheobase " + std::to_string(RHEO_VERSION_MAJOR) + "." +
                                        std::to_string(RHEO_VERSION_MINOR) + "." + std::to_string(RHEO_VERSION_PATCH));
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  rheobase::add_run(app);
  rheobase::add_compile(app);
  rheobase::add_bake(app);
  rheobase::add_inspect(app);
  rheobase::add_realtime(app);
  rheobase::add_replay(app);
  rheobase::add_view(app);
  rheobase::add_study(app);
  rheobase::add_sweep(app);
  rheobase::add_targets(app);
  return rheobase::run_program(app, argc, argv);
}
