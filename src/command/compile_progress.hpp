// A model that takes long to compile says so before, and shows how far it is.
#pragma once

#include <optional>
#include <string>

#include "observe/progress.hpp"
#include "rheobase/compiler.hpp"

namespace rheobase {

class CompileProgress {
 public:
  // `model` is its name in messages.
  explicit CompileProgress(std::string model) : model_(std::move(model)) {}
  void begin(const SizeForecast& forecast);
  void at(std::uint64_t draws);
  void end() { progress_.reset(); }

 private:
  std::string model_;
  std::optional<Progress> progress_;
};

}  // namespace rheobase
