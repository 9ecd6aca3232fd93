/* A classifier trained in snnTorch on a Cortex-M4: weights in flash, state in RAM, no heap, no libc. It is shown the
 * images of images.h, and prints the class of each and what one costs. */
#include <rheobase/rheobase.h>

#include "firmware.h"
#include "images.h"
#include "net.h"

static _Alignas(RHEO_ALIGNMENT) unsigned char memory[NET_RAM_BYTES];

/* The output neuron that fires most often, of several the first. */
static uint32_t classify(rheo_engine* engine, const unsigned char* first_spike) {
  uint32_t counts[CLASSES] = {0};
  rheo_reset(engine);
  for (uint32_t step = 0; step < STEPS + LATENCY_STEPS; ++step) {
    uint32_t fired[PIXELS], count = 0;
    for (uint32_t pixel = 0; pixel < PIXELS && step < STEPS; ++pixel) {
      if (first_spike[pixel] == step) fired[count++] = pixel;
    }
    if (rheo_set_spikes(engine, INPUT, count, fired) != RHEO_OK) return CLASSES;
    rheo_step(engine);
    if (step < LATENCY_STEPS) continue;
    for (uint32_t i = rheo_next_spike(engine, OUTPUT, 0); i != RHEO_NO_NEURON;
         i = rheo_next_spike(engine, OUTPUT, i + 1)) {
      ++counts[i];
    }
  }
  uint32_t best = 0;
  for (uint32_t i = 1; i < CLASSES; ++i) {
    if (counts[i] > counts[best]) best = i;
  }
  return best;
}

int main(void) {
  size_t needed;
  rheo_engine* const engine = begin_engine(net, net_bytes, memory, sizeof memory, &needed);
  if (engine == NULL) return 1;
  start_clock();
  call_costs costs = {0, 0};
  print("classes ");
  for (uint32_t image = 0; image < IMAGES; ++image) {
    const uint32_t start = systick[CURRENT];
    const uint32_t best = classify(engine, first_spikes[image]);
    add_cost(&costs, since(start));
    print((const char[]){(char)('0' + best), '\0'});
  }
  print_number("\nmean ", (uint32_t)(costs.sum / IMAGES), " SysTick counts\n");
  print_number("most ", costs.most, " SysTick counts\n");
  print_number("image ", (uint32_t)net_bytes, " bytes\n");
  print_number("state ", (uint32_t)needed, " bytes\n");
  return 0;
}
