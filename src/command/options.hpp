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
  std::optional<std::uint64_t> seed;

  void add_to(CLI::App& app);
  // The network, with --set, --dt and --duration applied. Throws ModelError.
  Network load() const;
  CompileOptions compile_options() const;
  // The file itself if it is an image, otherwise the model compiled. Throws ModelError.
  Image image() const;
};

// A file that is an image by its first four bytes, whatever it is called.
bool is_image_file(const std::string& path);

// Makes `directory` and what is above it. Throws ModelError.
void make_directory(const std::string& directory);

}  // namespace rheobase
