/* What is needed to take back what was published, step by step, the newest first: where each step's
 * characters stand now, and the text it deleted. That text is in no other file, and nowhere else.
 * Used by text.c, text_merge.c, text_copy.c and text_undo_file.c.
 *
 * The marks of a step stand over two texts: the one after it, in which its holes are not, and the
 * one before it, in which what it typed is not. The text before a step is the text after the step
 * that is older; the text after the newest is the published one. So what others do to the published
 * text goes down from step to step, and what one step takes away and brings back is the same text
 * to the older ones. */
#ifndef ALCOVE_TEXT_TEXT_UNDO_H
#define ALCOVE_TEXT_TEXT_UNDO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text_draft.h"
#include "text/text_memory.h"

/* One publishing. */
struct text_undo_step {
    struct text_spans marks; /* kept, typed, and holes */
    uint8_t *deleted;        /* the text of all holes */
    size_t size;
    uint32_t seq; /* of its first event */
};

struct text_undo {
    const struct alcove_memory *memory;
    struct text_array array; /* of steps, the newest last */
    uint32_t count;
    bool is_drafted; /* the draft is the opposite of the newest, and nothing else */
};

struct text_undo_step text_undo_step_none(const struct alcove_memory *memory);
void text_undo_step_finish(struct text_undo_step *step); /* wipes and frees */

struct text_undo text_undo_none(const struct alcove_memory *memory);
/* Wipes and frees. */
void text_undo_finish(struct text_undo *undo);
struct text_undo_step *text_undo_at(const struct text_undo *undo, uint32_t index);

/* Of a draft that is about to be published, with room to put it; false without memory. */
bool text_undo_capture(struct text_undo *undo, const struct text_draft *draft,
                       const struct text_buffer *published, struct text_undo_step *out);
/* It was published: the step is the undo's now. Of too many the oldest goes. */
void text_undo_push(struct text_undo *undo, const struct text_undo_step *step);
/* What was taken back was published. */
void text_undo_pop(struct text_undo *undo);
/* The `count` oldest go. */
void text_undo_drop(struct text_undo *undo, uint32_t count);
/* False without memory: `out` is of no use. */
bool text_undo_copy(const struct text_undo *undo, struct text_undo *out);

/* The published text changed by others. A step that finds no memory to follow goes, with all that
 * are older. */
void text_undo_follow(struct text_undo *undo, const struct text_op *op);

/* Makes the draft, just begun, the opposite of the newest step; false without memory, and the draft
 * is of no use. */
bool text_undo_revert(const struct text_undo *undo, struct text_draft *draft);

#endif
