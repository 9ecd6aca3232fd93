// rheobase replay: a recorded run again, bit for bit.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "observe/output_directory.hpp"
#include "observe/replay_recording.hpp"
#include "observe/streams.hpp"
#include "observe/text_output.hpp"
#include "observe/whole_number.hpp"
#include "rheobase/log.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

constexpr int exit_differs = 1;

struct Options {
  std::string log;
  std::vector<std::string> images;
  ReplayOptions replay;
  StateOptions states;
  std::string out;
  bool json = false;
};

std::string to_text(const StateDifference& d) {
  return fmt::format("tick {}, {} {}: {} is {} in the log, {} here", d.tick, excerpt(d.population), d.neuron,
                     excerpt(d.field), d.in_log, d.in_replay);
}

void print_text(const ReplayReport& r, const std::string& log) {
  print("{}: ticks {} to {}, {} steps run again from {} records\n", printable(log), r.first_tick, r.last_tick, r.steps,
        r.records);
  print("  {:<12}{} hashes and {} snapshots\n", "equal", r.hashes, r.snapshots);
  if (r.fresh_starts > 0) print("  {:<12}{} (resets, restores, image swaps)\n", "fresh starts", r.fresh_starts);
  if (r.recordings > 1) print("  {:<12}{}: the recorder has started again\n", "recordings", r.recordings);
  if (r.gaps > 0) print("  {:<12}{}, {} ticks not replayed\n", "gaps", r.gaps, r.ticks_not_replayed);
  if (r.lost_records > 0) print("  {:<12}{} records, for which the recorder had no room\n", "lost", r.lost_records);
  if (r.missing_records > 0) print("  {:<12}{} records, damaged or not in the log\n", "missing", r.missing_records);
  if (r.skipped_bytes > 0) print("  {:<12}{} bytes that are of no whole record\n", "skipped", r.skipped_bytes);
  if (r.unused_records > 0) print("  {:<12}{} records without a snapshot before them\n", "unused", r.unused_records);
  if (r.unverified_ticks > 0) {
    print("  {:<12}the last {} ticks, behind a missing record and the last equal hash\n", "unverified",
          r.unverified_ticks);
  }
  if (!r.divergence) return;
  const Divergence& d = *r.divergence;
  print("  {:<12}at tick {}; equal at tick {}\n", "DIFFERS", d.tick, d.last_equal_tick);
  if (d.differences.empty()) {
    print("  {:<12}no snapshot in the log from there on\n", "values");
    return;
  }
  print("  {:<12}{} in the snapshot of tick {}; the first:\n", "values", d.differing_values, d.located_tick);
  for (const StateDifference& difference : d.differences) print("    {}\n", to_text(difference));
}

void print_json(const ReplayReport& r) {
  nlohmann::ordered_json out = {{"records", r.records},
                                {"steps", r.steps},
                                {"first_tick", r.first_tick},
                                {"last_tick", r.last_tick},
                                {"hashes_equal", r.hashes},
                                {"snapshots_equal", r.snapshots},
                                {"gaps", r.gaps},
                                {"ticks_not_replayed", r.ticks_not_replayed},
                                {"unverified_ticks", r.unverified_ticks},
                                {"lost_records", r.lost_records},
                                {"missing_records", r.missing_records},
                                {"unused_records", r.unused_records},
                                {"skipped_bytes", r.skipped_bytes},
                                {"recordings", r.recordings},
                                {"fresh_starts", r.fresh_starts},
                                {"differs", r.divergence.has_value()}};
  if (r.divergence) {
    const Divergence& d = *r.divergence;
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const StateDifference& x : d.differences) {
      list.push_back({{"tick", x.tick},
                      {"population", x.population},
                      {"neuron", x.neuron},
                      {"field", x.field},
                      {"in_log", x.in_log},
                      {"in_replay", x.in_replay}});
    }
    out["divergence"] = {{"tick", d.tick},
                         {"last_equal_tick", d.last_equal_tick},
                         {"located_tick", d.located_tick},
                         {"differing_values", d.differing_values},
                         {"first", list}};
  }
  write_output(json_text(out));
}

void run(const Options& options) {
  const std::vector<StateSelection> selections = options.states.selections(options.out);
  const double every_ms = options.states.every_ms(options.out);
  std::vector<Image> images;
  for (const std::string& path : options.images) images.push_back(read_image(path));
  const Log log = Log::read(options.log);
  const OutputDirectory directory(options.out);
  std::optional<ReplayRecording> recording;
  ReplayOptions replay_options = options.replay;
  if (!options.out.empty()) {
    recording.emplace(describe_image(images.front()), selections, every_ms);
    replay_options.observer = &*recording;
  }
  const ReplayReport report = replay(log, images, replay_options);
  if (recording) recording->write(options.out);
  if (options.json) {
    print_json(report);
  } else {
    print_text(report, log.name());
    if (recording) print("  {:<12}{}\n", "written to", directory_text(options.out));
  }
  if (report.divergence) throw CLI::RuntimeError(exit_differs);
}

}  // namespace

void add_replay(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand("replay", "run a black box's log again, bit for bit, and say where it differs");
  sub->add_option("log", options->log,
                  "a log file, or a black box's records one after the other; -: from standard input")
      ->required()
      ->type_name("LOG");
  sub->add_option("images", options->images, "the image it was recorded with; several after a live swap")
      ->required()
      ->type_name("net.rheo");
  sub->add_option("--target", options->replay.target, "SIMD target (same bits on each)")->type_name("NAME");
  sub->add_option("--threads", options->replay.threads, "threads that share each step")
      ->check(whole_number(1, RHEO_THREADS_LIMIT))
      ->capture_default_str();
  sub->add_option("--out", options->out, "directory for spikes, states, sensors and motors, and pictures of them")
      ->type_name("DIR");
  options->states.add_to(*sub);
  sub->add_flag("--json", options->json, "print one JSON object");
  sub->footer("Exit code: 0 every bit equal, 1 a difference, 2 an error.\nExample: rheobase replay run.log net.rheo");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
