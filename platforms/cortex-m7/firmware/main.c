/* The network of Izhikevich 2003 on a Cortex-M7: a thousand neurons and a million stored weights in flash, state in RAM,
 * one step each millisecond of a control loop. C, no heap, no libc. Prints what a port wants to know: hashes, the cost of a
 * step, sizes. On a board of your own: replace `print` and `platform_exit`, keep the rest. */
#include <rheobase/rheobase.h>

enum { STEPS = 1000, RAM_BYTES = 16 * 1024 };

extern const unsigned char net[]; /* rheobase compile models/paper.toml --c-array --symbol net -o net.c */
extern const size_t net_bytes;
extern const unsigned char code_begin[], code_end[];

static _Alignas(RHEO_ALIGNMENT) unsigned char memory[RAM_BYTES];

/* Semihosting: words to the debugger or the emulator. */
static uint32_t semihost(uint32_t operation, const void* argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
static void print(const char* text) { semihost(0x04, text); }

void platform_exit(int code) {
  const uint32_t block[2] = {0x20026, (uint32_t)code};
  semihost(0x20, block);
  for (;;) {
  }
}

static void print_number(const char* label, uint32_t value, const char* unit) {
  char digits[12], *p = digits + sizeof digits - 1;
  *p = '\0';
  do *--p = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  print(label);
  print(p);
  print(unit);
}

static void print_hash(const char* label, uint64_t hash) {
  char text[18];
  for (int i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(hash >> (60 - 4 * i)) & 15];
  text[16] = '\n';
  text[17] = '\0';
  print(label);
  print(text);
}

/* SysTick counts down, 24 bits, at the processor's clock: cycles on a board. An emulator has no model of cycles; QEMU
 * with -icount shift=0 lets a nanosecond pass for each instruction, so that one count of this board's 25 MHz is 40. */
static volatile uint32_t* const systick = (volatile uint32_t*)0xE000E010u;
enum { CONTROL, RELOAD, CURRENT };
static void start_clock(void) {
  systick[RELOAD] = 0xFFFFFF;
  systick[CURRENT] = 0;
  systick[CONTROL] = 5; /* on, processor clock, no interrupt */
}
static uint32_t since(uint32_t start) { return (start - systick[CURRENT]) & 0xFFFFFF; }

int main(void) {
  rheo_engine* engine;
  size_t needed;
  rheo_required_size(net, net_bytes, &needed);
  const rheo_status status = rheo_init(memory, sizeof memory, net, net_bytes, NULL, &engine);
  if (status != RHEO_OK) {
    print(rheo_status_text(status));
    print("\n");
    return 1;
  }
  start_clock();
  uint32_t most = 0;
  uint64_t sum = 0;
  for (int t = 0; t < STEPS; ++t) {
    const uint32_t start = systick[CURRENT];
    rheo_step(engine);
    const uint32_t counts = since(start);
    sum += counts;
    if (counts > most) most = counts;
  }
  rheo_counters counters;
  rheo_get_counters(engine, &counters);
  print_number("steps   ", STEPS, "\n");
  print_number("spikes  ", (uint32_t)counters.spikes, "\n");
  print_hash("state   ", rheo_state_hash(engine));
  print_hash("spikes  ", rheo_spike_hash(engine));
  print_number("step    ", (uint32_t)(sum / STEPS), " SysTick counts in the mean, ");
  print_number("", most, " at most\n");
  print_number("code    ", (uint32_t)(code_end - code_begin), " bytes\n");
  print_number("image   ", (uint32_t)net_bytes, " bytes, in flash\n");
  print_number("state   ", (uint32_t)needed, " bytes, in RAM\n");
  return 0;
}
