// Pictures: whole or not at all. How they look is for eyes.
#include <doctest/doctest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "limited_files.hpp"
#include "observe/gnuplot.hpp"
#include "observe/plots.hpp"
#include "rheobase/model.hpp"

using namespace rheobase;
namespace fs = std::filesystem;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_SUITE_BEGIN("pictures");

TEST_CASE("pictures go where they are told, whatever the name, whole or not at all") {
  if (!gnuplot_available()) return;
  Recording r;
  r.ticks = 700;
  r.groups = {{"E", "excitatory", 0, 8}, {"I", "inhibitory", 8, 2}};
  for (std::uint32_t k = 0; k < 700; k += 3) {
    r.spike_tick.push_back(k);
    r.spike_neuron.push_back(k % 10);
  }
  RunReport report;
  report.model = "it's_a^model";
  const fs::path scratch = fs::temp_directory_path() / "rheobase_pictures";
  fs::remove_all(scratch);
  const std::string directory = (scratch / "it's \"here\"").string();
  fs::create_directories(directory);
  write_pictures(r, report, directory);
  for (const char* name : {"raster", "rates", "spectrum"}) {
    const std::string svg = bytes_of(directory + "/" + name + ".svg"), png = bytes_of(directory + "/" + name + ".png");
    CHECK(svg.find("<svg") != std::string::npos);
    CHECK(svg.rfind("</svg>") + 10 > svg.size());
    CHECK(png.compare(0, 8, "\x89PNG\r\n\x1a\n") == 0);
    REQUIRE(png.size() > 8);
    CHECK(png.substr(png.size() - 8, 4) == "IEND");
  }
  const std::string path = (scratch / "raster.svg").string();
#ifndef _WIN32
  {
    const test::LimitedFiles limited(fs::file_size(directory + "/raster.svg") - 1);
    CHECK_THROWS_WITH_AS(write_pictures(r, report, scratch.string()), (path + ": File too large").c_str(), ModelError);
  }
#endif
  for (const auto& entry : fs::directory_iterator(scratch)) CHECK(entry.path() == directory);
  fs::remove_all(scratch);
}

TEST_SUITE_END();
