/* loop PAPER.rheo ROBOT.rheo: the paper's network for a second; then a robot's loop, what is decoded being sensed next.
 * The same program in three languages: loop.c, loop.py, loop.rs. check.sh compares what they print. */
#include <inttypes.h>
#include <rheobase/decode.h>
#include <rheobase/encode.h>
#include <rheobase/rheobase.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(rheo_status status) {
  if (status == RHEO_OK) return;
  fprintf(stderr, "%s\n", rheo_status_text(status));
  exit(1);
}

static void* aligned(size_t bytes) {
  char* room = malloc(bytes + RHEO_ALIGNMENT);
  if (room == NULL) exit(1);
  return room + (RHEO_ALIGNMENT - (uintptr_t)room % RHEO_ALIGNMENT) % RHEO_ALIGNMENT;
}

static rheo_engine* engine_of(const char* path) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) exit(1);
  fseek(file, 0, SEEK_END);
  size_t image_bytes = (size_t)ftell(file), bytes;
  rewind(file);
  void* image = aligned(image_bytes);
  if (fread(image, 1, image_bytes, file) != image_bytes) exit(1);
  fclose(file);
  check(rheo_engine_size(image, image_bytes, NULL, &bytes));
  rheo_engine* net;
  check(rheo_init(aligned(bytes), bytes, image, image_bytes, NULL, &net));
  return net;
}

static void print_run(const char* name, const rheo_engine* net, float value) {
  rheo_counters counters;
  rheo_get_counters(net, &counters);
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  printf("%s %" PRIu64 " %016" PRIx64 " %016" PRIx64 " %08" PRIx32 "\n", name, counters.spikes, rheo_spike_hash(net),
         rheo_state_hash(net), bits);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  rheo_engine* net = engine_of(argv[1]);
  for (int t = 0; t < 1000; ++t) rheo_step(net);
  print_run("paper", net, 0.0f);

  net = engine_of(argv[2]);
  rheo_encoder_options sense = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
  sense.value_high = 2.0f;
  rheo_decoder_options move = rheo_default_decoder_options(RHEO_DECODE_TRACE);
  move.population = "M";
  uint32_t motor, sum = 0;
  check(rheo_find_population(net, "M", &motor));
  size_t bytes;
  rheo_encoder* encoder;
  rheo_decoder* decoder;
  check(rheo_encoder_size(net, &sense, &bytes));
  check(rheo_encoder_init(aligned(bytes), bytes, net, &sense, &encoder));
  check(rheo_decoder_size(net, &move, &bytes));
  check(rheo_decoder_init(aligned(bytes), bytes, net, &move, &decoder));
  float value = 0.0f;
  for (int t = 0; t < 2000; ++t) {
    check(rheo_encode(encoder, value + (float)(t % 128) / 128.0f));
    rheo_step(net);
    rheo_decoded details;
    value = rheo_decode(decoder, &details);
    if (details.value != value) return 1;
    for (uint32_t i = rheo_next_spike(net, motor, 0); i != RHEO_NO_NEURON; i = rheo_next_spike(net, motor, i + 1)) {
      sum += i + 1;
    }
  }
  print_run("robot", net, value);
  printf("library %" PRIu32 ", spikes of the motor %" PRIu32 "\n", rheo_version(), sum);
  return 0;
}
