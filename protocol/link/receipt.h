/* Records on their way in: parts until a record is whole, handed on in order and once, and reported
 * as stored only after the application said so. Room for RECEIPT_WINDOW records beyond the last
 * stored one is promised to the other side; a part outside of it is refused, and a refused part
 * means that its packet must not be acknowledged. */
#ifndef ALCOVE_LINK_RECEIPT_H
#define ALCOVE_LINK_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/chunk.h"
#include "link/delivery.h"
#include "link/limits.h"
#include "link/ranges.h"

#define RECEIPT_WINDOW DELIVERY_WINDOW

struct receipt_slot {
    uint32_t total; /* 0: nothing came */
    bool stored;    /* the application said so */
    struct ranges arrived;
};

/* Zeroed memory is an empty one. */
struct receipt {
    struct receipt_slot slots[RECEIPT_WINDOW]; /* ring over the id */
    uint32_t stored;                           /* all records below are stored */
    uint32_t handed;                           /* all records below were handed on */
    uint8_t bytes[RECEIPT_WINDOW][ALCOVE_RECORD_BYTES_MAX];
};

/* `*repeated` when the record was stored before: then the other side missed our word of it. */
bool receipt_on_part(struct receipt *receipt, const struct chunk_part *part, bool *repeated);
/* The next record in order, once. Its bytes stay until it was acknowledged. */
bool receipt_poll(struct receipt *receipt, uint32_t *id, const uint8_t **bytes, size_t *size);
/* The application has stored it. True when `receipt->stored` went up, so that the other side is to
 * be told. Ids that were never handed on are ignored. */
bool receipt_acknowledge(struct receipt *receipt, uint64_t id);

#endif
