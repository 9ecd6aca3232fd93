// Runs a sketch's setup and one turn of its loop; what it prints goes to the emulator, a line at a time.
#include "Arduino.h"

extern "C" int puts(const char* text);

namespace {
char line[256];
size_t length = 0;
}  // namespace

Console Serial;

void Console::print(const char* text) {
  for (; *text != '\0' && length + 1 < sizeof line; ++text) line[length++] = *text;
}

void Console::println(const char* text) {
  print(text);
  line[length] = '\0';
  length = 0;
  puts(line);
}

int main() {
  setup();
  loop();
  return 0;
}
