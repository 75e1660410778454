/* Making two devices hold the same batches, over anything that carries a few thousand bytes at a
 * time: a link, a mailbox, a file carried by hand. Sans-IO: parts go in and out, time is an
 * argument and never goes back. Called by the app once a peer and link; SPEC.md section 8.9.
 *
 * Both ends say at once what they hold, and send along what the other is known to lack: most often
 * that is all, half a round trip. If nothing changed since they last spoke it is nine bytes. What
 * came is acknowledged when it is on the disk here, not before. Nothing but the space's contents
 * and a struct sync_memory outlives a link that is cut: begin again.
 *
 * How it is used:
 *  1. sync_begin, when all that the space holds is on the disk.
 *  2. sync_next until it gives 0: send what it gives. Again after each call of the others below.
 *  3. sync_take for each part that comes; then keep what space_next_to_keep gives, and when that is
 *     on the disk, sync_stored. The same after space_publish, and in every other sync of the space.
 *  4. sync_next_event says what the person or the app should know.
 *  5. sync_end; keep the memory with the contact.
 *
 * A space of two devices that came from a backup (space_restore) asks for a whole copy, where the
 * other side has dropped what it lacks, and takes its place; no other ever does. */
#ifndef ALCOVE_RECORDS_SYNC_H
#define ALCOVE_RECORDS_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/space.h"
#include "records/sync_wire.h"

#define SYNC_FILL_BYTES         16384   /* batches are put into one message up to here */
#define SYNC_TURNS_MAX          16      /* messages with batches that are not yet acknowledged */
#define SYNC_BATCHES_PER_SECOND 32      /* taken of one device, sustained */
#define SYNC_BURST_BATCHES      512     /* taken at once */
#define SYNC_PAUSE_US           1000000 /* until one asks again for what was not taken */
#define SYNC_GROWTH_BYTES_MAX   1048576 /* of new batches a day; then the person is asked */
#define SYNC_MEMORY_BYTES       25

/* What is kept of a peer between two times; all zeros at first. Worth a few bytes, no more. */
struct sync_memory {
    uint8_t told[SYNC_DIGEST_BYTES];  /* digest of what we last said that we hold */
    uint8_t heard[SYNC_DIGEST_BYTES]; /* the same of the other */
    uint32_t day, growth;             /* bytes of new batches on that day */
};

void sync_memory_encode(const struct sync_memory *memory, uint8_t out[SYNC_MEMORY_BYTES]);
/* False, and all zeros, if it is not one. */
bool sync_memory_decode(const uint8_t *bytes, size_t size, struct sync_memory *out);

struct sync_config {
    struct space *space;                /* borrowed; outlives the sync */
    uint8_t peer;                       /* the device on the other end; not our own */
    size_t part_bytes;                  /* of the largest part; SYNC_PART_BYTES_MIN and more */
    uint32_t day;                       /* today, since 1970: for the bound of growth */
    const struct alcove_memory *memory; /* that of the space */
};

struct sync;

/* NULL without memory. */
struct sync *sync_begin(const struct sync_config *config, const struct sync_memory *remembered);
/* What to remember; borrowed until sync_end. */
const struct sync_memory *sync_remembered(const struct sync *sync);
void sync_end(struct sync *sync); /* NULL is allowed */

/* The next part to send, of at most part_bytes; 0 if there is none now. Without memory for it: 0,
 * and it is there at a later call. */
size_t sync_next(struct sync *sync, uint64_t now_us, uint8_t *out);
/* When sync_next is to be called though nothing happens; UINT64_MAX: never. */
uint64_t sync_wake_us(const struct sync *sync);
/* Takes a part in. False if it is malformed: the other side is not what it should be. */
bool sync_take(struct sync *sync, uint64_t now_us, const uint8_t *part, size_t size);
/* Since the last sync_stored the space was replaced by the whole that the other side gave
 * (space_adopt): batches are to be kept in one transaction with a keeping. */
bool sync_is_replaced(const struct sync *sync);
/* All that the space holds by now is on the disk. */
void sync_stored(struct sync *sync);
/* The person agreed to SYNC_GROWTH_BYTES_MAX more. */
void sync_allow(struct sync *sync);

enum sync_event_kind {
    SYNC_NO_EVENT,
    SYNC_SYNCED,   /* both hold the same now: `came` and `went` batches since the last time */
    SYNC_ASKS,     /* more came today than SYNC_GROWTH_BYTES_MAX: sync_allow, or not */
    SYNC_DOUBT,    /* `device` sent what is malformed, or two different histories (space_doubt); our
                      own: it holds what we never wrote */
    SYNC_DOUBTED,  /* the other side says so of `device` */
    SYNC_RESTORED, /* it holds `came` batches of ours that a restore lost us: they come back */
    SYNC_LACKS, /* it lacks batches of `device` that are settled here, and does not ask for a whole
                      copy: its person has not said that it was restored */
    SYNC_LOST,  /* the same of us: space_restore, if the person says so, and begin again */
    SYNC_NEWER, /* it is a newer app: the rest comes after an update */
    SYNC_FULL,  /* one of the bounds of the space is reached: the rest does not come */
};

struct sync_event {
    enum sync_event_kind kind;
    uint8_t device;
    uint32_t came, went;
};

/* False if there is none. */
bool sync_next_event(struct sync *sync, struct sync_event *out);

#endif
