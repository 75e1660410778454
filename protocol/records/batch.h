/* A batch: what one device publishes at once, as it travels and as it is kept. This is the codec:
 * it judges form, not meaning; whether the objects are there and the positions fit is the space's
 * to judge (records/space.h). Called by records/space.c; SPEC.md section 8.8.
 *
 * A batch is canonical: equal contents are equal bytes (but for what deflate makes of them), and
 * anything else is refused. Read by a bounded cursor: every count is checked against what is left
 * before room is asked for, and all the room that a batch takes is at most BATCH_ROOM_RATIO_MAX
 * times its size. A signature is the last BATCH_SIGNATURE_BYTES bytes, behind the array. */
#ifndef ALCOVE_RECORDS_BATCH_H
#define ALCOVE_RECORDS_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/object_id.h"
#include "records/value.h"
#include "text/text.h"

#define BATCH_VERSION         1
#define BATCH_BYTES_MAX       65536 /* without the signature */
#define BATCH_OPERATIONS_MAX  1024
#define BATCH_SQUEEZE_FROM    256 /* operations of more bytes are deflated, if that is shorter */
#define BATCH_ROOM_RATIO_MAX  64  /* 16 of inflation, times 4 */
#define BATCH_SIGNATURE_BYTES 64
#define BATCH_PLACE_MAX       16777215 /* several may write more in a note than one of them may */
#define BATCH_MINUTE_MAX      0xffffffffu

enum operation_kind {
    OPERATION_MAKE,  /* the object comes to be, of `made`; of this device, its next counter */
    OPERATION_SET,   /* `field` becomes `value`, VALUE_NONE to clear it */
    OPERATION_NOTE,  /* `runs` happen to the note `field`, in this order */
    OPERATION_ERASE, /* the object and all it held are gone */
};

struct operation {
    enum operation_kind kind;
    /* enum object_kind: what it becomes; else what its author says it is: the space judges. */
    uint8_t made;
    uint8_t field; /* SET, NOTE */
    struct object_id object;
    struct value value; /* SET */
    const struct text_run *runs;
    size_t run_count;
};

/* What says which batch it is and what its author knew. */
struct batch_head {
    uint8_t device;
    uint32_t sequence; /* of this device, from 1 */
    /* 1 + the greatest of the batches it depends on: nobody can raise it to win. */
    uint64_t lamport;
    uint32_t minute; /* when, by the author's clock, since 1970: for display only */
    /* How many batches of each device its author held; of its own always sequence - 1. */
    uint32_t known[SPACE_DEVICES_MAX];
};

struct batch {
    struct batch_head head;
    const struct operation *operations;
    size_t operation_count;
    const uint8_t *signature; /* BATCH_SIGNATURE_BYTES, or NULL: a space of two signs nothing */
};

enum batch_outcome {
    BATCH_OK,
    BATCH_MALFORMED,
    BATCH_NEWER, /* of a version, a kind or a field that this app does not know */
    BATCH_NO_MEMORY,
};

/* Writes it, `known` as what changed since `known_before` (of the author's batch before; zeros at
 * the first), without a signature. Returns the size; 0 if it is over `room` or over
 * BATCH_BYTES_MAX, or there is no memory. Operations come in any order and are written by object,
 * then field; an object has at most one MAKE, one ERASE and one SET or NOTE a field; the counters
 * of what is made follow each other; fields and values are as the schema has them (all asserted).
 * Runs of a note stay in their order. */
size_t batch_encode(const struct batch *batch, const uint32_t known_before[SPACE_DEVICES_MAX],
                    const struct alcove_memory *memory, uint8_t *out, size_t room);

/* Reads device and sequence alone, to see whose it is and whether it is wanted. */
bool batch_peek(const uint8_t *bytes, size_t size, uint8_t *device, uint32_t *sequence);
/* The same of the lamport, which puts batches of several devices behind what they depend on. */
bool batch_lamport(const uint8_t *bytes, size_t size, uint64_t *lamport);

/* A batch as it came; `is_signed` says whether a signature must be there or must not. */
struct batch_source {
    const uint8_t *bytes;
    size_t size;
    bool is_signed;
};

/* A batch that was read: all in one block of memory. */
struct batch_read {
    struct batch batch; /* points into `room` and into the bytes that were read */
    void *room;
    size_t room_size;
};

/* Reads a whole batch. `out` borrows the bytes; on BATCH_OK the caller ends it with batch_free,
 * else nothing is held. Operations stand strictly ascending by object (object_id_compare), and of
 * one object by MAKE, field, ERASE. Each is in the bounds of the schema (kind, field, type, length,
 * UTF-8, order key). */
enum batch_outcome batch_decode(const struct batch_source *source,
                                const uint32_t known_before[SPACE_DEVICES_MAX],
                                const struct alcove_memory *memory, struct batch_read *out);
void batch_free(struct batch_read *read, const struct alcove_memory *memory);

#endif
