// rheobase realtime where there is no Linux: refused, whatever its options.
#include "command/commands.hpp"
#include "text/message.hpp"

namespace rheobase {

void add_realtime(CLI::App& app) {
  CLI::App* sub = app.add_subcommand("realtime", "run paced by the clock: on Linux alone");
  sub->allow_extras();
  sub->callback([] { fail("realtime", "needs the clocks and the scheduler of Linux"); });
}

}  // namespace rheobase
