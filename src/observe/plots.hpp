// The pictures of one run.
#pragma once

#include <string>

#include "observe/recording.hpp"
#include "observe/report.hpp"

namespace rheobase {

// raster, rates and spectrum as .svg and .png in `directory`. Without gnuplot: one line on stderr.
void write_pictures(const Recording& recording, const RunReport& report, const std::string& directory);

}  // namespace rheobase
