#include "observe/gnuplot.hpp"

#include <fmt/format.h>

#include "files/atomic_file.hpp"
#include "observe/child_process.hpp"
#include "observe/streams.hpp"
#include "text/message.hpp"

namespace rheobase {

bool gnuplot_available() {
  static const bool available = output_of({"gnuplot", "--version"}, "").has_value();
  static bool said = false;
  if (!available && !said) {
    print_error("rheobase: no pictures: gnuplot is not installed (Debian: apt-get install gnuplot-nox)");
    said = true;
  }
  return available;
}

std::string data_block(const std::string& name, const std::vector<std::vector<double>>& columns) {
  std::string out = "$" + name + " << EOD\n";
  for (std::size_t row = 0; !columns.empty() && row < columns.front().size(); ++row) {
    for (const auto& column : columns) out += fmt::format("{:.7g} ", column[row]);
    out += '\n';
  }
  return out + "EOD\n";
}

namespace {

// Script by standard input and picture by a pipe: no path reaches gnuplot, whose language would interpret it, and
// AtomicFile writes every byte, where gnuplot would not notice a full disk. Nobody's start-up files are read.
void draw_file(const std::string& script, const std::string& path) {
  const std::optional<std::string> picture = output_of({"gnuplot", "--default-settings"}, script);
  if (!picture || picture->empty()) fail(path, "gnuplot could not draw the picture");
  AtomicFile file(path);
  file.write(*picture);
  file.keep();
}

}  // namespace

void draw(const std::string& script, const std::string& path, int width, int height) {
  const std::string svg = fmt::format(
      "set encoding utf8\nset terminal svg size {},{} dynamic font 'DejaVu Sans,13' background rgb 'white'\n", width,
      height);
  // Twice the size for PNG: it is looked at on dense screens and in slides.
  const std::string png = fmt::format(
      "set encoding utf8\nset terminal pngcairo size {},{} font 'DejaVu Sans,13' fontscale 1.75 linewidth 2 pointscale "
      "2\n",
      2 * width, 2 * height);
  draw_file(svg + script + "\n", path + ".svg");
  draw_file(png + script + "\n", path + ".png");
}

}  // namespace rheobase
