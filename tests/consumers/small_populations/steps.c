/* Prints the instructions of a step on an emulated Cortex-M4 (mps2-an386, -icount shift=0): an instruction takes a
 * nanosecond there, and 40 of them are one tick of the board's 25 MHz timer. So many steps, so many ticks. */
#include <stdio.h>

#include "rheobase.h"

enum { steps = 40 };
extern const unsigned char net[]; /* rheobase compile MODEL --c-array --symbol net */
extern const size_t net_bytes;
RHEO_ALIGNED static unsigned char memory[65536];
static volatile uint32_t* const timer = (volatile uint32_t*)0x40000000u; /* control, value, reload */

int main(void) {
  rheo_engine* engine;
  if (rheo_init(memory, sizeof memory, net, net_bytes, NULL, &engine) != RHEO_OK) {
    puts("rheo_init failed");
    return 1;
  }
  for (int t = 0; t < 8; ++t) rheo_step(engine);
  timer[1] = timer[2] = 0xFFFFFFFFu;
  timer[0] = 1;
  const uint32_t before = timer[1];
  for (int t = 0; t < steps; ++t) rheo_step(engine);
  uint32_t ticks = before - timer[1];
  char text[12], *p = text + sizeof text;
  *--p = '\0';
  do {
    *--p = (char)('0' + ticks % 10);
  } while ((ticks /= 10) != 0);
  puts(p);
  return 0;
}
