/* What this device's person typed and did not publish yet: the text as it is seen, and how it
 * differs from the published one. Nobody else knows of it. Used by text.c, text_merge.c and
 * text_undo.c. */
#ifndef ALCOVE_TEXT_TEXT_DRAFT_H
#define ALCOVE_TEXT_TEXT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text_buffer.h"
#include "text/text_spans.h"
#include "text/text_walk.h"

struct text_draft {
    bool begun;
    struct text_buffer seen;
    struct text_spans changes; /* kept, typed, and holes */
};

struct text_draft text_draft_none(const struct alcove_memory *memory);
/* Begins as a copy of the published text; false without memory. */
bool text_draft_begin(struct text_draft *draft, const struct text_buffer *published);
/* Wipes and frees. */
void text_draft_finish(struct text_draft *draft);
/* Whether it differs from the published text. */
bool text_draft_is_some(const struct text_draft *draft);

/* Edits at a place of what is seen, all checked; false without memory, nothing changed. */
bool text_draft_insert(struct text_draft *draft, uint32_t at, const uint8_t *bytes, size_t size,
                       uint32_t length);
/* The quick way of typing on: false, and nothing, if it is not that. */
bool text_draft_type(struct text_draft *draft, uint32_t at, uint8_t byte);
bool text_draft_delete(struct text_draft *draft, uint32_t at, uint32_t count);

/* Room for following `ops` ops that insert `bytes` in all. */
bool text_draft_reserve(struct text_draft *draft, size_t ops, size_t bytes);
/* The published text changed. */
void text_draft_follow(struct text_draft *draft, const struct text_op *op);

/* The edits that make the draft of the published text: writes up to `room` runs, and returns how
 * many there are. Their text goes to `text`, as it stands in the text that is seen. */
size_t text_draft_runs(const struct text_draft *draft, struct text_run *runs, size_t room,
                       uint8_t *text);
/* Bytes of that text. */
size_t text_draft_typed_size(const struct text_draft *draft);

#endif
