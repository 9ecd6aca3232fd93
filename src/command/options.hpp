// Options that several subcommands share: which model, with which changes.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "observe/state_recorder.hpp"
#include "rheobase/bounds.hpp"

namespace rheobase {

struct ModelOptions {
  std::string path;
  std::vector<std::string> set;  // "key=value"
  std::string dt, duration;
  std::optional<std::uint64_t> seed, noise_seed;
  bool strict = false;

  void add_to(CLI::App& app);
  // What is decided when a network runs, not when it is compiled: --noise-seed.
  void add_noise_to(CLI::App& app);
  // The network, with --set, --dt and --duration applied. Throws ModelError; so where one of `outputs`, which are to be
  // written, is a file that the network is read from.
  Network load(const std::vector<std::string>& outputs = {}) const;
  // The model compiled, within limits as far as they are known before; its warnings are printed, or refused with
  // --strict. Throws ModelError, as load() does.
  Image compiled(const std::vector<std::string>& outputs = {}, const Limits& limits = {}) const;
  // The file itself if it is an image, otherwise the model compiled, which is_compiled says. Throws ModelError, as
  // load() does.
  Image image(const std::vector<std::string>& outputs = {}, bool* is_compiled = nullptr) const;
  // The command line that compiles the same image.
  std::string compile_command() const;
  // Throws ModelError where --noise-seed is given and no population has noise.
  void check_noise(const ImageReport& image) const;
  // Whether the stimuli of the image are the model's for a run of so many ticks: throws ModelError where one ends
  // although its expression goes on; prints and returns a warning, or refuses it with --strict, where one starts again.
  std::vector<std::string> check_stimuli(const ImageReport& image, std::uint64_t ticks) const;

 private:
  Image compiled(const Network& network, const Limits& limits) const;
  Network network_of(const std::string& text, const std::vector<std::string>& outputs) const;
};

// What of the neurons' states --out also writes.
struct StateOptions {
  std::vector<std::string> record;  // as StateRecorder takes them
  std::string every;

  void add_to(CLI::App& app);
  // Throw ModelError; so where there is no directory `out` for what is recorded. every_ms: 0 if it is not said.
  std::vector<StateSelection> selections(const std::string& out) const;
  double every_ms(const std::string& out) const;
};

// Prints one line, "rheobase: warning: …", on standard error.
void print_warning(const std::string& warning);

}  // namespace rheobase
