// rheobase sweep: one model at many points of its settings, a row of statistics for each.
#include "study/sweep.hpp"

#include <memory>

#include "command/commands.hpp"
#include "observe/output_directory.hpp"
#include "observe/streams.hpp"
#include "observe/whole_number.hpp"

namespace rheobase {
namespace {

struct SweepCommand {
  SweepOptions options;
  std::vector<std::string> over;
  std::uint64_t seeds = 0, draws = 0, draws_seed = 0;
};

void run(SweepCommand command) {
  SweepOptions& options = command.options;
  if (options.drawn = command.draws > 0; options.drawn) {
    options.axes = draw_axes(command.over, command.draws, command.draws_seed);
  } else {
    for (const std::string& axis : command.over) options.axes.push_back(parse_axis(axis));
  }
  if (command.seeds > 0) {
    if (options.drawn) throw ModelError("--seeds: with --draws write --over seed=1:1000");
    options.axes.push_back(parse_axis("seed=1:" + std::to_string(command.seeds) + ":1"));
  }
  if (options.axes.empty()) throw ModelError("sweep: nothing varies; write --over KEY=VALUES or --seeds N");
  const SweepTable table = run_sweep(options);
  std::size_t failed = 0;
  for (const auto& row : table.rows()) {
    const auto error = row.second.find("error");
    failed += error != row.second.end() && !error->second.empty() ? 1 : 0;
  }
  print("{}sweep.csv: {} points, {} failed\n", directory_text(options.directory), table.rows().size(), failed);
}

}  // namespace

void add_sweep(CLI::App& app) {
  auto command = std::make_shared<SweepCommand>();
  CLI::App* sub = app.add_subcommand("sweep", "run a model at many points of its settings; a row of statistics each");
  sub->add_option("model", command->options.path, "model file (TOML; docs/model-files.md)")->required();
  sub->add_option("--over", command->over,
                  "a setting as of `run --set` and its values: n=250:1000:250 (ends included), or "
                  "integrator=riccati,euler (repeatable: every combination); with --draws its range: n=250:1000")
      ->type_name("KEY=VALUES")
      ->allow_extra_args(false);
  sub->add_option("--seeds", command->seeds, "at each point the seeds 1 to N")
      ->type_name("N")
      ->check(whole_number(1, 1000000));
  CLI::Option* draws =
      sub->add_option("--draws", command->draws, "points drawn uniformly; whole numbers where both ends of a range are")
          ->type_name("N")
          ->check(whole_number(1, 1000000));
  sub->add_option("--draws-seed", command->draws_seed, "seed of --draws")
      ->needs(draws)
      ->check(seed_number())
      ->capture_default_str();
  sub->add_option("--duration", command->options.duration, "biological time of each run: 1s (default: the model's)")
      ->type_name("TIME");
  sub->add_option("--workers", command->options.workers, "points at a time, an engine a thread (default: one a core)")
      ->type_name("N")
      ->check(whole_number(1, 1024));
  sub->add_option("--out", command->options.directory,
                  "directory for sweep.csv, sweep.svg and sweep.png; points that sweep.csv has are not run again")
      ->type_name("DIR")
      ->required();
  sub->footer("Example: rheobase sweep models/gamma.toml --over n=250:1000:250 --seeds 8 --out sweep/");
  sub->callback([command] { run(*command); });
}

}  // namespace rheobase
