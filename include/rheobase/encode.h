/* Sensors in: encoders turn a sensor's value into input currents. C99, in the caller's memory, part of librheobase.
 *
 *   rheo_encoder_options o = rheo_default_encoder_options(RHEO_ENCODE_POPULATION);
 *   o.population = "heading"; o.value_low = -90; o.value_high = 90;      // degrees
 *   static uint64_t memory[32];                                             // rheo_encoder_size says how much
 *   rheo_encoder_init(memory, sizeof memory, net, &o, &heading);
 *   for (;;) { rheo_encode(heading, sensor()); ... rheo_step(net); ... }
 *
 * An encoder owns neurons first … first+count-1 of one population described with `input = true` and sets their
 * currents by rheo_set_input before each step. A black box records them, or the value alone where the encoder is among
 * its signals (blackbox.h). Currents in the model's units, times in ms, rates in Hz: the step does not enter, as long
 * as the times are multiples of it (and shorter than 2^20 steps; latencies are rounded).
 *
 * What it sends is a function of the tick and of the value (kinds with a period: the value when the period began),
 * the same bits on every machine. Where the tick does not follow that of the last call (rheo_reset, rheo_restore,
 * steps without a call) the encoder restarts: it forgets the last value, takes the one it is given as that
 * of the period underway, and counts a restart; what it sends depends on nothing before. rheo_swap_image does not
 * restart it.
 *
 * An encoder is used by the thread that steps, between steps. No call allocates, locks or calls the system.
 * Formulas, figures and costs: docs/sensors-and-motors.md.
 */
#ifndef RHEOBASE_ENCODE_H_
#define RHEOBASE_ENCODE_H_

#include "rheobase/rheobase.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In each, x = (value - value_low) / (value_high - value_low), cut to 0 … 1, and low -> high is low + x (high - low).
 */
enum {
  RHEO_ENCODE_CURRENT = 1,    /* every neuron: current_low -> current_high */
  RHEO_ENCODE_POISSON = 2,    /* every neuron: pulses at random, independent, of rate rate_low_hz -> rate_high_hz */
  RHEO_ENCODE_POPULATION = 3, /* neuron k: current_low -> current_high by exp(-(value - m_k)^2 / (2 width^2)); the
                                 preferred values m_k evenly spaced from value_low to value_high, ends included */
  RHEO_ENCODE_LATENCY = 4     /* every neuron: in each period one pulse, latency_at_low_ms -> latency_at_high_ms after
                                 its beginning */
};

typedef struct rheo_encoder_options {
  const char* population;          /* its name; NULL: the first population */
  uint32_t kind;                   /* RHEO_ENCODE_…; has no default */
  uint32_t first, count;           /* neurons; count 0: to the population's end */
  float value_low, value_high;     /* range of the sensor, in its unit; low < high. Both 0: 0 … 1 */
  float current_low, current_high; /* POISSON, LATENCY: between pulses, and during one. +- RHEO_INPUT_LIMIT. Both 0:
                                      0 and 20 (CURRENT, POPULATION), 0 and 80 (POISSON, LATENCY) */
  float rate_low_hz, rate_high_hz; /* POISSON: 0 … 1000 / period_ms. Both 0: 0 … 100 Hz */
  float period_ms;                 /* POISSON: one draw for each neuron and period, 0: 1 ms; LATENCY: a presentation,
                                      0: 50 ms. Multiple of dt */
  float pulse_ms;                  /* POISSON, LATENCY: multiple of dt, within the period. 0: 1 ms */
  float width;                     /* POPULATION: sd of a receptive field, sensor's unit, 1e-6 … 1e6 of the range.
                                      0: the distance between two */
  uint32_t circular;               /* POPULATION: not 0: value_high is value_low again (angles); values wrap, and
                                      m_k leave out value_high */
  float latency_at_low_ms, latency_at_high_ms; /* LATENCY: latency + pulse within the period; rounded to steps. Both
                                                  0: 40 … 0 ms */
  float stuck_ms; /* a value that has not changed for so long is counted as stuck; multiple of dt. 0: never */
  uint64_t seed;  /* POISSON: draws are a function of (seed, population, neuron, period's number). 0: 1 */
} rheo_encoder_options;

/* The defaults of a kind, written out: what an encoder of options that are 0 but for `kind` has. Currents are enough
 * for a spike of a regular spiking cell at rest. An unknown kind gives a kind that rheo_encoder_init refuses. */
rheo_encoder_options rheo_default_encoder_options(uint32_t kind);

typedef struct rheo_encoder rheo_encoder;

/* Bytes of memory for an encoder: some 220, POISSON 1 bit a neuron more. Errors: as rheo_encoder_init. */
RHEO_NODISCARD rheo_status rheo_encoder_size(const rheo_engine* engine, const rheo_encoder_options* options,
                                             size_t* bytes_out);

/* Which of these options is wrong. */
rheo_error_detail rheo_encoder_error_detail(const rheo_engine* engine, const rheo_encoder_options* options);

/* Places an encoder at `memory` (8-byte aligned). Options are copied; the engine must outlive it. Sets no current.
 * RHEO_E_NAME: no such population. RHEO_E_RANGE: no such neurons. RHEO_E_NO_INPUT: the population was described without
 * `input = true`. RHEO_E_OPTION: an option outside the range named above, or not a number. RHEO_E_ENCODED: some
 * of the neurons have an encoder, in this memory or another. RHEO_E_OVERLAP: the memory lies in the engine's or in the
 * image. On error *encoder_out is NULL and memory untouched. */
RHEO_NODISCARD rheo_status rheo_encoder_init(void* memory, size_t memory_bytes, rheo_engine* engine,
                                             const rheo_encoder_options* options, rheo_encoder** encoder_out);

/* Before each rheo_step: sets the currents for this value. Outside value_low … value_high it is cut and counted
 * (infinities too; circular: wrapped instead). NaN is refused and counted, the last value stays (before the first one:
 * current_low for all) and RHEO_E_NOT_A_NUMBER is returned; so is a circular value too large to have a direction (more
 * than 2^20 turns). O(count); exponentials: count of POPULATION; random blocks: count / 4, of POISSON, once a period.
 * The status may be ignored: what is refused is counted. Called twice in one tick, the last value counts (kinds with a
 * period: the first). */
rheo_status rheo_encode(rheo_encoder* encoder, float value);

/* Gives the encoder's neurons back, so that another encoder may have them; they keep their currents. The encoder must
 * not be used again. (rheo_init at the engine's memory gives all of them back.) O(count / 64). */
void rheo_encoder_release(rheo_encoder* encoder);

typedef struct rheo_encoder_counters {
  uint64_t values;         /* calls of rheo_encode */
  uint64_t saturated_low;  /* values below value_low */
  uint64_t saturated_high; /* above value_high */
  uint64_t refused;        /* NaN, or without a direction */
  uint64_t stuck;          /* values that were the same for stuck_ms or longer, refused ones aside */
  uint64_t restarts;       /* see above */
} rheo_encoder_counters;
/* Since rheo_encoder_init. */
void rheo_encoder_get_counters(const rheo_encoder* encoder, rheo_encoder_counters* out);

#ifdef __cplusplus
}
#endif
#endif /* RHEOBASE_ENCODE_H_ */
