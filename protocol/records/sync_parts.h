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

    bool asks, asked; /* for a whole: to be sent; it was */
    bool wanted;      /* the other side asked for one */
    bool tells_gone;  /* to be sent: GONE */
    bool is_replaced; /* by a whole that is not on the disk yet */
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
/* Nothing is taken until then. */
void sync_hold(struct sync *sync, uint64_t until_us);
/* How many batches are held here. */
uint32_t sync_count_held(const struct sync *sync);
/* Whether all that the space holds is on the disk. */
bool sync_is_stored(const struct sync *sync);

/* ---- A whole copy: sync_whole.c ---- */

/* Whether this space would ask for one. */
bool sync_whole_is_missed(const struct sync *sync);
/* Whether the other side asked for one and needs it, and it can be given now. */
bool sync_whole_is_due(const struct sync *sync);
/* Puts the message with the whole on its way; false without memory. */
bool sync_whole_send(struct sync *sync);
/* What the other says of a whole. False if it makes no sense. */
bool sync_whole_take(struct sync *sync, const struct sync_message *message);
/* What came of a message was dropped for want of memory: if it was the whole, it is asked for
 * again, later. */
void sync_whole_ask_again(struct sync *sync);

#endif
