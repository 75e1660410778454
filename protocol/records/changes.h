/* What others changed since the person looked last: sentences on the screen are made of it, "Dana
 * changed the target from 1 May to 1 June", and nothing that was written over is gone before it was
 * seen. Local: nobody else learns what was looked at. Called by whoever shows a space.
 *
 * It listens to a space (space_listen). An object and field that changes again before one looks is
 * one change: from what was shown then to what is there now. What was seen is kept for the time
 * that the space says (SPACE_RETENTION_DAYS), then dropped; what is erased, at once.
 *
 * Bounds: CHANGES_MAX changes and CHANGES_BYTES_MAX bytes of values; beyond them the oldest go,
 * seen ones first. Values that are given out are borrowed until the next change. */
#ifndef ALCOVE_RECORDS_CHANGES_H
#define ALCOVE_RECORDS_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/space.h"
#include "records/space_file.h"

#define CHANGES_MAX            4096
#define CHANGES_BYTES_MAX      1048576
#define CHANGES_RETENTION_DAYS 90 /* unless the space says otherwise */

struct changes;

/* NULL without memory. Freed after the space it listens to, or after that listens no more. */
struct changes *changes_create(const struct alcove_memory *memory);
void changes_free(struct changes *changes); /* wipes; NULL is allowed */
/* For space_listen; lives as long as `changes`. */
const struct space_listener *changes_listener(const struct changes *changes);

struct changes_item {
    uint8_t what; /* CHANGE_MADE, CHANGE_SET, CHANGE_NOTE, CHANGE_ERASED */
    enum object_kind kind;
    struct object_id object;
    uint8_t field;  /* SET, NOTE */
    uint8_t device; /* who changed it last */
    uint32_t minute;
    /* SET: what was shown when one looked last, and what was set. NOTE: `before` is the text then,
     * `after` the text when one looked next; VALUE_NONE: what it is now. Where there was no room
     * for a text, `before` is VALUE_NONE too. */
    struct value before, after;
    bool is_beside; /* SET: it stands beside a greater value, which is shown */
    bool is_seen;
};

/* The next one, newest first, of all or of one object: `*cursor` begins as 0. */
bool changes_next(const struct changes *changes, const struct object_id *object, size_t *cursor,
                  struct changes_item *out);
/* There was more than could be kept, since all was looked at last. */
bool changes_are_lost(const struct changes *changes);

/* The person looked, now, at everything or at one object. */
void changes_look(struct changes *changes, const struct object_id *object, uint32_t minute);
/* Drops what was seen long enough ago, and what is erased. After each publishing, and daily. */
void changes_tidy(struct changes *changes, const struct space *space, uint32_t minute);

/* For the vault: a block of `*size` bytes from the memory, to be wiped and freed by the caller;
 * NULL without memory. */
uint8_t *changes_encode(const struct changes *changes, size_t *size);
enum space_load changes_decode(const struct alcove_memory *memory, const uint8_t *bytes,
                               size_t size, struct changes **out);

#endif
