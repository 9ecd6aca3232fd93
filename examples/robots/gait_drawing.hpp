// Pictures of the gait.
#pragma once

#include <string>
#include <vector>

#include "gait_run.hpp"

namespace robots {

// command.svg and .png: frequency, phase lag and speed against the command, every run a point. By gnuplot.
void draw_command(const std::vector<GaitResult>& results, const std::string& directory);

// walk.svg and .png: a walk over time: the hips, the frequency, the distance. By gnuplot.
void draw_walk(const Walk& walk, const std::string& directory);

// gait.svg and gait.html: the walk, moving, over the spikes of both populations.
void draw_walking(const Walk& walk, const std::string& directory);

}  // namespace robots
