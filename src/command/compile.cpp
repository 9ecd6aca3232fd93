// rheobase compile: from a model file to an image, as a file or as C source.
#include <fmt/format.h>

#include <memory>

#include "command/commands.hpp"
#include "command/options.hpp"

namespace rheobase {
namespace {

struct CompileCommand {
  ModelOptions model;
  std::string output, symbol = "rheobase_image";
  bool c_array = false;
};

void run(const CompileCommand& options) {
  const Image image = compile(options.model.load(), options.model.compile_options());
  if (options.c_array) {
    write_c_array(image, options.output, options.symbol);
  } else {
    write_image(image, options.output);
  }
  const ImageReport report = describe_image(image);
  fmt::print("{}: {} neurons, {} synapses, flash {} bytes, RAM {} bytes\n", options.output, report.neurons,
             report.synapses, report.flash_bytes, report.ram_bytes);
}

}  // namespace

void add_compile(CLI::App& app) {
  auto options = std::make_shared<CompileCommand>();
  CLI::App* sub = app.add_subcommand("compile", "turn a model into the image that the engine runs");
  options->model.add_to(*sub);
  sub->add_option("-o,--output", options->output, "file to write")->required()->type_name("FILE");
  sub->add_flag("--c-array", options->c_array, "write a C source that puts the image in flash");
  sub->add_option("--symbol", options->symbol, "with --c-array: the array's name; NAME_bytes is its size")
      ->type_name("NAME")
      ->capture_default_str();
  sub->footer("Example: rheobase compile models/paper.toml -o net.rheo");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
