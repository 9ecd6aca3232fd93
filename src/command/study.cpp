// rheobase study: the questions of the forum thread, answered by runs.
#include "study/study.hpp"

#include <fmt/format.h>

#include <memory>

#include "command/commands.hpp"
#include "describe/message.hpp"
#include "observe/streams.hpp"
#include "observe/whole_number.hpp"

namespace rheobase {
namespace {

struct StudyCommand {
  std::string name, out;
  std::uint64_t seeds = 20;
};

void run(const StudyCommand& command) {
  for (const Study& study : studies()) {
    if (command.name != study.name) continue;
    StudyOptions options;
    options.seeds = command.seeds;
    options.directory = command.out.empty() ? "study-" + command.name : command.out;
    write_output(run_study(study, options) + "\n");
    print("written to {}/\n", printable(options.directory));
    return;
  }
  std::string names;
  for (const Study& study : studies()) names += std::string(names.empty() ? "" : ", ") + study.name;
  throw ModelError("no study is called '" + command.name + "'; there are " + names);
}

}  // namespace

void add_study(CLI::App& app) {
  auto command = std::make_shared<StudyCommand>();
  CLI::App* sub =
      app.add_subcommand("study", "answer a question by runs over seeds: one page of text, numbers and pictures");
  sub->add_option("name", command->name, "signs, scale, connectivity or timestep")->required();
  sub->add_option("--seeds", command->seeds, "runs of each variant")
      ->check(whole_number(1, 10000))
      ->capture_default_str();
  sub->add_option("--out", command->out, "directory for NAME.md, .json, .svg and .png (default: study-NAME)")
      ->type_name("DIR");
  sub->footer("Example: rheobase study timestep --seeds 5");
  sub->callback([command] { run(*command); });
}

}  // namespace rheobase
