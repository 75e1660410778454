/* Taking back what one published: of one object, the newest first, and never what somebody else
 * did. A field gets back what it showed, if our value is still the only one there; a note loses
 * what we wrote and gets back what we took, whatever others did around it; what we made goes, if
 * nobody else had a hand in it. The result is a draft like any other: publishing it may be undone
 * in turn. What was erased stays so. Called by whoever edits a space.
 *
 * What it takes is in memory only, for a day after publishing, and on no disk. Bounds:
 * UNDO_STEPS_MAX and UNDO_BYTES_MAX; beyond them the oldest go. */
#ifndef ALCOVE_RECORDS_UNDO_H
#define ALCOVE_RECORDS_UNDO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/space.h"

#define UNDO_STEPS_MAX 256
#define UNDO_BYTES_MAX 262144 /* of values; a note keeps its own */
#define UNDO_MINUTES   1440

struct undo;

/* Of one space; NULL without memory. */
struct undo *undo_create(const struct alcove_memory *memory);
void undo_free(struct undo *undo); /* wipes; NULL is allowed */

/* What the draft is going to change: before each space_publish. Without memory that publishing
 * cannot be undone, and false is returned. */
bool undo_remember(struct undo *undo, struct space *space, uint32_t minute);
/* Whether there is something of that object to try. */
bool undo_has(const struct undo *undo, struct object_id object);

enum undo_outcome {
    UNDO_DONE,    /* the draft takes it back */
    UNDO_IN_PART, /* some of it: others changed the rest, or it is being edited */
    UNDO_NOTHING, /* nothing of it stands any more */
    UNDO_NO_MEMORY,
};

/* Takes back what was published last of that object, and forgets it. */
enum undo_outcome undo_last(struct undo *undo, struct space *space, struct object_id object);
/* Forgets what is too old, and what is erased. After each publishing and each batch, and hourly. */
void undo_tidy(struct undo *undo, struct space *space, uint32_t minute);

#endif
