// Options that several subcommands share: which model, with which changes.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rheobase/compiler.hpp"

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
  // The model compiled; its warnings are printed, or refused with --strict. Throws ModelError, as load() does.
  Image compiled(const std::vector<std::string>& outputs = {}) const;
  // The file itself if it is an image, otherwise the model compiled. Throws ModelError, as load() does.
  Image image(const std::vector<std::string>& outputs = {}) const;

 private:
  Image compiled(const Network& network) const;
  Network network_of(const std::string& text, const std::vector<std::string>& outputs) const;
};

// Prints one line, "rheobase: warning: …", on standard error.
void print_warning(const std::string& warning);

}  // namespace rheobase
