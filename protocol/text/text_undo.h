/* What is needed to take back what was published last: where its characters stand now, and the text
 * it deleted. That text is in no file, and nowhere else. Used by text.c and text_merge.c. */
#ifndef ALCOVE_TEXT_TEXT_UNDO_H
#define ALCOVE_TEXT_TEXT_UNDO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text_draft.h"

struct text_undo {
    const struct alcove_memory *memory;
    struct text_spans marks; /* over the published text: mine, others', and holes where text was */
    uint8_t *deleted;        /* the text of all holes */
    size_t size;
};

struct text_undo text_undo_none(const struct alcove_memory *memory);
/* Of a draft that is about to be published; false without memory. */
bool text_undo_capture(struct text_undo *undo, const struct text_draft *draft,
                       const struct text_buffer *published);
/* Wipes and frees. */
void text_undo_finish(struct text_undo *undo);

/* Room for following `ops` ops; and the published text changed by others. */
bool text_undo_reserve(struct text_undo *undo, size_t ops);
void text_undo_follow(struct text_undo *undo, const struct text_op *op);

/* Makes the draft, just begun, the opposite; false without memory, and the draft is of no use. */
bool text_undo_revert(const struct text_undo *undo, struct text_draft *draft);

#endif
