/* The messages of a synchronisation, and how they are cut into the parts that travel. A message is
 * bytes that say by their first one what is in them; every part of one fits a record of a link.
 * Called by records/sync.c; SPEC.md section 8.9. Lengths are checked before anything is kept. */
#ifndef ALCOVE_RECORDS_SYNC_WIRE_H
#define ALCOVE_RECORDS_SYNC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "records/object_id.h"

#define SYNC_MESSAGE_BYTES_MAX 131072
#define SYNC_WHOLE_BYTES_MAX   33554432 /* of a message with a whole, which was asked for */
#define SYNC_DIGEST_BYTES      8
#define SYNC_PART_BYTES_MIN    64 /* a part may not be shorter, unless it is the last */

/* What a message holds; bits of its first byte. */
enum sync_section {
    SYNC_DIGEST = 1,  /* of what the sender holds: it told all of it before */
    SYNC_VECTOR = 2,  /* what the sender holds, and by which chains; not with DIGEST */
    SYNC_ACK = 4,     /* all up to a turn was looked at; what is on the disk is in the vector */
    SYNC_WANT = 8,    /* the sender does not know the digest: it wants the vector */
    SYNC_DOUBTS = 16, /* devices whose batches the sender neither takes nor gives */
    SYNC_BATCHES = 32,
    SYNC_WHOLE = 64, /* of a whole copy: stands before BATCHES */
};

/* What of a whole is said; a byte of the section. */
enum sync_whole {
    SYNC_WHOLE_GONE = 1,   /* the other lacks what is settled here, and has not asked */
    SYNC_WHOLE_WANTED = 2, /* the sender came from a backup: if it lacks such, send it all */
    SYNC_WHOLE_HERE = 3,   /* a turn, and the whole to the end; not with BATCHES */
};

/* What both ends know: how many entries vectors have, and of which devices chains are told. */
struct sync_shape {
    uint8_t device_count; /* of the space */
    uint32_t chained;     /* a bit a device */
};

struct sync_message {
    uint8_t sections;
    struct sync_shape shape;
    uint8_t digest[SYNC_DIGEST_BYTES];
    uint32_t vector[SPACE_DEVICES_MAX]; /* VECTOR, ACK: how many of each are stored */
    uint8_t chains[SPACE_DEVICES_MAX]
                  [SYNC_DIGEST_BYTES]; /* VECTOR: of those chained; zeros at count 0 */
    uint32_t acknowledged;             /* ACK: the turn */
    uint32_t doubts;                   /* DOUBTS: a bit a device */
    uint32_t turn;                     /* BATCHES, HERE: from 1, up by one */
    uint8_t whole_kind;                /* WHOLE: an enum sync_whole */
    /* BATCHES: one after the other, each behind its size; read with sync_message_batch. */
    const uint8_t *batches;
    size_t batches_size;
    const uint8_t *whole; /* HERE */
    size_t whole_size;
};

/* The most that stands before the batches, or the whole. */
#define SYNC_HEAD_BYTES_MAX 320

/* Writes all but the batches, which follow it one by one, or the whole, which follows as it is. */
void sync_message_write(const struct sync_message *message, struct byte_writer *w);
void sync_message_add(const uint8_t *batch, size_t size, struct byte_writer *w);
/* Reads a whole message, and judges the form of its list of batches; false if it is malformed.
 * Borrows `bytes`. */
bool sync_message_read(const uint8_t *bytes, size_t size, struct sync_shape shape,
                       struct sync_message *out);
/* The next batch from `*at` on, which begins at 0; NULL after the last. */
const uint8_t *sync_message_batch(const struct sync_message *message, size_t *at, size_t *size);

/* ---- Parts ---- */

/* A message on its way out. `bytes` is owned and given back after its last part. */
struct sync_outgoing {
    uint8_t *bytes;
    size_t size, room; /* of the message; of the block */
    size_t at;         /* so much is cut off already */
    uint32_t index;    /* of the next part */
    uint8_t number;    /* of the message, modulo 64 */
};

/* Cuts off the next part, of at most `room` bytes (SYNC_PART_BYTES_MIN and more); 0 if no message
 * is on its way. The memory of the message goes with its last part. */
size_t sync_part_cut(struct sync_outgoing *outgoing, const struct alcove_memory *memory,
                     uint8_t *out, size_t room);

/* A message on its way in. */
struct sync_incoming {
    uint8_t *bytes; /* owned; `room` of it asked for */
    size_t size, room;
    uint32_t index; /* of the next part; 0: none is under way */
    uint8_t number;
    bool takes_whole; /* one was asked for: up to SYNC_WHOLE_BYTES_MAX */
};

enum sync_joined {
    SYNC_JOINED_WHOLE, /* `*message` and `*message_size` until the next part */
    SYNC_JOINED_PART,  /* more must come; or it belongs to nothing, and was dropped */
    SYNC_JOINED_MALFORMED,
    SYNC_JOINED_NO_MEMORY, /* dropped */
};

struct sync_span {
    const uint8_t *bytes; /* of the part, or of what was joined */
    size_t size;
};

enum sync_joined sync_part_join(struct sync_incoming *incoming, const struct alcove_memory *memory,
                                struct sync_span part, struct sync_span *message);
/* Gives back what is held of messages under way. */
void sync_outgoing_drop(struct sync_outgoing *outgoing, const struct alcove_memory *memory);
void sync_incoming_drop(struct sync_incoming *incoming, const struct alcove_memory *memory);

#endif
