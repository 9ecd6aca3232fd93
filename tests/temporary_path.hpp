// A path for a test's own files, which no other process of the tests has.
#pragma once

#include <filesystem>
#include <random>
#include <string>

namespace rheobase::test {

inline std::string temporary_path(const std::string& name) {
  static const unsigned process = std::random_device{}();
  return (std::filesystem::temp_directory_path() / (name + "." + std::to_string(process))).string();
}

}  // namespace rheobase::test
