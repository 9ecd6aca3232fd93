// Studies: a question, the variants that answer it, each over seeds, and one page.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "observe/ensemble.hpp"
#include "rheobase/model.hpp"

namespace rheobase {

// One family of points or one curve of the picture.
struct Variant {
  std::string series;  // "forum script"
  std::string label;   // "dt 0.5 ms"
  double x;            // where it stands on the picture's axis: dt, N, or its number
  Network network;
  std::uint64_t seeds;
};

struct Result {
  Variant variant;
  Ensemble ensemble;
};

struct StudyOptions {
  std::uint64_t seeds = 20;
  double duration_ms = 1000;
  std::string directory;  // made if need be
};

// One entry per study, in the order the forum thread asks its questions.
struct Study {
  const char* name;
  const char* question;
  std::vector<Variant> (*variants)(std::uint64_t seeds);
  // What the numbers say, as Markdown paragraphs.
  std::string (*answer)(const std::vector<Result>& results);
  // Plot commands for two panels, after the data blocks that page.cpp writes for each series:
  // columns x, and per statistic mean and standard error (page.hpp).
  std::string (*picture)(const std::vector<Result>& results);
};
const std::vector<Study>& studies();

// Runs a study and writes NAME.md, .json, .svg and .png into the directory. Returns the Markdown.
std::string run_study(const Study& study, const StudyOptions& options);

// The models that ship, compiled into the program: "paper", "forum", "gamma", "forum_ms", "features", "reward".
Network builtin_model(const std::string& name, const Overrides& overrides = {});

}  // namespace rheobase
