// rheobase study: the questions of the forum thread, answered by runs; the twenty behaviours of a neuron; distal
// reward.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "command/commands.hpp"
#include "observe/output_directory.hpp"
#include "observe/streams.hpp"
#include "observe/whole_number.hpp"
#include "rheobase/model.hpp"
#include "study/features.hpp"
#include "study/reward.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

struct StudyCommand {
  std::string name, out, duration;
  std::optional<std::uint64_t> seeds;
};

void show(const std::string& markdown, const std::string& directory) {
  write_output(markdown + "\n");
  print("written to {}\n", directory_text(directory));
}

void run(const StudyCommand& command) {
  StudyOptions options;
  options.seeds = command.seeds.value_or(options.seeds);
  options.directory = command.out.empty() ? "study-" + command.name : command.out;
  if (!command.duration.empty() && command.name != "reward") throw ModelError("--duration: of the study reward alone");
  if (command.name == "features") {
    if (command.seeds) throw ModelError("--seeds: nothing is random in features");
    return show(study_features(options.directory), options.directory);
  }
  if (command.name == "reward") {
    options.seeds = command.seeds.value_or(12);
    options.duration_ms = command.duration.empty() ? 3.6e6 : parse_time_ms(command.duration, "--duration");
    if (!(options.duration_ms >= 1000 && options.duration_ms <= 1e9)) throw ModelError("--duration: from 1 s to 1e6 s");
    return show(study_reward(options), options.directory);
  }
  std::string names = "features, reward";
  for (const Study& study : studies()) {
    if (command.name == study.name) return show(run_study(study, options), options.directory);
    names += std::string(", ") + study.name;
  }
  throw ModelError("no study is called '" + command.name + "'; there are " + names);
}

}  // namespace

void add_study(CLI::App& app) {
  auto command = std::make_shared<StudyCommand>();
  CLI::App* sub =
      app.add_subcommand("study", "answer a question by runs over seeds: one page of text, numbers and pictures");
  sub->add_option("name", command->name, "features, signs, scale, connectivity, timestep or reward")->required();
  sub->add_option("--seeds", command->seeds, "runs of each variant (default: 20, of reward 12); not of features")
      ->check(whole_number(1, 10000));
  sub->add_option("--duration", command->duration, "of reward: biological time of each run (default: 1 h, \"3600 s\")")
      ->type_name("TIME");
  sub->add_option("--out", command->out, "directory for NAME.md, .json, .svg and .png (default: study-NAME)")
      ->type_name("DIR");
  sub->footer("Example: rheobase study timestep --seeds 5");
  sub->callback([command] { run(*command); });
}

}  // namespace rheobase
