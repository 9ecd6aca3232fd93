/* The network of Izhikevich 2003 on a Cortex-M7: a thousand neurons and a million stored weights in flash, state in
 * RAM, one step each millisecond of a control loop. C, no heap, no libc. Prints what a port wants to know: hashes, the
 * cost of a step, sizes. On a board of your own: replace `print` and `platform_exit`, keep the rest. */
#include <rheobase/rheobase.h>

#include "../../cortex-m/firmware.h"

enum { STEPS = 1000, RAM_BYTES = 16 * 1024 };

extern const unsigned char net[]; /* rheobase compile models/paper.toml --c-array --symbol net -o net.c */
extern const size_t net_bytes;

static _Alignas(RHEO_ALIGNMENT) unsigned char memory[RAM_BYTES];

static void print_hash(const char* label, uint64_t hash) {
  char text[18];
  for (int i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(hash >> (60 - 4 * i)) & 15];
  text[16] = '\n';
  text[17] = '\0';
  print(label);
  print(text);
}

int main(void) {
  size_t needed;
  rheo_engine* const engine = begin_engine(net, net_bytes, memory, sizeof memory, &needed);
  if (engine == NULL) return 1;
  start_clock();
  call_costs costs = {0, 0};
  for (int t = 0; t < STEPS; ++t) {
    const uint32_t start = systick[CURRENT];
    rheo_step(engine);
    add_cost(&costs, since(start));
  }
  rheo_counters counters;
  rheo_get_counters(engine, &counters);
  print_number("steps   ", STEPS, "\n");
  print_number("spikes  ", (uint32_t)counters.spikes, "\n");
  print_hash("state   ", rheo_state_hash(engine));
  print_hash("spikes  ", rheo_spike_hash(engine));
  print_number("step    ", (uint32_t)(costs.sum / STEPS), " SysTick counts in the mean, ");
  print_number("", costs.most, " at most\n");
  print_number("code    ", (uint32_t)(code_end - code_begin), " bytes\n");
  print_number("image   ", (uint32_t)net_bytes, " bytes, in flash\n");
  print_number("state   ", (uint32_t)needed, " bytes, in RAM\n");
  return 0;
}
