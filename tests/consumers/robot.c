/* A firmware as each build system beside builds it: runs the network that is linked in for 1000 steps and prints the
 * SIMD target and the hashes that `rheobase run` prints on a desktop. C99; puts is all it wants of a libc. */
#ifdef ROBOT_SINGLE_HEADER
#include "rheobase.h"
#else
#include <rheobase/rheobase.h>
#endif
#include <stdio.h>

extern const unsigned char net[]; /* rheobase compile MODEL --c-array --symbol net */
extern const size_t net_bytes;
RHEO_ALIGNED static unsigned char memory[65536];

static char* put(char* p, const char* text) {
  while (*text != '\0') *p++ = *text++;
  return p;
}

static char* put_hash(char* p, uint64_t hash) {
  for (int i = 60; i >= 0; i -= 4) *p++ = "0123456789abcdef"[(hash >> i) & 15];
  return p;
}

int main(void) {
  rheo_engine* engine;
  const rheo_status status = rheo_init(memory, sizeof memory, net, net_bytes, NULL, &engine);
  if (status != RHEO_OK) {
    puts(rheo_status_text(status));
    return 1;
  }
  for (int t = 0; t < 1000; ++t) rheo_step(engine);
  char line[80];
  char* p = put(line, rheo_engine_target(engine));
  p = put_hash(put(p, " "), rheo_spike_hash(engine));
  p = put_hash(put(p, " "), rheo_state_hash(engine));
  *p = '\0';
  puts(line);
  return 0;
}
