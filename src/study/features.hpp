// rheobase study features: no seeds, no variants, one run.
#pragma once

#include <string>
#include <vector>

#include "study/study.hpp"

namespace rheobase {

// One panel of the figure, from 0 to end_ms, a value for each step.
struct FeatureTrace {
  std::string population;  // of models/features.toml, which is the panel's letter
  const char* behaviour;
  double end_ms;
  std::vector<double> time_ms = {}, v_mv = {}, stimulus = {}, spikes_ms = {};
};
std::vector<FeatureTrace> feature_traces();

// Writes features.md, .json, .svg and .png into the directory. Returns the Markdown.
std::string study_features(const std::string& directory);

}  // namespace rheobase
