// rheobase compile: from a model file to an image, as a file or as C source.
#include <fmt/format.h>

#include <memory>

#include "command/commands.hpp"
#include "command/options.hpp"
#include "observe/number_options.hpp"
#include "observe/streams.hpp"
#include "rheobase/bounds.hpp"
#include "text/message.hpp"

namespace rheobase {
namespace {

struct CompileCommand {
  ModelOptions model;
  std::string output, header, symbol = "rheobase_image";
  bool c_array = false, all_fire = false;
  Limits limits;
};

void run(const CompileCommand& options) {
  std::vector<std::string> outputs = {options.output};
  if (!options.header.empty()) outputs.push_back(options.header);
  Image image = options.model.compiled(outputs, options.limits);
  const StepBound bound = bound_step(image);
  check_limits(bound, options.limits);
  if (options.all_fire) image = all_fire_variant(image);
  if (options.c_array) {
    if (!options.header.empty()) write_c_header(image, options.header, options.symbol);
    write_c_array(image, options.output, options.symbol);
  } else {
    write_image(image, options.output);
  }
  const ImageReport report = describe_image(image);
  print("{}: {} neurons, {} synapses, flash {} bytes, RAM {} bytes, at most {} synaptic events a step\n",
        printable(options.output), report.neurons, report.synapses, report.flash_bytes, report.ram_bytes,
        bound.synaptic_events);
}

}  // namespace

void add_compile(CLI::App& app) {
  auto options = std::make_shared<CompileCommand>();
  CLI::App* sub = app.add_subcommand("compile", "compile a model into the image that the engine runs");
  options->model.add_to(*sub);
  sub->add_option("-o,--output", options->output, "file to write; a symbolic link is followed")
      ->required()
      ->type_name("FILE");
  CLI::Option* c_array = sub->add_flag("--c-array", options->c_array, "write a C source that puts the image in flash");
  sub->add_option("--c-header", options->header,
                  "with --c-array: a header too, with the array's declaration, bytes, RAM, dt, numbers of populations "
                  "and projections")
      ->needs(c_array)
      ->type_name("FILE");
  sub->add_option("--symbol", options->symbol, "with --c-array: the array's name; NAME_bytes is its size")
      ->needs(c_array)
      ->type_name("NAME")
      ->capture_default_str();
  sub->add_flag("--all-fire", options->all_fire,
                "write the worst case instead: the same network with every neuron firing at every step");
  sub->add_option("--max-ram", options->limits.ram_bytes, "refuse an image that needs more: 64K (65536 bytes)")
      ->transform(size_in_bytes())
      ->type_name("BYTES");
  sub->add_option("--max-flash", options->limits.flash_bytes, "refuse an image that is larger")
      ->transform(size_in_bytes())
      ->type_name("BYTES");
  sub->add_option("--max-events", options->limits.synaptic_events,
                  "refuse more synaptic events in a step in which every neuron fires and all delayed spikes arrive")
      ->check(whole_number(0, UINT64_MAX))
      ->type_name("N");
  CLI::Option* max_stack = sub->add_option("--max-stack", options->limits.stack_bytes,
                                           "refuse an image whose step needs more stack on --platform")
                               ->transform(size_in_bytes())
                               ->type_name("BYTES");
  sub->add_option("--platform", options->limits.platform, "for --max-stack: one that `rheobase inspect` lists")
      ->needs(max_stack)
      ->type_name("NAME")
      ->capture_default_str();
  sub->footer("Example: rheobase compile models/paper.toml -o net.rheo");
  sub->callback([options] { run(*options); });
}

}  // namespace rheobase
