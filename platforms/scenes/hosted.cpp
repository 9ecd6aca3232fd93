// The scene runner on a system with files and threads: rheobase_scenes FOLDER [argument…].
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "platform.hpp"

namespace rheobase::scenes {
namespace {
std::string folder;
}

void print(const char* text) { std::fputs(text, stdout); }

const void* load_image(const char* name, std::size_t& bytes) {
  constexpr std::size_t alignment = 64;
  static std::vector<char> room;
  std::FILE* file = std::fopen((folder + "/" + name + ".rheo").c_str(), "rb");
  if (file == nullptr) return nullptr;
  std::fseek(file, 0, SEEK_END);
  bytes = static_cast<std::size_t>(std::ftell(file));
  std::rewind(file);
  room.resize(bytes + alignment);
  void* image = room.data();
  std::size_t left = room.size();
  std::align(alignment, bytes, image, left);
  const bool read = std::fread(image, 1, bytes, file) == bytes;
  std::fclose(file);
  return read ? image : nullptr;
}

void yield_core(void*) {
#ifndef RHEOBASE_SCENES_NO_THREADS
  std::this_thread::yield();
#endif
}

bool run_threads(unsigned threads, void (*work)(void* context, unsigned thread), void (*lead)(void* context),
                 void* context) {
#ifdef RHEOBASE_SCENES_NO_THREADS
  return static_cast<void>(threads), static_cast<void>(work), static_cast<void>(lead), static_cast<void>(context),
         false;
#else
  std::vector<std::thread> team;
  for (unsigned t = 1; t < threads; ++t) team.emplace_back(work, context, t);
  lead(context);
  for (std::thread& thread : team) thread.join();
  return true;
#endif
}

}  // namespace rheobase::scenes

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: rheobase_scenes FOLDER [--scene NAME] [--target NAME] [--trace | --dump TICK]\n", stderr);
    return 2;
  }
  rheobase::scenes::folder = argv[1];
  return rheobase::scenes::run(argc - 2, argv + 2);
}
