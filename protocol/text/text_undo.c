#include "text/text_undo.h"

#include "base/assert.h"
#include "text/text_memory.h"
#include "text/text_utf8.h"

#define MINE 1

struct text_undo text_undo_none(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_undo){.memory = memory, .marks = text_spans_begin(memory)};
}

void text_undo_finish(struct text_undo *u)
{
    ALCOVE_ASSERT(u->memory != NULL);
    text_spans_finish(&u->marks);
    if (u->size > 0) {
        text_wipe(u->deleted, u->size);
        u->memory->resize(u->memory->context, u->deleted, u->size, 0);
    }
    *u = text_undo_none(u->memory);
}

/* Reads the published text of all holes into `out`, unless it is NULL; returns its size. */
static size_t read_holes(const struct text_draft *d, const struct text_buffer *published,
                         uint8_t *out)
{
    size_t size = 0;
    uint32_t at = 0;
    ALCOVE_ASSERT(d->begun);
    for (uint32_t i = 0; i < text_spans_count(&d->changes); i++) {
        struct text_span span = text_spans_at(&d->changes, i);
        if (span.agent == TEXT_SPAN_HOLE)
            size += text_buffer_read(published, at, span.count, out == NULL ? NULL : out + size);
        at += span.agent == TEXT_SPAN_TYPED ? 0 : span.count;
    }
    return size;
}

bool text_undo_capture(struct text_undo *u, const struct text_draft *d,
                       const struct text_buffer *published)
{
    ALCOVE_ASSERT(u->size == 0 && text_spans_count(&u->marks) == 0);
    uint32_t count = text_spans_count(&d->changes);
    size_t size = read_holes(d, published, NULL);
    if (!text_spans_reserve(&u->marks, count))
        return false;
    if (size > 0) {
        u->deleted = u->memory->resize(u->memory->context, NULL, 0, size);
        if (u->deleted == NULL) {
            text_spans_finish(&u->marks);
            return false;
        }
        u->size = read_holes(d, published, u->deleted);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct text_span span = text_spans_at(&d->changes, i);
        span.agent = span.agent == TEXT_SPAN_TYPED ? MINE : span.agent;
        text_spans_put(&u->marks, span);
    }
    return true;
}

bool text_undo_reserve(struct text_undo *u, size_t ops)
{
    ALCOVE_ASSERT(ops <= UINT32_MAX / 16);
    return text_spans_count(&u->marks) == 0 || text_spans_reserve(&u->marks, (uint32_t)(2 * ops));
}

void text_undo_follow(struct text_undo *u, const struct text_op *op)
{
    if (text_spans_count(&u->marks) == 0)
        return;
    ALCOVE_ASSERT(op->count > 0);
    if (op->kind == TEXT_DELETE)
        text_spans_delete(&u->marks, op->at, op->count);
    else
        text_spans_insert(&u->marks, TEXT_SEEN, op->at,
                          (struct text_span){TEXT_SPAN_KEPT, op->count});
}

bool text_undo_revert(const struct text_undo *u, struct text_draft *d)
{
    uint32_t at = 0;
    size_t from = 0;
    ALCOVE_ASSERT(d->begun);
    for (uint32_t i = 0; i < text_spans_count(&u->marks); i++) {
        struct text_span span = text_spans_at(&u->marks, i);
        if (span.agent == MINE) {
            if (!text_draft_delete(d, at, span.count))
                return false;
            continue;
        }
        if (span.agent == TEXT_SPAN_HOLE) {
            size_t size = text_utf8_size(u->deleted + from, span.count);
            if (!text_draft_insert(d, at, u->deleted + from, size, span.count))
                return false;
            from += size;
        }
        at += span.count;
    }
    ALCOVE_ASSERT(from == u->size);
    return true;
}
