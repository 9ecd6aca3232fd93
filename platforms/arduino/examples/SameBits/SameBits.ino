// The same bits as on your desktop: the board runs the network of net.c for a thousand steps and prints the two hashes that
//
//   rheobase run models/paper.toml --set n=65
//
// prints. A network of your own: rheobase compile net.toml --c-array --symbol net_image -o net.c, beside the sketch.
#include <rheobase.h>

extern "C" {
extern const unsigned char net_image[];
extern const size_t net_image_bytes;
}

RHEO_ALIGNED static unsigned char memory[4096];  // rheo_engine_size says how much
static rheo_engine* net;

static void print_hash(uint64_t hash) {
  char digits[17] = {};
  for (int i = 0; i < 16; ++i) digits[i] = "0123456789abcdef"[(hash >> (60 - 4 * i)) & 15];
  Serial.print(" ");
  Serial.print(digits);
}

void setup() {
  Serial.begin(115200);
  const rheo_status status = rheo_init(memory, sizeof memory, net_image, net_image_bytes, NULL, &net);
  if (status != RHEO_OK) Serial.println(rheo_status_text(status));
}

void loop() {
  if (net == NULL) return;
  rheo_reset(net);
  for (int t = 0; t < 1000; ++t) rheo_step(net);  // a robot: one step each millisecond, inputs before, spikes after
  Serial.print("spikes, state:");
  print_hash(rheo_spike_hash(net));
  print_hash(rheo_state_hash(net));
  Serial.println("");
}
