/* Records on their way out: kept until the other side has stored them, across losses, outages and
 * generations. Parts leave as room in packets comes up; lost ones leave again; small ones are also
 * repeated in room that would be padding, since a sentence should not wait for a timer. Only
 * DELIVERY_WINDOW records are under way at once: the other side promises room for so many
 * (receipt.h). */
#ifndef ALCOVE_LINK_DELIVERY_H
#define ALCOVE_LINK_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/byte_ring.h"
#include "link/chunk.h"
#include "link/limits.h"
#include "link/link.h"
#include "link/ranges.h"

#define DELIVERY_WINDOW    64
#define DELIVERY_BYTES_MAX 1048576
/* Up to this size a record rides in the slack of voice and is repeated in padding. */
#define DELIVERY_SMALL_BYTES 128

struct delivery_record {
    uint32_t at; /* in `bytes` */
    uint32_t size;
    uint64_t last_sent_us;
    uint32_t repeat_at; /* where the next repetition begins */
    struct ranges unsent;
    struct ranges arrived;
};

/* Zeroed memory is an empty one. */
struct delivery {
    struct delivery_record records[ALCOVE_RECORDS_WAITING_MAX]; /* ring over the id */
    uint32_t stored;                                            /* records below are stored there */
    uint32_t told; /* below this, that was told to the application */
    uint32_t next; /* id of the record to come */
    struct byte_ring ring;
    uint64_t repeated; /* parts */
    uint8_t bytes[DELIVERY_BYTES_MAX];
};

enum delivery_size {
    DELIVERY_SMALL, /* what rides with voice */
    DELIVERY_LARGE, /* what has packets of its own */
};

/* FULL, with nothing taken, when ALCOVE_RECORDS_WAITING_MAX wait or their bytes find no room. */
enum alcove_link_status delivery_push(struct delivery *delivery, const uint8_t *bytes, size_t size,
                                      uint32_t *id);
/* The next part of a record of that size to send, of at most `size_max` bytes; `out->bytes` lives
 * until the next push. It stays the next until delivery_on_sent. */
bool delivery_next(const struct delivery *delivery, enum delivery_size which, size_t size_max,
                   struct chunk_part *out);
/* A part of a small record that was sent, is not known to have arrived, and was last sent before
 * `before_us`. */
bool delivery_next_repeat(const struct delivery *delivery, uint64_t before_us, size_t size_max,
                          struct chunk_part *out);
void delivery_on_sent(struct delivery *delivery, uint64_t now_us, const struct chunk_part *part);
void delivery_on_arrived(struct delivery *delivery, const struct chunk_part *part);
void delivery_on_lost(struct delivery *delivery, const struct chunk_part *part);
/* False, with nothing changed, when it speaks of records that do not exist. */
bool delivery_on_stored(struct delivery *delivery, uint32_t count);
/* A probe timeout: the oldest record that is not known to have arrived leaves again. */
void delivery_on_probe(struct delivery *delivery);
/* Whether some record of that size has parts to send. */
bool delivery_has_unsent(const struct delivery *delivery, enum delivery_size which);
/* One id that was stored on the other side, in order. */
bool delivery_poll_stored(struct delivery *delivery, uint32_t *id);

#endif
