// The command rheobase: a thin program over the libraries.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <new>

#include "command/commands.hpp"
#include "rheobase/model.hpp"
#include "rheobase/rheobase.h"

namespace {

constexpr int exit_error = 2;

int report(const std::string& message) {
  std::string line = message;
  for (char& c : line) c = c == '\n' ? ' ' : c;
  fmt::print(stderr, "rheobase: {}\n", line);
  return exit_error;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Spiking neural networks for robots: fixed memory, bounded steps, the same bits everywhere.",
               "rheobase");
  app.set_version_flag("--version",
                       fmt::format("rheobase {}.{}.{}", RHEO_VERSION_MAJOR, RHEO_VERSION_MINOR, RHEO_VERSION_PATCH));
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  rheobase::add_run(app);
  rheobase::add_compile(app);
  rheobase::add_inspect(app);
  rheobase::add_realtime(app);
  rheobase::add_replay(app);
  rheobase::add_study(app);
  rheobase::add_targets(app);
  try {
    app.parse(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return report("standard output: cannot write");
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::RuntimeError& outcome) {
    std::fflush(stdout);
    return outcome.get_exit_code();
  } catch (const CLI::ParseError& error) {
    return report(std::string(error.what()) + " (see rheobase --help)");
  } catch (const rheobase::ModelError& error) {
    return report(error.what());
  } catch (const std::bad_alloc&) {
    return report("not enough memory for this network");
  } catch (const std::exception& error) {
    return report(error.what());
  }
  return 0;
}
