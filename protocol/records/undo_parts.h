/* The inside of records/undo.h, for undo.c and undo_file.c. */
#ifndef ALCOVE_RECORDS_UNDO_PARTS_H
#define ALCOVE_RECORDS_UNDO_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/space_parts.h"
#include "records/undo.h"

enum undo_what { STEP_MADE, STEP_SET, STEP_NOTE };

/* One thing that one publishing did to one object. What it did to a note is kept by its text. */
struct undo_step {
    struct value before, after; /* SET: their bytes are the undo's */
    struct object_id object;
    uint32_t sequence, minute; /* of the batch */
    uint32_t events;           /* NOTE: of this device in the note before */
    enum undo_what what;
    uint8_t field;
};

struct undo {
    const struct alcove_memory *memory;
    struct undo_step list[UNDO_STEPS_MAX]; /* the newest last */
    size_t count;
    size_t bytes; /* of values */
};

/* False without memory, and `out` is none. */
bool undo_copy_value(struct undo *undo, const struct value *value, struct value *out);

/* The note of a step of a note; NULL if it is not there, and nobody can have written there. */
struct space_note *undo_note_of(const struct space *space, const struct undo_step *step);
/* What its text writes of it; 0 if it is not of a note, or its text keeps nothing. */
size_t undo_note_size(const struct space *space, const struct undo_step *step);

#endif
