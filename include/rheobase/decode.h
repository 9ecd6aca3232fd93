/* Motors out: decoders turn a population's spikes into a value. C99, in the caller's memory, part of librheobase.
 *
 *   rheo_decoder_options o = rheo_default_decoder_options(RHEO_DECODE_TRACE);
 *   o.population = "left"; o.rate_high_hz = 80; o.out_low = -1; o.out_high = 1;      // 0 … 80 Hz: full back … full
 * ahead static uint64_t memory[32];                                             // rheo_decoder_size says how much
 *   rheo_decoder_init(memory, sizeof memory, net, &o, &left);
 *   for (;;) { ... rheo_step(net); motor(rheo_decode(left, NULL)); }
 *
 * A decoder reads the spikes of neurons first … first+count-1, those alone, once after each step. Times in ms (a window
 * a multiple of dt, shorter than 2^20 steps), rates in Hz per neuron; the value is a finite float in out_low …
 * out_high, the same bits on every machine.
 *
 * Where the tick does not follow that of the last call (rheo_reset, rheo_restore, steps without a call) the decoder
 * restarts, as after init, with the spikes of the last step, and counts a restart. rheo_swap_image does not
 * restart it.
 *
 * A decoder is used by the thread that steps, between steps. No call allocates, locks or calls the system.
 * Formulas, figures and costs: docs/sensors-and-motors.md.
 */
#ifndef RHEOBASE_DECODE_H_
#define RHEOBASE_DECODE_H_

#include "rheobase/rheobase.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  RHEO_DECODE_RATE = 1,       /* rate: spikes within the last window_ms, those before the beginning being none */
  RHEO_DECODE_TRACE = 2,      /* rate: each spike counts at once and decays with tau_ms */
  RHEO_DECODE_VECTOR = 3,     /* mean of the preferred values of the neurons that fired, weighted by their spikes within
                                 window_ms, or, where tau_ms is not 0, by their traces */
  RHEO_DECODE_FIRST_SPIKE = 4 /* preferred value of the neuron that fired first since rheo_decoder_start, and when */
};

typedef struct rheo_decoder_options {
  const char* population; /* its name; NULL: the first population */
  uint32_t kind;          /* RHEO_DECODE_…; has no default */
  uint32_t first, count;  /* neurons; count 0: to the population's end */
  float window_ms; /* RATE: 0: 50 ms; VECTOR: 0: none, traces count; a multiple of dt, its steps times `count` below
                      2^32. FIRST_SPIKE: later spikes do not count; 0: all do */
  float tau_ms;    /* TRACE, and VECTOR without a window: dt … 10^5 dt; 0: 20 ms. VECTOR with a window: 0 */
  float rate_low_hz, rate_high_hz; /* RATE, TRACE: rates that give out_low and out_high; low < high. Both 0: 0 … 100 */
  float out_low, out_high;         /* the value's range, in the motor's unit; RATE, TRACE: either may be the larger.
                                      Both 0: 0 … 1 */
  uint32_t circular;               /* VECTOR, FIRST_SPIKE: not 0: out_high is out_low again (angles) */
  const float* preferred; /* VECTOR, FIRST_SPIKE: `count` values within out_low … out_high, not copied; NULL: evenly
                             spaced from out_low to out_high, ends included (circular: out_high left out) */
} rheo_decoder_options;

/* The defaults of a kind, written out: what a decoder of options that are 0 but for `kind` has. An unknown kind gives a
 * kind that rheo_decoder_init refuses. */
rheo_decoder_options rheo_default_decoder_options(uint32_t kind);

typedef struct rheo_decoder rheo_decoder;

/* Bytes of memory for a decoder: some 240, with a window 4 bytes a tick (RATE) or 12 (VECTOR) more. Errors: as
 * rheo_decoder_init. */
RHEO_NODISCARD rheo_status rheo_decoder_size(const rheo_engine* engine, const rheo_decoder_options* options,
                                             size_t* bytes_out);

/* Which of these options is wrong. */
rheo_error_detail rheo_decoder_error_detail(const rheo_engine* engine, const rheo_decoder_options* options);

/* Places a decoder at `memory` (8-byte aligned). Options are copied; the engine must outlive it.
 * RHEO_E_NAME: no such population. RHEO_E_RANGE: no such neurons. RHEO_E_OPTION: an option outside the range named
 * above, or not a number. RHEO_E_OVERLAP: the memory lies in the engine's or in the image. On error *decoder_out is
 * NULL and memory untouched. O(window ticks). */
RHEO_NODISCARD rheo_status rheo_decoder_init(void* memory, size_t memory_bytes, const rheo_engine* engine,
                                             const rheo_decoder_options* options, rheo_decoder** decoder_out);

typedef struct rheo_decoded {
  float value;      /* RATE, TRACE: out_low -> out_high, cut and counted outside. VECTOR, FIRST_SPIKE: where no spike
                       speaks, the last value; before the first, out_low */
  float rate_hz;    /* mean rate per neuron; FIRST_SPIKE: 0 */
  uint32_t active;  /* 1: spikes speak for the value; 0: there are none */
  float x, y;       /* VECTOR, circular: the mean of the unit vectors, out_low being (1, 0), counter-clockwise */
  float magnitude;  /* VECTOR, circular: its length, 0 … 1: how much the neurons agree. Else 0 */
  uint32_t neuron;  /* FIRST_SPIKE: the winner, counted from `first`, or RHEO_NO_NEURON. In one tick: the lowest, or
                       with `spike_times = true` the earliest */
  float latency_ms; /* FIRST_SPIKE: from the start to the end of the winner's step, less its spike age where
                       the population has `spike_times = true`; 0 without a winner */
} rheo_decoded;

/* After each rheo_step: takes its spikes in and returns the value; `details` may be NULL. Called again in the same
 * tick it answers the same. O(count / 64 + spikes); for VECTOR, a sine and a cosine per spike if circular. */
float rheo_decode(rheo_decoder* decoder, rheo_decoded* details);

/* FIRST_SPIKE: a new race from now on. Other kinds: forgets the spikes so far. O(window ticks). */
void rheo_decoder_start(rheo_decoder* decoder);

typedef struct rheo_decoder_counters {
  uint64_t ticks;          /* steps taken in */
  uint64_t spikes;         /* of its neurons */
  uint64_t saturated_low;  /* ticks whose rate was below rate_low_hz */
  uint64_t saturated_high; /* above rate_high_hz */
  uint64_t silent;         /* ticks in which no spike spoke for the value */
  uint64_t restarts;       /* see above */
} rheo_decoder_counters;
/* Since rheo_decoder_init. */
void rheo_decoder_get_counters(const rheo_decoder* decoder, rheo_decoder_counters* out);

#ifdef __cplusplus
}
#endif
#endif /* RHEOBASE_DECODE_H_ */
