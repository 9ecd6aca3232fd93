// The scene runner on a Cortex-M: images linked in (images.S), words by semihosting, no threads, no heap.
#include "semihosting.hpp"

#include <cstring>

#include "platform.hpp"

using namespace rheobase::cortex_m;

extern "C" {
[[noreturn]] void platform_exit(int code) {
  constexpr std::uint32_t application_exit = 0x20026;
  const std::uint32_t block[] = {application_exit, static_cast<std::uint32_t>(code)};
  semihost(exit_extended, block);
  for (;;) {
  }
}

#define SCENE(name, image, steps, threads, closed_loop) \
  extern const unsigned char image_##image[], image_##image##_end[];
#include "scenes.inc"
#undef SCENE
}

namespace rheobase::scenes {

void print(const char* text) { semihost(write0, text); }

const void* load_image(const char* name, std::size_t& bytes) {
#define SCENE(scene, image, steps, threads, closed_loop)                   \
  if (std::strcmp(name, #image) == 0) {                                    \
    bytes = static_cast<std::size_t>(image_##image##_end - image_##image); \
    return image_##image;                                                  \
  }
#include "scenes.inc"
#undef SCENE
  return nullptr;
}

void yield_core(void*) {}

bool run_threads(unsigned, void (*)(void*, unsigned), void (*)(void*), void*) { return false; }

}  // namespace rheobase::scenes

namespace {

char command_line[256];
const char* arguments[16];

// Splits the command line at spaces; the first word is the program's name.
int split() {
  int count = 0;
  for (char* p = command_line; *p != '\0' && count < 16;) {
    while (*p == ' ') *p++ = '\0';
    if (*p == '\0') break;
    arguments[count++] = p;
    while (*p != ' ' && *p != '\0') ++p;
  }
  return count;
}

}  // namespace

int main() {
  struct {
    char* text;
    std::uint32_t bytes;
  } block = {command_line, sizeof command_line};
  const int count = semihost(get_command_line, &block) == 0 ? split() : 0;
  return rheobase::scenes::run(count > 0 ? count - 1 : 0, arguments + 1);
}
