/* A robot with a black box, as firmware: two sensors, a motor, and every record goes out by a serial line from which
 * nothing comes back. C99. */
#include <stdio.h>

#include "rheobase.h"

enum { STEPS = 3000 };

extern const unsigned char net_image[]; /* rheobase compile tests/data/robot.toml --c-array --symbol net_image */
extern const size_t net_image_bytes;

RHEO_ALIGNED static unsigned char engine_memory[32768], box_memory[65536];
static uint64_t coding_memory[3][64];
static rheo_engine* net;
static rheo_encoder *light, *touch;
static rheo_decoder* wheel;
static rheo_blackbox* box;

/* The board's serial line (CMSDK APB UART). */
static volatile uint32_t* const uart = (volatile uint32_t*)0x40005000u;
enum { DATA, STATE, CONTROL, INTERRUPT, DIVIDER };

static void send(const void* bytes, uint32_t count) {
  const unsigned char* from = bytes;
  for (; count > 0; --count) {
    while (uart[STATE] & 1u) {
    }
    uart[DATA] = *from++;
  }
}

/* The task beside the control loop: all that is recorded goes out. */
static void send_records(void) {
  for (const rheo_log_record* r; (r = rheo_blackbox_peek(box)) != NULL; rheo_blackbox_release(box)) send(r, r->bytes);
}

/* A lamp that goes by, and something that touches the robot now and then. */
static float light_at(int t) {
  const int phase = t % 800;
  return (float)(phase < 400 ? phase : 800 - phase) * 0.0025f;
}
static float touch_at(int t) {
  static uint32_t random = 1;
  static float held;
  if (t % 40 == 0) {
    random = random * 1664525u + 1013904223u;
    held = (random >> 24) < 90 ? (float)(random >> 8 & 0xFFFF) / 65536.0f : 0.0f;
  }
  return held;
}

static rheo_status begin(void) {
  rheo_status status = rheo_init(engine_memory, sizeof engine_memory, net_image, net_image_bytes, NULL, &net);
  if (status != RHEO_OK) return status;

  rheo_encoder_options eye = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
  eye.count = 60;
  eye.current_high = 12;
  status = rheo_encoder_init(coding_memory[0], sizeof coding_memory[0], net, &eye, &light);
  if (status != RHEO_OK) return status;
  rheo_encoder_options skin = rheo_default_encoder_options(RHEO_ENCODE_POISSON);
  skin.first = 60;
  skin.count = 40;
  status = rheo_encoder_init(coding_memory[1], sizeof coding_memory[1], net, &skin, &touch);
  if (status != RHEO_OK) return status;
  rheo_decoder_options speed = rheo_default_decoder_options(RHEO_DECODE_TRACE);
  speed.population = "M";
  status = rheo_decoder_init(coding_memory[2], sizeof coding_memory[2], net, &speed, &wheel);
  if (status != RHEO_OK) return status;

  static rheo_blackbox_signal signals[3];
  signals[0].name = "light";
  signals[0].encoder = light;
  signals[1].name = "touch";
  signals[1].encoder = touch;
  signals[2].name = "wheel";
  signals[2].decoder = wheel;
  rheo_blackbox_options options = rheo_default_blackbox_options();
  options.snapshot_ticks = 250;
  options.signals = signals;
  options.signal_count = 3;
  return rheo_blackbox_init(box_memory, sizeof box_memory, net, &options, &box);
}

int main(void) {
  uart[DIVIDER] = 16;
  uart[CONTROL] = 1;
  const rheo_status status = begin();
  if (status != RHEO_OK) {
    puts(rheo_status_text(status));
    return 1;
  }
  for (int t = 0; t < STEPS; ++t) {
#ifdef FLIPPED_BIT_AT /* what a cosmic ray may do: a bit of v, neuron 17 of M */
    if (t == FLIPPED_BIT_AT) ((uint32_t*)rheo_v(net, 1))[17] ^= 1u << 10;
#endif
    rheo_encode(light, light_at(t));
    rheo_encode(touch, touch_at(t));
    rheo_blackbox_record(box);
    rheo_step(net);
    rheo_decode(wheel, NULL);
    send_records();
  }
  rheo_blackbox_record(box);
  rheo_blackbox_record_hash(box);
  send_records();
  rheo_blackbox_stats stats;
  rheo_blackbox_get_stats(box, &stats);
  puts(stats.lost == 0 ? "sent" : "records were lost");
  return 0;
}
