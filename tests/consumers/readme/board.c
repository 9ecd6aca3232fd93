/* A board for the README's program: half a second in the dark, half a second of light, and an end. The motors must rest
 * in the dark and run in the light. */
#include "board.h"

#include <stdio.h>
#include <stdlib.h>

static int tick, in_dark, in_light;

static int lit(void) { return tick > 500; }

void report(const char* what) { (void)what; }
void wait_for_tick(void) {
  if (++tick <= 1000) return;
  printf("motor spikes: %d in the dark, %d in the light\n", in_dark, in_light);
  exit(in_dark == 0 && in_light > 20 ? 0 : 1);
}

void read_eye(float current[8]) {
  for (int i = 0; i < 8; ++i) current[i] = lit() ? 10.0f + (float)i : 0.0f;
}

void drive(uint64_t motor_spikes) {
  const int fired = (int)(motor_spikes & 1) + (int)(motor_spikes >> 1 & 1);
  if (lit()) {
    in_light += fired;
  } else {
    in_dark += fired;
  }
}
