// rheobase bake: an image that starts with what a run of it has learned.
#include <memory>

#include "command/commands.hpp"
#include "command/outputs.hpp"
#include "files/input_file.hpp"
#include "observe/streams.hpp"
#include "rheobase/compiler.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

struct BakeCommand {
  std::string image, snapshot, output;
  bool frozen = false;
};

std::vector<std::byte> read_snapshot(const std::string& path) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 40;
  const std::string bytes = read_input(path, "a snapshot", largest);
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  return {begin, begin + bytes.size()};
}

void run(const BakeCommand& options) {
  check_outputs({options.output}, {options.image, options.snapshot});
  const Image image = read_image(options.image);
  const std::vector<std::byte> snapshot = read_snapshot(options.snapshot);
  const Image baked = [&] {
    try {
      return bake(image, snapshot, options.frozen);
    } catch (const ModelError& error) {
      throw ModelError(printable(options.snapshot) + ": " + error.what());
    }
  }();
  write_image(baked, options.output);
  const ImageReport report = describe_image(baked);
  print("{}: flash {} bytes, RAM {} bytes{}\n", printable(options.output), report.flash_bytes, report.ram_bytes,
        options.frozen ? ", weights fixed" : "");
}

}  // namespace

void add_bake(CLI::App& app) {
  auto options = std::make_shared<BakeCommand>();
  CLI::App* sub = app.add_subcommand("bake", "make an image that starts with the weights that a run of it has learned");
  sub->add_option("image", options->image, "the image that learned")->required()->type_name("FILE");
  sub->add_option("snapshot", options->snapshot, "of its run: `run --snapshot`, rheo_snapshot")
      ->required()
      ->type_name("FILE");
  sub->add_option("-o,--output", options->output, "image to write; a symbolic link is followed")
      ->required()
      ->type_name("FILE");
  sub->add_flag("--frozen", options->frozen, "fixed weights in the smallest storage; without it they learn on");
  sub->footer("Example: rheobase bake net.rheo run.snapshot -o trained.rheo");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
