/* A sequence of runs of characters with a tag each: who wrote them, or what the draft did to them.
 * Edits near the last one cost a step; the list stands around its cursor like two stacks.
 *
 * Two tags are the draft's: TEXT_SPAN_TYPED characters are only in the text with the draft,
 * TEXT_SPAN_HOLE characters only in the published text. So there are two measures of a place, and a
 * list without these tags has equal ones. Used for authors, by text_draft.c and by
 * text_undo.c. */
#ifndef ALCOVE_TEXT_TEXT_SPANS_H
#define ALCOVE_TEXT_TEXT_SPANS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/assert.h"
#include "base/memory.h"
#include "text/text.h"

#define TEXT_SPAN_TYPED TEXT_DRAFT
#define TEXT_SPAN_HOLE  (UINT32_MAX - 1)
#define TEXT_SPAN_KEPT  0

enum text_measure {
    TEXT_SEEN,      /* the text with the draft */
    TEXT_PUBLISHED, /* without it */
};

struct text_spans {
    const struct alcove_memory *memory;
    struct text_span *items;
    uint32_t left, right; /* items before the cursor, and after it, at the end of the room */
    uint32_t capacity;
    uint32_t before[2]; /* characters before the cursor, in each measure */
};

struct text_spans text_spans_begin(const struct alcove_memory *memory);
void text_spans_finish(struct text_spans *spans);
/* Room for `extra` more; an edit needs two. False without memory, nothing changed. */
bool text_spans_reserve(struct text_spans *spans, uint32_t extra);
bool text_spans_copy(const struct text_spans *spans, struct text_spans *out);
void text_spans_clear(struct text_spans *spans);

uint32_t text_spans_count(const struct text_spans *spans);
struct text_span text_spans_at(const struct text_spans *spans, uint32_t index);

/* Puts `count` characters of `tag` at a place, for which room was reserved. Typed ones go before a
 * hole at the same place. */
void text_spans_insert(struct text_spans *spans, enum text_measure measure, uint32_t at,
                       struct text_span span);
/* Takes `count` characters from `at` on away if all of them, and more, are in the run before the
 * cursor, and have the tag; else false: the quick way of deleting what was typed just now. */
bool text_spans_shrink(struct text_spans *spans, uint32_t tag, uint32_t at, uint32_t count);
/* Takes `count` characters away that are in the text with the draft; holes stay. */
void text_spans_delete(struct text_spans *spans, uint32_t at, uint32_t count);

/* For those that walk: puts the cursor at a place, cutting a run in two if need be (room: 1); says
 * what is the tag after the cursor, if there is any; takes the run there, at most `most` characters
 * of it; and puts one before the cursor (room: 1). */
void text_spans_seek(struct text_spans *spans, enum text_measure measure, uint32_t at);
bool text_spans_next_is(const struct text_spans *spans, uint32_t tag);
struct text_span text_spans_take(struct text_spans *spans, uint32_t most);
void text_spans_put(struct text_spans *spans, struct text_span span);

/* Whether a place is in the run before the cursor, or at an end of it, and that has the tag. */
static inline bool text_spans_is_in_last(const struct text_spans *s, enum text_measure measure,
                                         uint32_t at, uint32_t tag)
{
    if (s->left == 0)
        return false;
    ALCOVE_ASSERT(s->left <= s->capacity);
    const struct text_span *last = &s->items[s->left - 1];
    uint32_t before = s->before[measure];
    return last->agent == tag && at <= before && before - at <= last->count;
}

/* The quick way of adding a typed character: false, and nothing, unless it is in the run before the
 * cursor, or at an end of it. Needs nothing reserved. Inline, as most of what is done to a text is
 * just this. */
static inline bool text_spans_type(struct text_spans *s, uint32_t at)
{
    if (!text_spans_is_in_last(s, TEXT_SEEN, at, TEXT_SPAN_TYPED))
        return false;
    s->items[s->left - 1].count++;
    s->before[TEXT_SEEN]++;
    return true;
}

#endif
