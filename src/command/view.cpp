// rheobase view: a recorded run in the browser.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <random>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "observe/replay_recording.hpp"
#include "observe/streams.hpp"
#include "observe/whole_number.hpp"
#include "rheobase/log.hpp"
#include "text/message.hpp"
#include "view/pages.hpp"
#include "view/server.hpp"

namespace rheobase {
namespace {

struct ViewOptions {
  std::string path;
  std::vector<std::string> images;
  StateOptions states;
  std::uint16_t port = 0;
};

// A directory that goes with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    namespace fs = std::filesystem;
    std::random_device random;
    const fs::path path = fs::temp_directory_path() / fmt::format("rheobase-view-{:08x}{:08x}", random(), random());
    if (!fs::create_directory(path)) fail(path.string(), "is there already");
    path_ = path.string();
    fs::permissions(path, fs::perms::owner_all);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The log run again; what it shows is written to `directory`.
void write_replay(const ViewOptions& options, const std::string& directory) {
  std::vector<Image> images;
  for (const std::string& path : options.images) images.push_back(read_image(path));
  ReplayRecording recording(describe_image(images.front()), options.states.selections(directory),
                            options.states.every_ms(directory));
  ReplayOptions replay_options;
  replay_options.observer = &recording;
  const ReplayReport report = replay(Log::read(options.path), images, replay_options);
  if (report.divergence) {
    print_warning(
        fmt::format("{}: this replay differs from the recorded run from tick {} on; rheobase replay says where",
                    options.path, report.divergence->tick));
  }
  recording.write(directory, false);
}

void run(const ViewOptions& options) {
  const bool is_directory = std::filesystem::is_directory(options.path);
  if (is_directory && !options.images.empty()) fail(options.path, "is a directory: no image is needed");
  if (is_directory && (!options.states.record.empty() || !options.states.every.empty())) {
    fail("--record", "is for a log; a directory has what was recorded");
  }
  if (!is_directory && options.images.empty()) {
    fail(options.path, "is a log: write the image it was recorded with behind it");
  }
  ViewServer server(options.port);
  std::optional<TemporaryDirectory> replayed;
  if (!is_directory) write_replay(options, replayed.emplace().path());
  add_site(server, false, add_recordings(server, replayed ? replayed->path() : options.path));
  print("{}   (Ctrl-C ends it)\n", server.address());
  server.serve();
}

}  // namespace

void add_view(CLI::App& app) {
  auto options = std::make_shared<ViewOptions>();
  CLI::App* sub =
      app.add_subcommand("view", "show a recorded run in the browser: raster, rates, states, sensors, motors");
  sub->add_option("path", options->path, "a directory of `run --out` or `replay --out`, or a log")
      ->required()
      ->type_name("DIR|LOG");
  sub->add_option("images", options->images, "of a log: the image it was recorded with; several after a live swap")
      ->type_name("net.rheo");
  options->states.add_to(*sub);
  sub->get_option("--record")->description("of a log: a state of neurons over time, as `replay --record` takes it");
  sub->add_option("--port", options->port, "of 127.0.0.1, where the page is served; 0: one that is free")
      ->check(whole_number(0, 65535))
      ->capture_default_str();
  sub->footer("Example: rheobase run models/gamma.toml --out out/ && rheobase view out/");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
