/* The Rheobase engine: C99, no allocation, no globals, no libc beyond memcpy/memset.
 *
 *   RHEO_ALIGNED static unsigned char memory[ENOUGH];       // yours, and the engine's only memory
 *   rheo_engine* net;
 *   if (rheo_init(memory, sizeof memory, image, image_bytes, NULL, &net) != RHEO_OK) return 1;
 *   for (;;) {
 *     rheo_step(net);
 *     for (uint32_t i = rheo_next_spike(net, 0, 0); i != RHEO_NO_NEURON; i = rheo_next_spike(net, 0, i + 1)) fired(i);
 *   }
 *
 * rheo_engine_size tells from the image alone how much memory is ENOUGH; so does `rheobase inspect`.
 *
 * The image (from `rheobase compile` or the host library) must stay readable and unchanged, at the
 * same address, for as long as the engine is used; nothing is copied out of it. There is no
 * destroy: stop using the memory. One engine must not be used from two threads at once, but for
 * rheo_work; different engines are independent. The FPU must be in its default mode: round to nearest, and no
 * flush-to-zero where the application changes it (docs/determinism.md).
 *
 * Rules for every function of this header, encode.h, decode.h and blackbox.h:
 * - It returns a rheo_status, or it cannot fail.
 * - NULL, where an argument may not be NULL: a function with a status returns RHEO_E_NULL and changes nothing, but
 *   that outputs become 0 or NULL. A function without a status does nothing and answers 0 or NULL. The same answer is
 *   given for a number out of range (with a status: RHEO_E_RANGE). Arguments that may be NULL say so.
 * - `rheo_…_size` tells how many bytes `rheo_…_init` (or what is named there) needs.
 * - Every options struct has a function `rheo_default_…_options`, and 0 or NULL in a field means its default.
 * - `rheo_…_error_detail` names the option or the part of an image that was refused.
 * - Memory and buffers that are written to must overlap neither the image nor memory given to Rheobase before:
 *   RHEO_E_OVERLAP where that is seen.
 *
 * Order of one step, part of the contract:
 *   1 deliver    input current = spikes whose delay ends now + injected current + noise
 *   2 integrate  v and u advance by dt
 *   3 fire       v >= threshold sets the neuron's bit; v <- c, u <- u + d
 *   4 observe    rheo_spikes shows this step's bits
 */
#ifndef RHEOBASE_RHEOBASE_H_
#define RHEOBASE_RHEOBASE_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RHEO_VERSION_MAJOR 0
#define RHEO_VERSION_MINOR 2
#define RHEO_VERSION_PATCH 0
#define RHEO_VERSION (RHEO_VERSION_MAJOR * 10000u + RHEO_VERSION_MINOR * 100u + RHEO_VERSION_PATCH)

#define RHEO_ALIGNMENT 64u          /* of the image and of the engine's memory, bytes */
#define RHEO_IMAGE_VERSION 2u       /* the image format this library reads */
#define RHEO_INPUT_LIMIT 1000000.0f /* injected currents are cut to +- this */
#define RHEO_THREADS_LIMIT 64u      /* most threads that may share an engine */
#define RHEO_NO_NEURON 0xFFFFFFFFu  /* where a neuron's number is answered: there is none */

/* First word of a declaration, aligns what it declares so, in C99, C11 and C++. */
#if defined(__cplusplus)
#define RHEO_ALIGNED alignas(64)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define RHEO_ALIGNED _Alignas(64)
#elif defined(_MSC_VER)
#define RHEO_ALIGNED __declspec(align(64))
#else
#define RHEO_ALIGNED __attribute__((aligned(64)))
#endif

/* Before a function whose status must not be overlooked. */
#if (defined(__cplusplus) && __cplusplus >= 201703L) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 202311L)
#define RHEO_NODISCARD [[nodiscard]]
#elif defined(__GNUC__)
#define RHEO_NODISCARD __attribute__((warn_unused_result))
#else
#define RHEO_NODISCARD
#endif

typedef int32_t rheo_status;
enum {
  RHEO_OK = 0,
  RHEO_E_NULL = 1,              /* a pointer is null */
  RHEO_E_IMAGE_TRUNCATED = 2,   /* fewer bytes than the image says it has */
  RHEO_E_IMAGE_MAGIC = 3,       /* not a Rheobase image */
  RHEO_E_IMAGE_VERSION = 4,     /* of another format version */
  RHEO_E_IMAGE_CHECKSUM = 5,    /* a byte has changed */
  RHEO_E_IMAGE_MALFORMED = 6,   /* checksum right, contents impossible */
  RHEO_E_IMAGE_MISALIGNED = 7,  /* not on a 64-byte boundary */
  RHEO_E_MEMORY_TOO_SMALL = 8,  /* fewer bytes than the size asked for */
  RHEO_E_MEMORY_MISALIGNED = 9, /* not on the boundary it needs */
  RHEO_E_UNSUPPORTED = 10,      /* the image needs a part this build leaves out */
  RHEO_E_TARGET = 11,           /* no such SIMD target on this machine */
  RHEO_E_RANGE = 12,            /* a number or count outside the network, or a value outside its range */
  RHEO_E_NO_INPUT = 13,     /* the population was described without `input = true`; for spikes: as no external one */
  RHEO_E_NOT_A_NUMBER = 14, /* an injected current or a sensor's value is NaN: refused and counted */
  RHEO_E_OPTION = 15,       /* an option outside its range: rheo_encoder_error_detail and the like name it */
  RHEO_E_ROUNDING = 16,     /* this thread's float arithmetic does not round to nearest */
  RHEO_E_THREADS = 17,      /* options.threads above RHEO_THREADS_LIMIT, or no such thread of this engine */
  RHEO_E_OVERLAP = 18,      /* memory or a buffer overlaps the image or memory that is in use */
  RHEO_E_ENCODED = 19,      /* encode.h: another encoder sets the currents of these neurons */
  RHEO_E_BUFFER_TOO_SMALL = 20,   /* fewer bytes than the answer has */
  RHEO_E_SNAPSHOT_TRUNCATED = 21, /* fewer bytes than the snapshot says it has */
  RHEO_E_SNAPSHOT_MAGIC = 22,     /* not a snapshot */
  RHEO_E_SNAPSHOT_VERSION = 23,   /* made by another version of the format */
  RHEO_E_SNAPSHOT_CHECKSUM = 24,  /* a byte has changed */
  RHEO_E_SNAPSHOT_MALFORMED = 25, /* checksum right, contents no state of this network */
  RHEO_E_SNAPSHOT_IMAGE = 26,     /* taken with another image */
  RHEO_E_LAYOUT = 27,             /* an image of another layout cannot take this one's place */
  RHEO_E_LOG_TRUNCATED = 28,      /* blackbox.h: a record cut short */
  RHEO_E_LOG_CHECKSUM = 29,       /* a byte of it has changed */
  RHEO_E_LOG_MALFORMED = 30,      /* no record */
  RHEO_E_LOG_VERSION = 31,        /* a record of another version of the format */
  RHEO_E_NAME = 32,               /* nothing has this name */
  RHEO_E_NO_GAIN = 33,            /* the projection was described without `max_gain` */
  RHEO_E_NO_LEARNING = 34         /* the projection was described without `plasticity`, or its rule has no modulator */
};

/* A constant string, never NULL; one line without a newline. */
const char* rheo_status_text(rheo_status status);

/* RHEO_VERSION of the library that is linked; that of the headers may be another. */
uint32_t rheo_version(void);

/* What exactly was refused. */
typedef struct rheo_error_detail {
  rheo_status status; /* RHEO_OK: nothing was, and the rest is 0 and NULL */
  uint32_t index;     /* which of several: the number of a population, channel, projection record or signal */
  const char* what;   /* a constant string: an option, a colon and its range, or the part of an image (population,
                         channel, projection, tables). NULL where the status says it all */
} rheo_error_detail;

typedef struct rheo_engine rheo_engine;

typedef struct rheo_options {
  const char* target;     /* SIMD target by name (rheo_target_name); NULL: the best here */
  uint64_t noise_seed;    /* used if use_noise_seed is not 0 */
  int32_t use_noise_seed; /* 0: the image's seed */
  uint32_t threads;       /* that share each step, 1 … RHEO_THREADS_LIMIT; 0: 1, rheo_step does it all */
  /* Called over and over by a thread that has waited for some microseconds for another one, and by rheo_work between
   * two pieces; NULL: it spins. A place for sched_yield where there are more threads than cores. */
  void (*relax)(void* relax_context);
  void* relax_context;
} rheo_options;

/* All 0 and NULL, which is the default of each field. */
rheo_options rheo_default_options(void);

/* Checks header, checksum and every index in the image; touches each byte once. O(image_bytes). */
RHEO_NODISCARD rheo_status rheo_image_check(const void* image, size_t image_bytes);
/* The same, and which part of the image is wrong. */
rheo_error_detail rheo_image_error_detail(const void* image, size_t image_bytes);

/* Bytes of memory that rheo_init needs for this image and these options. `options` may be NULL. Of the options
 * `threads` alone counts: with several, each thread needs 64 bytes, and each piece of a step beyond the first (1 to 4 a
 * thread) 4 bytes for each row of each sparse projection. Checks as rheo_image_check does. RHEO_E_THREADS: too many;
 * where the processor has no atomic increment (Cortex-M0) 1 is the most. On error *bytes_out is 0. O(image_bytes). */
RHEO_NODISCARD rheo_status rheo_engine_size(const void* image, size_t image_bytes, const rheo_options* options,
                                            size_t* bytes_out);

/* Places an engine at `memory` (64-byte aligned, memory_bytes long, not overlapping the image: RHEO_E_OVERLAP), at
 * tick 0. `options` may be NULL. On error *engine_out is NULL and memory is untouched. */
RHEO_NODISCARD rheo_status rheo_init(void* memory, size_t memory_bytes, const void* image, size_t image_bytes,
                                     const rheo_options* options, rheo_engine** engine_out);

/* Back to tick 0: the state rheo_init left. O(memory). */
void rheo_reset(rheo_engine* engine);

/* Advances the network by one dt. Never fails, allocates, locks or calls the system. Cost: bounded
 * by the all-fire step (`rheobase inspect`). A stimulus that does not repeat is 0 after its last value; one that is an
 * expression has values up to the duration the image was compiled for (docs/model-files.md). */
void rheo_step(rheo_engine* engine);

/* Several threads, one network. With options.threads = k > 1 a step is cut into pieces, and threads of yours, numbered
 * 1 … k-1, may help the one that calls rheo_step (and everything else, between steps). Whoever is free takes the next
 * piece by an atomic increment. The bits are those of one thread, whoever helps.
 * rheo_step never waits for a thread that has not begun: without help it does all pieces itself, and it waits only for
 * pieces that helpers have in hand. How long it takes therefore depends on them: a helper that is interrupted with a
 * piece in hand holds the step up for as long.
 *
 * rheo_help: does a piece of the step underway if there is one left. *pieces_out is 1 if it did, 0 if not; then there
 * is nothing to do before the next step. Never waits. For threads that sleep in the meantime; what wakes them is
 * yours, for example a hook (below).
 * rheo_work: rheo_help over and over, spinning in between (options.relax); returns only after rheo_stop_workers. After
 * that and the return of all, rheo_reset makes the engine ready for new ones.
 * Each number is for one thread at a time. RHEO_E_THREADS: no such thread. */
RHEO_NODISCARD rheo_status rheo_help(rheo_engine* engine, uint32_t thread, uint32_t* pieces_out);
RHEO_NODISCARD rheo_status rheo_work(rheo_engine* engine, uint32_t thread);
void rheo_stop_workers(rheo_engine* engine);

/* What rheo_step of an engine of several threads calls, on its thread: `begin` before the part of the step that can be
 * shared (0: not this time, it is done without helpers; NULL: always shared), `end` after it, with the number of
 * pieces that helpers did (or NULL). A place to wake helpers, and to leave small steps to one thread. They must not
 * call functions of this engine. Copied; NULL: none. */
typedef struct rheo_step_hooks {
  int32_t (*begin)(void* context);
  void (*end)(void* context, uint32_t pieces_of_helpers);
  void* context;
} rheo_step_hooks;
RHEO_NODISCARD rheo_status rheo_set_step_hooks(rheo_engine* engine, const rheo_step_hooks* hooks);

/* Steps done since init or reset. */
uint64_t rheo_tick(const rheo_engine* engine);
/* The step, in ms. */
float rheo_dt_ms(const rheo_engine* engine);

/* Shape of the network. Populations are numbered from 0 in the order of the description. */
uint32_t rheo_population_count(const rheo_engine* engine);
const char* rheo_population_name(const rheo_engine* engine, uint32_t population); /* NULL if out of range */
uint32_t rheo_population_size(const rheo_engine* engine, uint32_t population);    /* 0 if out of range */
/* The population called `name`, or RHEO_E_NAME. */
RHEO_NODISCARD rheo_status rheo_find_population(const rheo_engine* engine, const char* name, uint32_t* population_out);

/* Sets the input current of neurons first … first+count-1, held until set again. Values outside
 * +-RHEO_INPUT_LIMIT are cut to it and counted; NaN is refused: that neuron keeps its current, it
 * is counted, the others are set, and RHEO_E_NOT_A_NUMBER is returned. O(count). */
RHEO_NODISCARD rheo_status rheo_set_input(rheo_engine* engine, uint32_t population, uint32_t first, uint32_t count,
                                          const float* current);
/* Spikes of a population of the model `external`: these neurons fire in the next step, once, however often they are
 * set before it; in the steps after it they are silent unless set again. Call it between steps, any number of times.
 * RHEO_E_NO_INPUT: the population is of another model. RHEO_E_RANGE: there is no such neuron, and none is set.
 * rheo_set_spikes: by their numbers, in any order. O(count). rheo_set_spike_words: as bits, from word `first_word` of
 * the population's, as rheo_spikes has them: of another engine, or of a sensor. O(count). */
RHEO_NODISCARD rheo_status rheo_set_spikes(rheo_engine* engine, uint32_t population, uint32_t count,
                                           const uint32_t* neurons);
RHEO_NODISCARD rheo_status rheo_set_spike_words(rheo_engine* engine, uint32_t population, uint32_t first_word,
                                                uint32_t count, const uint64_t* words);

/* Projections are numbered from 0 in the order of the description. */
typedef struct rheo_projection_info {
  uint32_t source, target; /* populations */
  const char* channel;     /* of the target */
  uint64_t synapses;
  float max_gain; /* 0: its weights are fixed */
} rheo_projection_info;
uint32_t rheo_projection_count(const rheo_engine* engine);
/* Out of range: all 0 and NULL. O(projections). */
void rheo_get_projection(const rheo_engine* engine, uint32_t projection, rheo_projection_info* out);
/* The first projection from population `source` to population `target`, by their names, that ends in the channel
 * `channel` (NULL: in any); or RHEO_E_NAME. O(projections). */
RHEO_NODISCARD rheo_status rheo_find_projection(const rheo_engine* engine, const char* source, const char* target,
                                                const char* channel, uint32_t* projection_out);

/* Multiplies all weights of a projection by `gain` from the next step on, until set again. It is 1 after rheo_init and
 * rheo_reset, is kept in snapshots, hash and black box, and goes on over rheo_swap_image. Of 0 … max_gain, as the model
 * says of the projection (1 … 16: RHEO_E_NO_GAIN where it says nothing), rounded to a multiple of 2^-20.
 * What arrives at a neuron in a step is summed exactly, multiplied, and rounded to the channel's unit (`rheobase
 * inspect`): the same bits however the synapses are stored, from every SIMD target and number of threads. Pulses that
 * are underway, and what an interpolating channel has yet to count, take the new gain at once. Spikes on their way take
 * the gain of the step in which they arrive.
 * RHEO_E_RANGE: no such projection, or beyond 0 … max_gain. RHEO_E_NOT_A_NUMBER: NaN. O(projections), where pulses last
 * several steps O(events of the pulses underway). While the gain is not 1 each step takes longer by a pass over the
 * projection's targets, which bounds of the step contain. */
RHEO_NODISCARD rheo_status rheo_set_gain(rheo_engine* engine, uint32_t projection, float gain);
/* The gain in force. 0 if out of range; 1 where none can be set. */
float rheo_gain(const rheo_engine* engine, uint32_t projection);

/* Learning: projections with `plasticity` in the model (docs/learning.md). Their weights lie in the engine's memory,
 * are those of the image after rheo_init and rheo_reset, never leave w_min … w_max, and are part of snapshots, state
 * hash and black box. In each step, after the neurons have fired: the sweep of this step's slice of rows; then what
 * spikes that fired do to the synapses of their neurons (post) and what spikes that arrived in this step do to theirs
 * (pre), in the order that `same_time` says; then the traces grow. A spike is delivered with the weight as it was
 * before it changes it. While a projection's learning is off its weights and eligibilities stay; traces and modulator
 * go on. A swap needs the same plastic synapses, bounds and storage (else RHEO_E_LAYOUT); rules may differ, learned
 * weights stay.
 *
 * rheo_set_learning: on (not 0, the state after rheo_reset) or off. O(projections).
 * rheo_learning: 1 if it learns, 0 if not or if there is nothing to learn.
 * rheo_reward: adds `amount` to the modulator of a rule that has one (dopamine), of size up to 1e6 between two steps
 * (else RHEO_E_RANGE, and nothing is added); it acts from the next step on. O(projections).
 * rheo_modulator: its value after the last step; 0 where there is none.
 * RHEO_E_NO_LEARNING where there is no such thing; RHEO_E_RANGE: no such projection; RHEO_E_NOT_A_NUMBER: NaN. */
RHEO_NODISCARD rheo_status rheo_set_learning(rheo_engine* engine, uint32_t projection, int32_t on);
int32_t rheo_learning(const rheo_engine* engine, uint32_t projection);
RHEO_NODISCARD rheo_status rheo_reward(rheo_engine* engine, uint32_t projection, float amount);
float rheo_modulator(const rheo_engine* engine, uint32_t projection);

/* The weights of one source's synapses, by delay, then by target, and their targets; either array may be NULL, both
 * have room for `capacity`. *count_out is the number of synapses, also with RHEO_E_BUFFER_TOO_SMALL, where the first
 * `capacity` are written. O(synapses of the source + projections). */
RHEO_NODISCARD rheo_status rheo_weights(const rheo_engine* engine, uint32_t projection, uint32_t source,
                                        uint32_t capacity, float* weights, uint32_t* targets, uint32_t* count_out);
/* Sets them, in the same order, each rounded to the stored unit (`rheobase inspect`). `count` is their number, each is
 * of w_min … w_max: else RHEO_E_RANGE, or RHEO_E_NOT_A_NUMBER, and none is set. A black box takes a snapshot after it.
 * O(synapses of the source + projections). */
RHEO_NODISCARD rheo_status rheo_set_weights(rheo_engine* engine, uint32_t projection, uint32_t source, uint32_t count,
                                            const float* weights);

/* The last step's spikes: bit i%64 of word i/64 is neuron i. Bits past the population are 0.
 * Valid until the next rheo_step. NULL (and 0 words) if out of range. words_out may be NULL. */
const uint64_t* rheo_spikes(const rheo_engine* engine, uint32_t population, uint32_t* words_out);
/* The first neuron from number `from` on that fired in the last step, or RHEO_NO_NEURON. So all that fired, ascending:
 *   for (uint32_t i = rheo_next_spike(net, p, 0); i != RHEO_NO_NEURON; i = rheo_next_spike(net, p, i + 1)) …
 * O(words passed over). */
uint32_t rheo_next_spike(const rheo_engine* engine, uint32_t population, uint32_t from);
/* Spikes of the population in the last step. O(size / 64). */
uint32_t rheo_spike_count(const rheo_engine* engine, uint32_t population);

/* Membrane potential (mV) and recovery of each neuron after the last step; size floats, read only,
 * changed by rheo_step. NULL if out of range, of a source, and rheo_u where the model has no u. */
const float* rheo_v(const rheo_engine* engine, uint32_t population);
const float* rheo_u(const rheo_engine* engine, uint32_t population);

/* A state of each neuron by its name: "v" (mV), "u", "input" (the injected current), "spike_age" (ms; see below),
 * "noise" (the current of noise_kind "ou"), or the name of a channel that keeps its current (kinds decay, hold, …).
 * After the last step; size floats, read only, changed by rheo_step; good until the engine's memory is used otherwise.
 * NULL if the population has no such state, is out of range, or an argument is NULL. O(states of the image): ask once,
 * keep it. */
const float* rheo_state(const rheo_engine* engine, uint32_t population, const char* name);
/* The name of the population's state number `index`, 0 … ; NULL past the last. O(states of the image). */
const char* rheo_state_name(const rheo_engine* engine, uint32_t population, uint32_t index);

/* When within the last step each neuron fired: ms from its crossing of the threshold to the step's
 * end, 0 … dt. Meaningful where the neuron's bit is set. NULL if out of range or if the population
 * was described without `spike_times = true`, unless riccati keeps them for a refractory period. */
const float* rheo_spike_age_ms(const rheo_engine* engine, uint32_t population);

typedef struct rheo_counters {
  uint64_t spikes;         /* since tick 0 */
  uint64_t events;         /* synaptic events delivered: see the storm contract */
  uint64_t inputs_refused; /* NaN */
  uint64_t inputs_cut;     /* beyond RHEO_INPUT_LIMIT */
  uint64_t steps_at_limit; /* the sum of rheo_steps_at_limit over the populations */
} rheo_counters;
/* O(neurons / 64). */
void rheo_get_counters(const rheo_engine* engine, rheo_counters* out);
/* Neuron-steps of a population, since tick 0, that the integrator could not follow: by an explicit scheme v ran to
 * +-1e6 mV and was cut there, or the neuron fired for the second time within three steps; by riccati the input was
 * beyond its range at this dt (docs/numerics.md). Where they are a good part of a population's spikes, its rate is that
 * of the clock: a smaller dt is needed, or riccati, or less input. Kept in snapshots. 0 if out of range.
 * O(neurons / 64). */
uint64_t rheo_steps_at_limit(const rheo_engine* engine, uint32_t population);

/* The storm contract. A synaptic event is one spike that passes one synapse. How the synapses are stored changes no
 * count; a synapse whose weight rounds to 0 counts. An image is *complete*: every spike is delivered in the tick in
 * which it falls due, and the bound of a step is that of all neurons firing; or *budgeted* (`event_budget` in the
 * model): a step delivers at most event_budget events. Rows (all events of one spike in one
 * projection) that do not fit wait. Each tick the turn goes on where it stopped, projections in the
 * order of the description, sources ascending, and around again; a waiting row is delivered whole, once a
 * tick at most, and the first that does not fit ends the tick. A source can have 2^32 - 1 rows waiting in a
 * projection, which takes as many ticks; what falls due beyond them is lost and counted. So events_due ==
 * rheo_counters.events + backlog_events + events_lost, always. Where a pulse lasts several ticks, the rows whose
 * pulse ends, at most event_budget events again, come on top. */
#define RHEO_LOAD_DEFERRING 1u    /* flag: events wait now */
#define RHEO_LOAD_HAS_DEFERRED 2u /* flag: some have waited since tick 0 */
typedef struct rheo_load {
  uint32_t flags;
  uint64_t event_budget;        /* 0: complete */
  uint64_t events_due;          /* since tick 0, delivered or not */
  uint64_t backlog_events;      /* waiting now */
  uint64_t most_backlog_events; /* high-water marks since tick 0 */
  uint64_t most_events;         /* delivered in one step */
  uint64_t most_spikes;         /* fired in one step */
  uint64_t deferred_steps;      /* steps that left a backlog */
  uint64_t events_lost;         /* beyond 2^32 - 1 waiting rows of one source */
} rheo_load;
void rheo_get_load(const rheo_engine* engine, rheo_load* out);

/* Two runs are the same run if these agree. spike_hash: every spike since tick 0, kept as the
 * network runs. state_hash: tick, v, u, currents and pending pulses, computed now; O(neurons). */
uint64_t rheo_spike_hash(const rheo_engine* engine);
uint64_t rheo_state_hash(const rheo_engine* engine);

/* Snapshot and restore. A snapshot is the whole state of an engine between two steps, inputs and noise
 * included: little-endian, versioned, checksummed, and the same bytes from every SIMD target, number of
 * threads and platform. Restored into any engine over the same image, the run goes on as if it had
 * never been elsewhere. Arrivals are not in it: they follow from the spikes still on their way. */
#define RHEO_SNAPSHOT_VERSION 2u

/* Bytes of any snapshot of this engine. On error *bytes_out is 0. O(populations + projections). */
RHEO_NODISCARD rheo_status rheo_snapshot_size(const rheo_engine* engine, size_t* bytes_out);
/* Writes it to `buffer`, of any alignment; *written_out (may be NULL) is its size, also with
 * RHEO_E_BUFFER_TOO_SMALL. RHEO_E_OVERLAP: the buffer lies in the engine's memory or the image. O(memory). */
RHEO_NODISCARD rheo_status rheo_snapshot(const rheo_engine* engine, void* buffer, size_t bytes, size_t* written_out);
/* Every field is checked first: on error the engine is as it was. The noise seed comes from the
 * snapshot; target and threads stay. RHEO_E_OVERLAP: the buffer lies in the engine's memory.
 * O(memory + events of the pulses underway). */
RHEO_NODISCARD rheo_status rheo_restore(rheo_engine* engine, const void* buffer, size_t bytes);

/* Live swap, between two steps: another image of the same layout (populations and their sizes,
 * integrators, inputs, clocks, channels, projections, delays, each dense or sparse as before) takes
 * the place of the engine's, which is free when this returns RHEO_OK. Weights, sparse rows, parameters
 * and stimulus values may differ. State goes on: tick, v, u, currents, inputs, noise (the seed too)
 * and the spikes on their way, which arrive with the new weights; pulses underway take them at once.
 * Checks as rheo_image_check does; RHEO_E_LAYOUT: another layout; RHEO_E_OVERLAP: the image lies in the engine's
 * memory. On error nothing changes.
 * O(image_bytes). */
RHEO_NODISCARD rheo_status rheo_swap_image(rheo_engine* engine, const void* image, size_t image_bytes);

/* SIMD targets usable on this machine, scalar first, best last; NULL past the end. */
const char* rheo_target_name(uint32_t index);
/* The target that this engine runs on. */
const char* rheo_engine_target(const rheo_engine* engine);

#ifdef __cplusplus
}
#endif
#endif /* RHEOBASE_RHEOBASE_H_ */
