#include "observe/gnuplot.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "compile/atomic_file.hpp"
#include "compile/message.hpp"

namespace rheobase {

bool gnuplot_available() {
  static const bool available = std::system("gnuplot --version >/dev/null 2>&1") == 0;
  static bool said = false;
  if (!available && !said) {
    fmt::print(stderr, "rheobase: no pictures: gnuplot is not installed (Debian: apt-get install gnuplot-nox)\n");
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

std::string plain(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '_' || c == '^' || c == '{' || c == '}' || c == '@' || c == '&') out += "\\\\";
    if (c == '"') out += '\\';
    out += c;
  }
  return out;
}

void draw(const std::string& script, const std::string& path, int width, int height) {
  // gnuplot writes the pictures itself, so they are drawn under other names and renamed once whole.
  const std::string script_path = path + ".gnuplot", svg = path + ".svg.part", png = path + ".png.part";
  const auto remove_all = [&] {
    for (const std::string& p : {script_path, svg, png}) std::remove(p.c_str());
  };
  AtomicFile file(script_path);
  // Twice the size for PNG: it is looked at on dense screens and in slides.
  file.write(fmt::format("set encoding utf8\nset terminal svg size {0},{1} dynamic font 'DejaVu Sans,13' background rgb 'white'\n"
                         "set output '{2}'\n{4}\n"
                         "set terminal pngcairo size {5},{6} font 'DejaVu Sans,13' fontscale 1.75 linewidth 2 pointscale 2\n"
                         "set output '{3}'\nreplot\nunset output\n",
                         width, height, svg, png, script, 2 * width, 2 * height));
  file.keep();
  const bool drawn = std::system(("gnuplot '" + script_path + "' 2>/dev/null").c_str()) == 0;
  std::error_code error;
  const bool whole = drawn && std::filesystem::file_size(svg, error) > 0 && !error &&
                     std::filesystem::file_size(png, error) > 0 && !error;
  if (!whole) {
    remove_all();
    fail(path, "gnuplot could not draw the picture");
  }
  std::remove(script_path.c_str());
  for (const char* ending : {".svg", ".png"}) std::rename((path + ending + ".part").c_str(), (path + ending).c_str());
}

}  // namespace rheobase
