// The pictures of one run.
#pragma once

#include <string>

#include "observe/recording.hpp"
#include "observe/report.hpp"

namespace rheobase {

// "model: 100 neurons, riccati, dt = 1 ms, seed 1", for a script.
std::string picture_title(const RunReport& report, const std::string& part = {});
// Of a time axis, for a script.
std::string time_label(const Recording& recording);
// Axes, grid and colours of all pictures; grey where nothing was observed.
std::string picture_frame(const Recording& recording);

// raster.svg and .png.
void write_raster(const Recording& recording, const RunReport& report, const std::string& directory);
// raster, rates and spectrum as .svg and .png in `directory`. Without gnuplot: one line on stderr.
void write_pictures(const Recording& recording, const RunReport& report, const std::string& directory);

}  // namespace rheobase
