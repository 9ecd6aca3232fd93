/* A firmware that is nothing but a network of leaky integrate-and-fire neurons: inputs in, spikes out. `./dev size`
 * links it with the engine that has this one model; it is not run. The image is empty, so that the size is the
 * engine's. */
#include "rheobase/rheobase.h"

static const uint64_t image[8] __attribute__((aligned(64))) = {1};
static unsigned char memory[16384] __attribute__((aligned(64)));
static float current[8];
volatile uint32_t spikes;

int main(void) {
  rheo_engine* engine = 0;
  if (rheo_init(memory, sizeof memory, image, sizeof image, 0, &engine) != RHEO_OK) return 1;
  for (;;) {
    if (rheo_set_input(engine, 0, 0, 8, current) != RHEO_OK) return 1;
    rheo_step(engine);
    spikes = rheo_spike_count(engine, 0);
  }
}
