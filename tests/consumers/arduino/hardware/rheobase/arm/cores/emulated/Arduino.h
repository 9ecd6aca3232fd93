// As much of Arduino's interface as the library's examples use.
#pragma once

#include <stddef.h>
#include <stdint.h>

void setup();
void loop();

class Console {
 public:
  void begin(unsigned long) {}
  void print(const char* text);
  void println(const char* text);
};
extern Console Serial;
