/* Runs the network that is compiled in for its second and prints what a desktop prints too. */
#include <inttypes.h>
#include <rheobase/rheobase.h>
#include <stdio.h>

extern const unsigned char net[];
extern const size_t net_bytes;
static _Alignas(RHEO_ALIGNMENT) unsigned char memory[65536];

int main(void) {
  rheo_engine* engine;
  const rheo_status status = rheo_init(memory, sizeof memory, net, net_bytes, NULL, &engine);
  if (status != RHEO_OK) {
    puts(rheo_status_text(status));
    return 1;
  }
  for (int t = 0; t < 1000; ++t) rheo_step(engine);
  printf("%s %016" PRIx64 " %016" PRIx64 "\n", rheo_engine_target(engine), rheo_spike_hash(engine),
         rheo_state_hash(engine));
  return 0;
}
