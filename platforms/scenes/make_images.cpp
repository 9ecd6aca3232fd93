// rheobase_scene_images FOLDER: what the scene runner runs, made by the host half: NAME.rheo of every golden scene,
// scenes.inc (the list, compiled into the runner) and images.S (all images, to link where there are no files).
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "golden.hpp"
#include "rheobase/compiler.hpp"

namespace {

struct Entry {
  std::string name, golden;
  std::uint64_t steps;
  unsigned threads;
  bool closed_loop;
};

std::vector<Entry> read_list(const std::vector<rheobase::test::Scene>& scenes) {
  std::vector<Entry> out;
  std::ifstream file(std::string(RHEOBASE_SOURCE_DIR) + "/platforms/scenes/scenes.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    Entry entry{};
    std::istringstream(line) >> entry.name >> entry.golden >> entry.threads;
    for (const auto& scene : scenes) {
      if (scene.name != entry.golden) continue;
      entry.steps = scene.steps;
      entry.closed_loop = scene.closed_loop;
    }
    if (entry.steps == 0) throw rheobase::ModelError("scenes.txt: no golden scene '" + entry.golden + "'");
    out.push_back(entry);
  }
  for (const auto& scene : scenes) {
    bool listed = false;
    for (const Entry& entry : out) listed = listed || (entry.golden == scene.name && entry.threads == 1);
    if (!listed) out.push_back({scene.name, scene.name, scene.steps, 1, scene.closed_loop});
  }
  return out;
}

void make(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const auto scenes = rheobase::test::scenes();
  std::string list, assembly = "/* Every image of the scenes, where the linker puts read-only data. */\n";
  for (const auto& scene : scenes) {
    const std::string path = (folder / (scene.name + ".rheo")).string();
    rheobase::write_image(rheobase::compile(scene.network), path);
    assembly += "  .section .rodata.image_" + scene.name + ", \"a\"\n  .balign 64\n  .global image_" + scene.name +
                "\nimage_" + scene.name + ":\n  .incbin \"" + scene.name + ".rheo\"\n  .global image_" + scene.name +
                "_end\nimage_" + scene.name + "_end:\n";
  }
  for (const Entry& e : read_list(scenes)) {
    list += "SCENE(" + e.name + ", " + e.golden + ", " + std::to_string(e.steps) + ", " + std::to_string(e.threads) +
            ", " + (e.closed_loop ? "true" : "false") + ")\n";
  }
  std::ofstream(folder / "scenes.inc") << list;
  std::ofstream(folder / "images.S") << assembly;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw rheobase::ModelError("usage: rheobase_scene_images FOLDER");
    make(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
