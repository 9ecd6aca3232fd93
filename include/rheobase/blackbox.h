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
 * A log (rheobase/log.hpp writes one into a file) replays bit for bit: `rheobase replay`. docs/black-box.md.
 */
#ifndef RHEOBASE_BLACKBOX_H_
#define RHEOBASE_BLACKBOX_H_

#include "rheobase/rheobase.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RHEO_LOG_VERSION 1u

enum {
  RHEO_LOG_SNAPSHOT = 1, /* u64 flags, u64 records lost since the last one, u64 tick of the first of
                            them, then rheo_snapshot's bytes */
  RHEO_LOG_INPUT = 2,    /* u32 population, first, count, 0, then `count` floats: what changed */
  RHEO_LOG_HASH = 3      /* u64 rheo_state_hash, u64 rheo_spike_hash */
};

#define RHEO_LOG_FRESH 1u /* flag of a snapshot: it does not follow from the records before it */

/* A record: this, then its payload. Little-endian, a multiple of 8 bytes. */
typedef struct rheo_log_record {
  uint32_t bytes; /* this header and the payload */
  uint16_t type;
  uint16_t version;  /* RHEO_LOG_VERSION */
  uint64_t sequence; /* 0, 1, 2 … as the queue took them */
  uint64_t tick;     /* rheo_tick when it was recorded */
  uint64_t checksum; /* over all of it, this field as 0 */
} rheo_log_record;

/* Whether the `bytes` at `record` (8-byte aligned) begin with a whole, undamaged record. Reads no further. */
rheo_status rheo_log_record_check(const void* record, size_t bytes);

typedef struct rheo_blackbox rheo_blackbox;

typedef struct rheo_blackbox_options {
  size_t queue_bytes;      /* 0: the least, two snapshots and what belongs to them */
  uint32_t hash_ticks;     /* a hash every k ticks; 0: none. O(neurons) each */
  uint32_t snapshot_ticks; /* a snapshot every k ticks; 0: at the start, after gaps, and when asked */
} rheo_blackbox_options;

/* Bytes of memory for a black box of this engine. `options` may be NULL: a hash every 100 ticks.
 * RHEO_E_BUFFER_TOO_SMALL: queue_bytes is below the least. */
rheo_status rheo_blackbox_required_size(const rheo_engine* engine, const rheo_blackbox_options* options,
                                        size_t* bytes_out);

/* Places a black box at `memory` (64-byte aligned). The engine must outlive it. */
rheo_status rheo_blackbox_init(void* memory, size_t memory_bytes, const rheo_engine* engine,
                               const rheo_blackbox_options* options, rheo_blackbox** box_out);

/* Producer: before each rheo_step, from the thread that steps. Records the inputs that have changed, and a
 * hash or a snapshot where one is due. Resets, restores, swaps and steps that went unrecorded are
 * noticed, and a snapshot follows them. Never waits. O(inputs), O(memory) where a snapshot is due. */
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
  uint64_t lost;        /* records dropped since the queue was full */
  uint64_t gaps;        /* stretches of the run that cannot be replayed */
  uint64_t most_queued; /* bytes waiting at once */
} rheo_blackbox_stats;
/* Producer. */
void rheo_blackbox_get_stats(const rheo_blackbox* box, rheo_blackbox_stats* out);

#ifdef __cplusplus
}
#endif
#endif /* RHEOBASE_BLACKBOX_H_ */
