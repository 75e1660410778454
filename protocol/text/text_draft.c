#include "text/text_draft.h"

#include "base/assert.h"

struct text_draft text_draft_none(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_draft){
        .seen = text_buffer_begin(memory),
        .changes = text_spans_begin(memory),
    };
}

bool text_draft_begin(struct text_draft *d, const struct text_buffer *published)
{
    ALCOVE_ASSERT(!d->begun);
    struct text_span kept = {TEXT_SPAN_KEPT, published->length};
    if (!text_spans_reserve(&d->changes, 1) || !text_buffer_copy(published, &d->seen))
        return false;
    text_spans_clear(&d->changes);
    if (kept.count > 0)
        text_spans_put(&d->changes, kept);
    d->begun = true;
    return true;
}

void text_draft_finish(struct text_draft *d)
{
    text_buffer_finish(&d->seen);
    text_spans_finish(&d->changes);
    d->begun = false;
    ALCOVE_ASSERT(d->seen.size == 0);
}

bool text_draft_is_some(const struct text_draft *d)
{
    uint32_t count = d->begun ? text_spans_count(&d->changes) : 0;
    ALCOVE_ASSERT(d->begun || d->seen.length == 0);
    for (uint32_t i = 0; i < count; i++) {
        if (text_spans_at(&d->changes, i).agent != TEXT_SPAN_KEPT)
            return true;
    }
    return false;
}

bool text_draft_insert(struct text_draft *d, uint32_t at, const uint8_t *bytes, size_t size,
                       uint32_t length)
{
    ALCOVE_ASSERT(d->begun);
    if (!text_buffer_reserve(&d->seen, size) || !text_spans_reserve(&d->changes, 2))
        return false;
    text_buffer_insert(&d->seen, at, bytes, size, length);
    text_spans_insert(&d->changes, TEXT_SEEN, at, (struct text_span){TEXT_SPAN_TYPED, length});
    return true;
}

bool text_draft_type(struct text_draft *d, uint32_t at, uint8_t byte)
{
    ALCOVE_ASSERT(byte >= 0x20 && byte < 0x7f);
    if (!d->begun || !text_spans_type(&d->changes, at))
        return false;
    bool done = text_buffer_type(&d->seen, at, byte);
    if (!done)
        text_spans_shrink(&d->changes, TEXT_SPAN_TYPED, at, 1);
    return done;
}

bool text_draft_delete(struct text_draft *d, uint32_t at, uint32_t count)
{
    ALCOVE_ASSERT(d->begun);
    bool quick = text_spans_shrink(&d->changes, TEXT_SPAN_TYPED, at, count);
    if (!quick && !text_spans_reserve(&d->changes, 3))
        return false;
    text_buffer_delete(&d->seen, at, count);
    if (quick)
        return true;
    text_spans_seek(&d->changes, TEXT_SEEN, at);
    while (count > 0) {
        bool hole = text_spans_next_is(&d->changes, TEXT_SPAN_HOLE);
        struct text_span span = text_spans_take(&d->changes, hole ? UINT32_MAX : count);
        count -= hole ? 0 : span.count;
        if (span.agent == TEXT_SPAN_TYPED)
            continue;
        span.agent = TEXT_SPAN_HOLE;
        text_spans_put(&d->changes, span);
    }
    /* One hole, where it meets another one. */
    if (text_spans_next_is(&d->changes, TEXT_SPAN_HOLE))
        text_spans_put(&d->changes, text_spans_take(&d->changes, UINT32_MAX));
    return true;
}

bool text_draft_reserve(struct text_draft *d, size_t ops, size_t bytes)
{
    ALCOVE_ASSERT(ops <= UINT32_MAX / 16);
    return !d->begun || (text_buffer_reserve(&d->seen, bytes) &&
                         text_spans_reserve(&d->changes, (uint32_t)(2 * ops)));
}

static void follow_insert(struct text_draft *d, const struct text_op *op)
{
    struct text_spans *changes = &d->changes;
    text_spans_seek(changes, TEXT_PUBLISHED, op->at);
    /* What was typed here stays before it, and the caret with it. */
    while (text_spans_next_is(changes, TEXT_SPAN_TYPED))
        text_spans_put(changes, text_spans_take(changes, UINT32_MAX));
    ALCOVE_ASSERT(changes->before[TEXT_PUBLISHED] == op->at);
    text_buffer_insert(&d->seen, changes->before[TEXT_SEEN], op->text, op->size, op->count);
    text_spans_put(changes, (struct text_span){TEXT_SPAN_KEPT, op->count});
}

static void follow_delete(struct text_draft *d, const struct text_op *op)
{
    struct text_spans *changes = &d->changes;
    text_spans_seek(changes, TEXT_PUBLISHED, op->at);
    for (uint32_t left = op->count; left > 0;) {
        if (text_spans_next_is(changes, TEXT_SPAN_TYPED)) {
            text_spans_put(changes, text_spans_take(changes, UINT32_MAX));
            continue;
        }
        struct text_span span = text_spans_take(changes, left);
        ALCOVE_ASSERT(span.count > 0 && span.count <= left);
        left -= span.count;
        if (span.agent == TEXT_SPAN_KEPT)
            text_buffer_delete(&d->seen, changes->before[TEXT_SEEN], span.count);
    }
}

void text_draft_follow(struct text_draft *d, const struct text_op *op)
{
    if (!d->begun)
        return;
    ALCOVE_ASSERT(op->count > 0);
    if (op->kind == TEXT_INSERT)
        follow_insert(d, op);
    else
        follow_delete(d, op);
}

size_t text_draft_typed_size(const struct text_draft *d)
{
    size_t size = 0;
    uint32_t at = 0;
    ALCOVE_ASSERT(d->begun);
    for (uint32_t i = 0; i < text_spans_count(&d->changes); i++) {
        struct text_span span = text_spans_at(&d->changes, i);
        if (span.agent == TEXT_SPAN_TYPED)
            size += text_buffer_read(&d->seen, at, span.count, NULL);
        at += span.agent == TEXT_SPAN_HOLE ? 0 : span.count;
    }
    return size;
}

size_t text_draft_runs(const struct text_draft *d, struct text_run *runs, size_t room,
                       uint8_t *text)
{
    size_t count = 0;
    uint32_t at = 0;
    ALCOVE_ASSERT(d->begun);
    for (uint32_t i = 0; i < text_spans_count(&d->changes); i++) {
        struct text_span span = text_spans_at(&d->changes, i);
        bool typed = span.agent == TEXT_SPAN_TYPED;
        if (span.agent != TEXT_SPAN_KEPT && count++ < room) {
            struct text_run *run = &runs[count - 1];
            *run = (struct text_run){typed ? TEXT_INSERT : TEXT_DELETE, at, span.count, NULL, 0};
            if (typed) {
                run->text = text;
                run->size = text_buffer_read(&d->seen, at, span.count, text);
                text += run->size;
            }
        }
        at += span.agent == TEXT_SPAN_HOLE ? 0 : span.count;
    }
    return count;
}
