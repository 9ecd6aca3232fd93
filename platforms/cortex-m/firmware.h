/* What the example firmwares for Cortex-M begin, print and measure with: an engine, semihosting and SysTick. */
#pragma once
#include <rheobase/rheobase.h>
#include <stdint.h>

extern const unsigned char code_begin[], code_end[]; /* sections.ld */

/* Semihosting: words to the debugger or the emulator. */
static inline uint32_t semihost(uint32_t operation, const void* argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
static inline void print(const char* text) { semihost(0x04, text); }

void platform_exit(int code) {
  const uint32_t block[2] = {0x20026, (uint32_t)code};
  semihost(0x20, block);
  for (;;) {
  }
}

static inline void print_number(const char* label, uint32_t value, const char* unit) {
  char digits[12], *p = digits + sizeof digits - 1;
  *p = '\0';
  do *--p = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  print(label);
  print(p);
  print(unit);
}

/* SysTick counts down, 24 bits, at the processor's clock: cycles on a board. An emulator has no model of cycles; QEMU
 * with -icount shift=0 lets a nanosecond pass for each instruction, so that one count of this board's 25 MHz is 40. */
static volatile uint32_t* const systick = (volatile uint32_t*)0xE000E010u;
enum { CONTROL, RELOAD, CURRENT };
static inline void start_clock(void) {
  systick[RELOAD] = 0xFFFFFF;
  systick[CURRENT] = 0;
  systick[CONTROL] = 5; /* on, processor clock, no interrupt */
}
static inline uint32_t since(uint32_t start) { return (start - systick[CURRENT]) & 0xFFFFFF; }

/* The engine of an image, in memory of its own; NULL, with the reason printed, where it cannot be had. */
static inline rheo_engine* begin_engine(const void* image, size_t image_bytes, void* memory, size_t memory_bytes,
                                        size_t* needed) {
  rheo_engine* engine = NULL;
  rheo_status status = rheo_engine_size(image, image_bytes, NULL, needed);
  if (status == RHEO_OK) status = rheo_init(memory, memory_bytes, image, image_bytes, NULL, &engine);
  if (status == RHEO_OK) return engine;
  print(rheo_status_text(status));
  print("\n");
  return NULL;
}

/* What calls cost, in counts of SysTick. */
typedef struct {
  uint32_t most;
  uint64_t sum;
} call_costs;
static inline void add_cost(call_costs* costs, uint32_t counts) {
  costs->sum += counts;
  if (counts > costs->most) costs->most = counts;
}
