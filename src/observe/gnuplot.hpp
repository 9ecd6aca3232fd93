// Pictures by gnuplot: one script, drawn as SVG and as PNG.
#pragma once

#include <string>
#include <vector>

namespace rheobase {

// Whether gnuplot can be run. If not, prints once on stderr how to install it.
bool gnuplot_available();

// A data block "$name << EOD … EOD" of columns; a row is one line.
std::string data_block(const std::string& name, const std::vector<std::vector<double>>& columns);

// Text of the user's goes into `script` by gnuplot_text() (text_output.hpp) alone.
// Draws `script` (without terminal and output) to path_without_ending.svg and .png.
// Throws ModelError if gnuplot fails; never leaves part of a picture.
void draw(const std::string& script, const std::string& path_without_ending, int width, int height);

}  // namespace rheobase
