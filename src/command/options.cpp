#include "command/options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "command/compile_progress.hpp"
#include "command/outputs.hpp"
#include "describe/model_file.hpp"
#include "host/image_file.hpp"
#include "observe/streams.hpp"
#include "observe/whole_number.hpp"
#include "text/message.hpp"

namespace rheobase {

void ModelOptions::add_to(CLI::App& app) {
  app.add_option("model", path, "model file (TOML; docs/model-files.md)")->required();
  app.add_option(
         "--set", set,
         "change a parameter of the model, or integrator, dt, duration, seed, event_budget, storage (repeatable)")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_option("--dt", dt, "time step, with its unit: 0.5ms")->type_name("TIME");
  app.add_option("--duration", duration, "biological time to run, with its unit: 1s")->type_name("TIME");
  app.add_flag("--strict", strict, "treat warnings as errors");
  app.add_option("--seed", seed, "seed of parameters, synapses and noise, 0 to 2^64 - 1 (default: the model's)")
      ->check(seed_number())
      ->type_name("SEED");
}

void ModelOptions::add_noise_to(CLI::App& app) {
  app.add_option("--noise-seed", noise_seed, "seed of the noise alone, of a model or an image (default: --seed)")
      ->check(seed_number())
      ->type_name("SEED");
}

void StateOptions::add_to(CLI::App& app) {
  CLI::Option* states =
      app.add_option(
             "--record", record,
             "with --out: a state of neurons over time, as E:v, E:u[3] or E:input[0..9] (repeatable); states are v, u, "
             "input, spike_age and the channels' currents")
          ->type_name("POP:STATE")
          ->allow_extra_args(false);
  app.add_option(
         "--every", every,
         "time between two samples of --record, a multiple of the step (default: as near to 1ms as steps allow)")
      ->needs(states)
      ->type_name("TIME");
}

std::vector<StateSelection> StateOptions::selections(const std::string& out) const {
  if (out.empty() && !record.empty()) throw ModelError("--record: write --out DIR, where the files go");
  return {record.begin(), record.end()};
}

double StateOptions::every_ms(const std::string& out) const {
  if (out.empty() && !every.empty()) throw ModelError("--every: write --out DIR, where the files go");
  return every.empty() ? 0 : parse_time_ms(every, "--every");
}

Network ModelOptions::network_of(const std::string& text, const std::vector<std::string>& outputs) const {
  Overrides overrides;
  for (const std::string& entry : set) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) throw ModelError("--set " + entry + ": write --set key=value");
    const std::string key = entry.substr(0, equals);
    const bool by_option =
        (key == "dt" && !dt.empty()) || (key == "duration" && !duration.empty()) || (key == "seed" && seed);
    if (by_option) throw ModelError("--set " + entry + ": --" + key + " says it already");
    for (const auto& other : overrides) {
      if (other.first == key)
        throw ModelError("--set " + entry + ": --set " + key + "=" + other.second + " says it already");
    }
    overrides.emplace_back(key, entry.substr(equals + 1));
  }
  Network network = parse_model(text, path, overrides);
  if (!dt.empty()) {
    network.dt_ms = parse_time_ms(dt, "--dt");
    network.places["dt"] = "--dt " + dt;
  }
  if (!duration.empty()) {
    network.duration_ms = parse_time_ms(duration, "--duration");
    network.places["duration"] = "--duration " + duration;
  }
  std::vector<std::string> inputs = files_of(network);
  inputs.push_back(path);
  check_outputs(outputs, inputs);
  return network;
}

Network ModelOptions::load(const std::vector<std::string>& outputs) const {
  const std::string text = read_input(path, "a model file", largest_model_file);
  if (text.compare(0, image_begin.size(), image_begin) == 0) throw ModelError(path + ": is an image, not a model file");
  return network_of(text, outputs);
}

Image ModelOptions::compiled(const std::vector<std::string>& outputs, const Limits& limits) const {
  return compiled(load(outputs), limits);
}

Image ModelOptions::compiled(const Network& network, const Limits& limits) const {
  CompileProgress progress(path);
  CompileOptions options;
  options.seed = seed;
  options.before_drawing = [&](const SizeForecast& forecast) {
    check_limits(forecast, limits);
    progress.begin(forecast);
  };
  options.progress = [&](std::uint64_t draws) { progress.at(draws); };
  Image image = compile(network, options);
  progress.end();
  if (strict && !image.warnings().empty()) throw ModelError(image.warnings().front() + " (refused by --strict)");
  for (const std::string& warning : image.warnings()) print_warning(warning);
  return image;
}

Image ModelOptions::image(const std::vector<std::string>& outputs, bool* is_compiled) const {
  InputFile file(path, "a model file or an image");  // opened once: it may be a pipe
  const std::string begin = file.read(image_begin.size());
  if (is_compiled != nullptr) *is_compiled = begin != image_begin;
  if (begin != image_begin) return compiled(network_of(file.read_all(largest_model_file, begin), outputs), {});
  if (!set.empty() || !dt.empty()) {
    throw ModelError(path + ": an image is compiled already; --set and --dt need the model file");
  }
  if (seed) {
    throw ModelError(path + ": --seed draws parameters and synapses, and an image has them already; --noise-seed " +
                     "changes its noise");
  }
  check_outputs(outputs, {path});
  return read_image(file, path, begin);
}

void ModelOptions::check_noise(const ImageReport& image) const {
  const auto& all = image.populations;
  if (!noise_seed || std::any_of(all.begin(), all.end(), [](const PopulationReport& p) { return p.noise; })) return;
  throw ModelError("--noise-seed: no population of the model has noise");
}

std::vector<std::string> ModelOptions::check_stimuli(const ImageReport& image, std::uint64_t ticks) const {
  std::vector<std::string> warnings;
  for (const PopulationReport& p : image.populations) {
    if (!p.stimulus || !p.stimulus->from_expression || ticks <= p.stimulus->ticks) continue;
    const auto ms = [&](std::uint64_t t) { return fmt::format("{:g}", static_cast<double>(t) * image.dt_ms); };
    const std::string subject = printable(path) + ": the stimulus of " + excerpt(p.name) + ", an expression of t, ";
    const std::string why = " at " + ms(p.stimulus->ticks) +
                            " ms, the duration that it was compiled for, and the run ends at " + ms(ticks) +
                            " ms; compile the model with --duration " + ms(ticks) + "ms";
    if (!p.stimulus->repeats) throw ModelError(subject + "stops" + why);
    warnings.push_back(subject + "starts again" + why);
    if (strict) throw ModelError(warnings.back() + " (refused by --strict)");
    print_warning(warnings.back());
  }
  return warnings;
}

namespace {

// As a POSIX shell takes it for one word.
std::string shell_word(const std::string& text) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace

std::string ModelOptions::compile_command() const {
  std::string words = "rheobase compile " + shell_word(path);
  for (const std::string& entry : set) words += " --set " + shell_word(entry);
  if (!dt.empty()) words += " --dt " + shell_word(dt);
  if (!duration.empty()) words += " --duration " + shell_word(duration);
  if (seed) words += " --seed " + std::to_string(*seed);
  return words + " -o net.rheo";
}

void print_warning(const std::string& warning) { print_error("rheobase: warning: " + warning); }

}  // namespace rheobase
