// Pictures of the light follower's runs.
#pragma once

#include <string>
#include <vector>

#include "light_run.hpp"

namespace robots {

// All runs of one network, with what it was.
struct LightSeries {
  std::string name;  // "the network", "without synapses", …
  std::vector<LightRun> runs;

  int reached() const;
  int passed() const;
};

// paths.svg and .png: every series beside the others, each run a line. By gnuplot, if it is there.
void draw_paths(const Arena& arena, const LightRules& rules, const std::vector<LightSeries>& series,
                const std::string& directory);

// light.svg and light.html: one run, moving, with the rates of eyes and motors.
void draw_run(const Arena& arena, const LightRules& rules, const LightRun& run, const std::string& directory);

}  // namespace robots
