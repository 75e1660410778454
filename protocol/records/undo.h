/* Taking back what one published: of one object, the newest first, and never what somebody else
 * did. A field gets back what it showed, if our value is still the only one there; a note loses
 * what we wrote and gets back what we took, whatever others did around it; what we made goes, if
 * nobody else had a hand in it. The result is a draft like any other: publishing it may be undone
 * in turn, but for the words of a note. What was erased stays so. Called by whoever edits a space.
 *
 * What it takes lasts for a day after publishing, and may be kept in a vault meanwhile, so that
 * other runs of the program have it. Of a note its text keeps TEXT_UNDO_MAX steps, which are of use
 * as long as that text is kept with them: after a crash in between they may be of none. Bounds:
 * UNDO_STEPS_MAX and UNDO_BYTES_MAX; beyond them the oldest go. */
#ifndef ALCOVE_RECORDS_UNDO_H
#define ALCOVE_RECORDS_UNDO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "records/space.h"
#include "records/space_file.h"

#define UNDO_STEPS_MAX 256
#define UNDO_BYTES_MAX 262144 /* of values, and of what notes write for it */
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
/* The object that was published last, of those there is something to try of; false if there is
 * none. */
bool undo_newest(const struct undo *undo, struct object_id *out);

enum undo_outcome {
    UNDO_DONE,    /* the draft takes it back */
    UNDO_IN_PART, /* some of it: others changed the rest, or it is being edited */
    UNDO_NOTHING, /* nothing of it stands any more */
    UNDO_NO_MEMORY,
};

/* Takes back what was published last of that object, and forgets it. */
enum undo_outcome undo_last(struct undo *undo, struct space *space, struct object_id object);
/* Forgets what is too old, too much, or erased. After each publishing and each batch, hourly, and
 * before it is written. True if there was any. */
bool undo_tidy(struct undo *undo, struct space *space, uint32_t minute);

/* For the vault: a block of the undo's memory, of `*size` bytes, to be wiped and freed by the
 * caller; NULL without memory. */
uint8_t *undo_encode(const struct undo *undo, const struct space *space, size_t *size);
/* Of hostile bytes, with the memory of the space, whose notes take what is theirs. */
enum space_load undo_decode(const struct space *space, const uint8_t *bytes, size_t size,
                            struct undo **out);

#endif
