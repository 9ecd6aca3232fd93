/* The black box of a Rheobase engine: C99, in the caller's memory, part of librheobase.
 *
 *   rheo_blackbox_init(memory, sizeof memory, net, NULL, &box);
 *   for (;;) {                                    // the control loop: one thread, never blocked
 *     rheo_set_input(net, ...);
 *     rheo_blackbox_record(box);                  // what the step is about to see
 *     rheo_step(net);
 *   }
 *   while ((r = rheo_blackbox_peek(box)) != NULL) {   // one other thread, task or core
 *     store(r, r->bytes);
 *     rheo_blackbox_release(box);
 *   }
 *
 * Between the two lies a queue of records: one producer, one consumer, no locks, no waiting. Where the
 * queue is full, records are dropped and counted, and the log takes up again with a snapshot.
 * Records one after the other, in a file or from a line, are a log: `rheobase replay` runs it again bit for bit.
 * Every record begins with a marker and carries checksums, so that what is lost or damaged on the way costs the
 * records hit, and at most the run up to the next snapshot. docs/black-box.md.
 */
#ifndef RHEOBASE_BLACKBOX_H_
#define RHEOBASE_BLACKBOX_H_

#include "rheobase/decode.h"
#include "rheobase/encode.h"
#include "rheobase/rheobase.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RHEO_LOG_VERSION 3u
#define RHEO_LOG_MARKER 0xB5D3u     /* bytes D3 B5 */
#define RHEO_LOG_QUIET_TICKS 65536u /* no two records that follow each other are further apart */
#define RHEO_LOG_NAME_BYTES 32u     /* of a signal's name, the final 0 included */

enum {
  RHEO_LOG_SNAPSHOT = 1, /* the signals, then rheo_snapshot's bytes: src/blackbox/record.hpp */
  RHEO_LOG_INPUT = 2,    /* u32 population, first, count, then `count` floats: currents that have changed */
  RHEO_LOG_HASH = 3,     /* u64 rheo_state_hash, u64 rheo_spike_hash */
  RHEO_LOG_SENSOR = 4,   /* u32 0, first, count, then a float for each signal: sensor values that have changed */
  RHEO_LOG_CALLS = 5,    /* u32 0, first, count, then a RHEO_LOG_CALL_… for each signal: where that has changed */
  RHEO_LOG_TICK = 6,     /* nothing: RHEO_LOG_QUIET_TICKS have passed */
  RHEO_LOG_SPIKES = 7,   /* u32 population, first, count, then `count` u32: halves of the words of bits that the program
                            has set of an external source, the lower half first */
  RHEO_LOG_GAINS = 8,    /* u32 0, first, count, then an i32 for each projection: gains that have changed, less 1, in
                            units of 2^-20 */
  RHEO_LOG_LEARNING = 9, /* u32 0, first, count, then an i32 for each projection: 1 where learning is off now */
  RHEO_LOG_REWARDS = 10  /* u32 0, first, count, then a float for each projection: what the next step adds to its
                            modulator */
};

/* Whether a signal's encoder or decoder was called in this tick. */
enum {
  RHEO_LOG_CALL_NONE = 0,
  RHEO_LOG_CALL_MADE = 1,
  RHEO_LOG_CALL_STARTED = 2 /* rheo_decoder_start too, in this tick alone */
};

/* Flags of a snapshot. */
#define RHEO_LOG_FRESH 1u  /* it does not follow from the records before it */
#define RHEO_LOG_JUMPED 2u /* for the run was set to another state, or made a step that was not recorded */

/* A record: this, then its payload. Little-endian, a multiple of 8 bytes. */
typedef struct rheo_log_record {
  uint16_t marker;           /* RHEO_LOG_MARKER */
  uint8_t version;           /* RHEO_LOG_VERSION */
  uint8_t type;              /* RHEO_LOG_… */
  uint32_t bytes;            /* this header and the payload */
  uint64_t sequence;         /* 0, 1, 2 … as the queue took them */
  uint64_t tick;             /* rheo_tick when it was recorded */
  uint32_t header_checksum;  /* over what stands before it */
  uint32_t payload_checksum; /* over the payload */
} rheo_log_record;

/* Whether the `bytes` at `record` (of any alignment) begin with a whole, undamaged record. Reads no further. */
RHEO_NODISCARD rheo_status rheo_log_record_check(const void* record, size_t bytes);

typedef struct rheo_blackbox rheo_blackbox;

/* A sensor or a motor. Of a sensor the log holds the value, and not the currents that its encoder makes of it: a
 * replay encodes it again. Of a motor it holds the decoder's options: a replay decodes again, for its files and
 * pictures. */
typedef struct rheo_blackbox_signal {
  /* As replay shows it; NULL: "sensor 0", "motor 1", by its place in the list. Encoders of one name are of one sensor:
   * its value is recorded once, as long as they follow the same value. */
  const char* name;
  rheo_encoder* encoder; /* one of the two, the other NULL */
  rheo_decoder* decoder;
} rheo_blackbox_signal;

#define RHEO_NEVER 0xFFFFFFFFu
typedef struct rheo_blackbox_options {
  size_t queue_bytes;                  /* 0: the least, two snapshots and a tick's inputs and hashes */
  uint32_t hash_ticks;                 /* a hash every k ticks; 0: 100; RHEO_NEVER: none. O(neurons) each */
  uint32_t snapshot_ticks;             /* a snapshot every k ticks; 0, RHEO_NEVER: at the start, after gaps and when
                                          asked */
  const rheo_blackbox_signal* signals; /* `signal_count` of them; not copied, and must outlive the box */
  uint32_t signal_count;
} rheo_blackbox_options;

/* The defaults written out. */
rheo_blackbox_options rheo_default_blackbox_options(void);

/* Bytes of memory for a black box of this engine. `options` may be NULL: rheo_default_blackbox_options.
 * RHEO_E_BUFFER_TOO_SMALL: queue_bytes is below the least. RHEO_E_OPTION: a signal is not one encoder or one decoder of
 * this engine, or its name has more than 31 bytes. */
RHEO_NODISCARD rheo_status rheo_blackbox_size(const rheo_engine* engine, const rheo_blackbox_options* options,
                                              size_t* bytes_out);

/* Which of these options is wrong. */
rheo_error_detail rheo_blackbox_error_detail(const rheo_engine* engine, const rheo_blackbox_options* options);

/* Places a black box at `memory` (64-byte aligned). The engine must outlive it. RHEO_E_OVERLAP: the memory lies in the
 * engine's or in the image. */
RHEO_NODISCARD rheo_status rheo_blackbox_init(void* memory, size_t memory_bytes, const rheo_engine* engine,
                                              const rheo_blackbox_options* options, rheo_blackbox** box_out);

/* Producer: before each rheo_step and after what sets its inputs, from the thread that steps. Records the sensor
 * values and inputs that have changed, and a hash or a snapshot where one is due. Resets, restores, swaps and steps
 * that went unrecorded are noticed, and a snapshot follows them. Never waits. O(inputs), O(memory) where a snapshot is
 * due. */
void rheo_blackbox_record(rheo_blackbox* box);
/* Producer: a hash now, as the last word of a run that ends here. */
void rheo_blackbox_record_hash(rheo_blackbox* box);

/* Consumer: the oldest record not yet released, or NULL. Valid until released. */
const rheo_log_record* rheo_blackbox_peek(rheo_blackbox* box);
void rheo_blackbox_release(rheo_blackbox* box);
/* Consumer: asks for a snapshot at the next tick, where a new stretch of storage begins. */
void rheo_blackbox_want_snapshot(rheo_blackbox* box);

typedef struct rheo_blackbox_stats {
  uint64_t records, bytes; /* queued */
  uint64_t snapshots;
  uint64_t lost;        /* records that the log lacks since the queue was full */
  uint64_t lost_ticks;  /* ticks that cannot be replayed for that */
  uint64_t gaps;        /* stretches of the run that cannot be replayed */
  uint64_t most_queued; /* bytes waiting at once */
} rheo_blackbox_stats;
/* Producer. */
void rheo_blackbox_get_stats(const rheo_blackbox* box, rheo_blackbox_stats* out);

#ifdef __cplusplus
}
#endif
#endif /* RHEOBASE_BLACKBOX_H_ */
