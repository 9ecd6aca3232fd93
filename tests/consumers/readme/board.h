/* What the README's program calls of its board. */
#include <stdint.h>

void report(const char* what);
void wait_for_tick(void);
void read_eye(float current[8]);
void drive(uint64_t motor_spikes);
