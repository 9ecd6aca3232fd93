/* The Rheobase engine: C99, no allocation, no globals, no libc beyond memcpy/memset.
 *
 *   size_t bytes;
 *   rheo_required_size(image, image_bytes, &bytes);         // from the image alone
 *   RHEO_ALIGNED static unsigned char memory[ENOUGH];       // yours, and the engine's only memory
 *   rheo_engine* net;
 *   rheo_init(memory, sizeof memory, image, image_bytes, NULL, &net);
 *   for (;;) { rheo_step(net); ... rheo_spikes(net, ...) ... }
 *
 * The image (from `rheobase compile` or the host library) must stay readable and unchanged, at the
 * same address, for as long as the engine is used; nothing is copied out of it. There is no
 * destroy: stop using the memory. One engine must not be used from two threads at once, but for
 * rheo_work; different engines are independent. The FPU must be in its default mode: round to nearest, and no
 * flush-to-zero where the application changes it (docs/determinism.md).
 *
 * NULL, in every function of this header, encode.h, decode.h and blackbox.h: where a status is returned it is
 * RHEO_E_NULL and nothing is changed. A function without a status does nothing, and what it returns or writes is 0,
 * NULL, or "" for a name. Arguments that may be NULL say so. Memory and buffers that are written to must overlap
 * neither the image nor memory given to Rheobase before: RHEO_E_OVERLAP where that is seen.
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
#define RHEO_VERSION_MINOR 1
#define RHEO_VERSION_PATCH 0

#define RHEO_ALIGNMENT 64u          /* of the image and of the engine's memory, bytes */
#define RHEO_IMAGE_VERSION 2u       /* the image format this library reads */
#define RHEO_INPUT_LIMIT 1000000.0f /* injected currents are cut to +- this */
#define RHEO_THREADS_LIMIT 64u      /* most threads that may share an engine */

/* First word of a declaration, aligns what it declares so, in C99, C11 and C++. */
#if defined(__cplusplus)
#define RHEO_ALIGNED alignas(64)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define RHEO_ALIGNED _Alignas(64)
#else
#define RHEO_ALIGNED __attribute__((aligned(64)))
#endif

typedef int32_t rheo_status;
enum {
  RHEO_OK = 0,
  RHEO_E_NULL = 1,                /* a pointer is null */
  RHEO_E_IMAGE_TRUNCATED = 2,     /* fewer bytes than the image says it has */
  RHEO_E_IMAGE_MAGIC = 3,         /* not a Rheobase image */
  RHEO_E_IMAGE_VERSION = 4,       /* made by a newer library */
  RHEO_E_IMAGE_CHECKSUM = 5,      /* a byte has changed */
  RHEO_E_IMAGE_MALFORMED = 6,     /* checksum right, contents impossible */
  RHEO_E_IMAGE_MISALIGNED = 7,    /* not on a 64-byte boundary */
  RHEO_E_MEMORY_TOO_SMALL = 8,    /* fewer bytes than the size asked for */
  RHEO_E_MEMORY_MISALIGNED = 9,   /* not on the boundary it needs */
  RHEO_E_UNSUPPORTED = 10,        /* the image needs a part this build leaves out */
  RHEO_E_TARGET = 11,             /* no such SIMD target on this machine */
  RHEO_E_RANGE = 12,              /* an index or count outside the network */
  RHEO_E_NO_INPUT = 13,           /* the population was described without `input = true` */
  RHEO_E_NOT_A_NUMBER = 14,       /* an injected current or a sensor's value is NaN: refused and counted */
  RHEO_E_OPTION = 15,             /* an option outside its range: rheo_encoder_wrong_option and the like name it */
  RHEO_E_ROUNDING = 16,           /* this thread's float arithmetic does not round to nearest */
  RHEO_E_THREADS = 17,            /* options.threads above RHEO_THREADS_LIMIT, or no such thread of this engine */
  RHEO_E_OVERLAP = 18,            /* memory or a buffer overlaps the image or memory that is in use */
  RHEO_E_ENCODED = 19,            /* encode.h: another encoder sets the currents of these neurons */
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
  RHEO_E_LOG_VERSION = 31         /* a record of another version of the format */
};

/* A constant string, never null; one line without a newline. */
const char* rheo_status_text(rheo_status status);

typedef struct rheo_engine rheo_engine;

typedef struct rheo_options {
  const char* target;  /* SIMD target by name (rheo_target_name); NULL: the best here */
  uint64_t noise_seed; /* used if use_noise_seed is not 0; otherwise the image's seed */
  int32_t use_noise_seed;
  uint32_t threads; /* that share each step, 0 … RHEO_THREADS_LIMIT; 0 and 1: rheo_step does it all */
  /* Called over and over by a thread that has waited for some microseconds for another one, and by rheo_work between
   * two pieces; NULL: it spins. A place for sched_yield where there are more threads than cores. */
  void (*relax)(void* relax_context);
  void* relax_context;
} rheo_options;

/* Checks header, checksum and every index in the image; touches each byte once. O(image_bytes). */
rheo_status rheo_image_check(const void* image, size_t image_bytes);

/* Bytes of memory rheo_init needs for this image. Checks as rheo_image_check does. */
rheo_status rheo_required_size(const void* image, size_t image_bytes, size_t* bytes_out);
/* The same for these options: where there are several threads each needs 64 bytes, and each piece of a step
 * beyond the first (1 to 4 a thread) 4 bytes for each row of each sparse projection. `options` may be NULL.
 * RHEO_E_THREADS: too many; where the processor has no atomic increment (Cortex-M0) 1 is the most. */
rheo_status rheo_required_size_for(const void* image, size_t image_bytes, const rheo_options* options,
                                   size_t* bytes_out);

/* Places an engine at `memory` (64-byte aligned, memory_bytes long, not overlapping the image: RHEO_E_OVERLAP), at
 * tick 0. `options` may be NULL. On error *engine_out is NULL and memory is untouched. */
rheo_status rheo_init(void* memory, size_t memory_bytes, const void* image, size_t image_bytes,
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
rheo_status rheo_help(rheo_engine* engine, uint32_t thread, uint32_t* pieces_out);
rheo_status rheo_work(rheo_engine* engine, uint32_t thread);
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
rheo_status rheo_set_step_hooks(rheo_engine* engine, const rheo_step_hooks* hooks);

/* Steps done since init or reset. */
uint64_t rheo_tick(const rheo_engine* engine);
/* The step, in ms. */
float rheo_dt_ms(const rheo_engine* engine);

/* Shape of the network. Populations are numbered from 0 in the order of the description. */
uint32_t rheo_population_count(const rheo_engine* engine);
const char* rheo_population_name(const rheo_engine* engine, uint32_t population); /* "" if out of range */
uint32_t rheo_population_size(const rheo_engine* engine, uint32_t population);    /* 0 if out of range */
/* The population called `name`, or RHEO_E_RANGE. */
rheo_status rheo_find_population(const rheo_engine* engine, const char* name, uint32_t* population_out);

/* Sets the input current of neurons first … first+count-1, held until set again. Values outside
 * +-RHEO_INPUT_LIMIT are cut to it and counted; NaN is refused: that neuron keeps its current, it
 * is counted, the others are set, and RHEO_E_NOT_A_NUMBER is returned. O(count). */
rheo_status rheo_set_input(rheo_engine* engine, uint32_t population, uint32_t first, uint32_t count,
                           const float* current);

/* The last step's spikes: bit i%64 of word i/64 is neuron i. Bits past the population are 0.
 * Valid until the next rheo_step. NULL (and 0 words) if out of range. words_out may be NULL. */
const uint64_t* rheo_spikes(const rheo_engine* engine, uint32_t population, uint32_t* words_out);
/* Spikes of the population in the last step. O(size / 64). */
uint32_t rheo_spike_count(const rheo_engine* engine, uint32_t population);

/* Membrane potential (mV) and recovery of each neuron after the last step; size floats, read only,
 * changed by rheo_step. NULL if out of range, and rheo_u where the model has no u. */
const float* rheo_v(const rheo_engine* engine, uint32_t population);
const float* rheo_u(const rheo_engine* engine, uint32_t population);

/* A state of each neuron by its name: "v" (mV), "u", "input" (the injected current), "spike_age" (ms; see below), or
 * the name of a channel that keeps its current (the channel's current; kinds decay and hold). After the last step; size
 * floats, read only, changed by rheo_step; the pointer is good until the engine's memory is used otherwise. NULL if the
 * population has no such state, is out of range, or an argument is NULL. O(states of the image): ask once, keep it. */
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

/* Bytes of any snapshot of this engine. O(populations + projections). */
size_t rheo_snapshot_size(const rheo_engine* engine);
/* Writes it to `buffer`, of any alignment; *written_out (may be NULL) is its size, also with
 * RHEO_E_BUFFER_TOO_SMALL. RHEO_E_OVERLAP: the buffer lies in the engine's memory or the image. O(memory). */
rheo_status rheo_snapshot(const rheo_engine* engine, void* buffer, size_t bytes, size_t* written_out);
/* Every field is checked first: on error the engine is as it was. The noise seed comes from the
 * snapshot; target and threads stay. RHEO_E_OVERLAP: the buffer lies in the engine's memory.
 * O(memory + events of the pulses underway). */
rheo_status rheo_restore(rheo_engine* engine, const void* buffer, size_t bytes);

/* Live swap, between two steps: another image of the same layout (populations and their sizes,
 * integrators, inputs, clocks, channels, projections, delays, each dense or sparse as before) takes
 * the place of the engine's, which is free when this returns RHEO_OK. Weights, sparse rows, parameters
 * and stimulus values may differ. State goes on: tick, v, u, currents, inputs, noise (the seed too)
 * and the spikes on their way, which arrive with the new weights; pulses underway take them at once.
 * Checks as rheo_image_check does; RHEO_E_LAYOUT: another layout; RHEO_E_OVERLAP: the image lies in the engine's
 * memory. On error nothing changes.
 * O(image_bytes). */
rheo_status rheo_swap_image(rheo_engine* engine, const void* image, size_t image_bytes);

/* SIMD targets usable on this machine, scalar first, best last; NULL past the end. */
const char* rheo_target_name(uint32_t index);
/* The target this engine runs on. */
const char* rheo_engine_target(const rheo_engine* engine);

#ifdef __cplusplus
}
#endif
#endif /* RHEOBASE_RHEOBASE_H_ */
