/* The inside of a synchronisation, which sync.c and sync_take.c share. Nobody else includes it. */
#ifndef ALCOVE_RECORDS_SYNC_PARTS_H
#define ALCOVE_RECORDS_SYNC_PARTS_H

#include "records/sync.h"

struct sync {
    struct sync_config config;
    const struct space_config *space;
    struct sync_memory remembered;
    struct sync_outgoing outgoing;
    struct sync_incoming incoming;

    uint32_t stored[SPACE_DEVICES_MAX]; /* what is on the disk here */
    uint32_t theirs[SPACE_DEVICES_MAX]; /* what the other side said that it holds */
    uint32_t sent[SPACE_DEVICES_MAX];   /* theirs, and what is on its way */
    bool is_known;                      /* it said so in this sync, or nothing changed since */

    bool greets, tells, wants;  /* to be sent: the digest or vector; the vector; WANT */
    uint32_t turn, turn_looked; /* of our messages with batches: the last; the last acknowledged */
    uint32_t their_turn, their_turn_told;
    uint32_t doubts_told, doubts_heard; /* a bit a device, as below */

    /* Why the last turn is acknowledged though something of it is missing: else it would come again
     * and again. */
    bool waits;      /* a batch came before what it depends on */
    bool progresses; /* something was stored since the last acknowledgement */
    bool drops;      /* something was dropped, and nothing applied since */

    uint64_t held_until_us; /* nothing is taken until then; 0: it is; UINT64_MAX: no more */
    uint64_t credit_us, credit_at_us;
    uint64_t now_us;

    uint32_t came, went, missed; /* for events */
    uint32_t events;             /* a bit a kind */
    uint32_t doubts_new, doubted_new, lacks, lacks_new;
    bool is_synced;
};

/* Bits of the devices of which we know that they are not to be trusted. */
uint32_t sync_doubts(const struct sync *sync);
/* Whether batches of that device go between the two. */
bool sync_exchanges(const struct sync *sync, uint8_t device);
/* The digest over what somebody holds. */
void sync_digest(const struct sync *sync, const struct sync_message *holds,
                 uint8_t out[SYNC_DIGEST_BYTES]);
/* Chains of what is in `holds->vector`, from our own copies; false if one of them is not known. */
bool sync_chains(const struct sync *sync, struct sync_message *holds);
struct sync_shape sync_shape_of(const struct sync *sync);
void sync_raise(struct sync *sync, enum sync_event_kind kind);
/* Looks whether both hold the same now. */
void sync_settle(struct sync *sync);

#endif
