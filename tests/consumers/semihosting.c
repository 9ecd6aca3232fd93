/* What robot.c and startup.c want of an emulated Cortex-M: puts and the program's end. */
#include <stdint.h>

static uint32_t semihost(uint32_t operation, const void* argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

int puts(const char* text) {
  semihost(0x04, text);
  semihost(0x04, "\n");
  return 0;
}

void platform_exit(int code) {
  const uint32_t block[2] = {0x20026, (uint32_t)code};
  semihost(0x20, block);
  for (;;) {
  }
}
