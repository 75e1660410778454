#include "text/text_undo.h"

#include <string.h>

#include "base/assert.h"
#include "text/text_utf8.h"

struct text_undo_step text_undo_step_none(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_undo_step){.marks = text_spans_begin(memory)};
}

void text_undo_step_finish(struct text_undo_step *step)
{
    const struct alcove_memory *memory = step->marks.memory;
    text_spans_finish(&step->marks);
    ALCOVE_ASSERT((step->deleted == NULL) == (step->size == 0));
    if (step->size > 0) {
        text_wipe(step->deleted, step->size);
        memory->resize(memory->context, step->deleted, step->size, 0);
    }
    *step = text_undo_step_none(memory);
}

struct text_undo text_undo_none(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_undo){.memory = memory, .array = {.item = sizeof(struct text_undo_step)}};
}

struct text_undo_step *text_undo_at(const struct text_undo *u, uint32_t index)
{
    ALCOVE_ASSERT(index < u->count);
    return (struct text_undo_step *)u->array.items + index;
}

void text_undo_drop(struct text_undo *u, uint32_t count)
{
    ALCOVE_ASSERT(count <= u->count);
    if (count == 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        text_undo_step_finish(text_undo_at(u, i));
    struct text_undo_step *steps = u->array.items;
    u->count -= count;
    memmove(steps, steps + count, u->count * sizeof *steps);
}

void text_undo_finish(struct text_undo *u)
{
    ALCOVE_ASSERT(u->memory != NULL);
    text_undo_drop(u, u->count);
    text_array_finish(u->memory, &u->array);
    u->is_drafted = false;
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
                       const struct text_buffer *published, struct text_undo_step *out)
{
    size_t size = read_holes(d, published, NULL);
    *out = text_undo_step_none(u->memory);
    if (!text_array_reserve(u->memory, &u->array, u->count + 1) ||
        !text_spans_copy(&d->changes, &out->marks))
        return false;
    ALCOVE_ASSERT(text_spans_count(&out->marks) > 0);
    if (size == 0)
        return true;
    out->deleted = u->memory->resize(u->memory->context, NULL, 0, size);
    if (out->deleted == NULL) {
        text_undo_step_finish(out);
        return false;
    }
    out->size = read_holes(d, published, out->deleted);
    return true;
}

void text_undo_push(struct text_undo *u, const struct text_undo_step *step)
{
    ALCOVE_ASSERT(u->count < u->array.capacity && u->count <= TEXT_UNDO_MAX);
    if (u->count == TEXT_UNDO_MAX)
        text_undo_drop(u, 1);
    u->is_drafted = false;
    u->count++;
    *text_undo_at(u, u->count - 1) = *step;
}

void text_undo_pop(struct text_undo *u)
{
    ALCOVE_ASSERT(u->count > 0);
    text_undo_step_finish(text_undo_at(u, u->count - 1));
    u->count--;
    u->is_drafted = false;
}

static bool copy_step(const struct text_undo_step *step, struct text_undo_step *out)
{
    const struct alcove_memory *memory = step->marks.memory;
    *out = text_undo_step_none(memory);
    if (!text_spans_copy(&step->marks, &out->marks))
        return false;
    out->seq = step->seq;
    if (step->size == 0)
        return true;
    out->deleted = memory->resize(memory->context, NULL, 0, step->size);
    if (out->deleted == NULL) {
        text_undo_step_finish(out);
        return false;
    }
    ALCOVE_ASSERT(step->deleted != NULL);
    memcpy(out->deleted, step->deleted, step->size);
    out->size = step->size;
    return true;
}

bool text_undo_copy(const struct text_undo *u, struct text_undo *out)
{
    ALCOVE_ASSERT(out->count == 0);
    if (!text_array_reserve(u->memory, &out->array, u->count))
        return false;
    while (out->count < u->count) {
        struct text_undo_step *to = (struct text_undo_step *)out->array.items + out->count;
        if (!copy_step(text_undo_at(u, out->count), to))
            return false;
        out->count++;
    }
    out->is_drafted = u->is_drafted;
    return true;
}

/* What others did, on its way down the steps; those below `lost` found no memory for it. */
struct follower {
    struct text_undo *undo;
    uint32_t lost;
};

/* NULL if there is no such step that can follow; `depth` counts from the newest. */
static struct text_spans *marks_at(struct follower *f, uint32_t depth)
{
    uint32_t count = f->undo->count;
    if (depth >= count - f->lost)
        return NULL;
    struct text_spans *marks = &text_undo_at(f->undo, count - 1 - depth)->marks;
    /* A cut where it begins, and what is put there. */
    if (text_spans_reserve(marks, 2))
        return marks;
    f->lost = count - depth;
    ALCOVE_ASSERT(f->lost >= 1 && f->lost <= count);
    return NULL;
}

/* What is written behind what replaced something stays behind both. */
static void pass_replaced(struct text_spans *marks)
{
    ALCOVE_ASSERT(marks->left + marks->right <= marks->capacity);
    if (marks->left > 0 && marks->items[marks->left - 1].agent == TEXT_SPAN_TYPED &&
        text_spans_next_is(marks, TEXT_SPAN_HOLE))
        text_spans_put(marks, text_spans_take(marks, UINT32_MAX));
}

/* Makes one of the runs on both sides of the cursor, if they are of a kind. */
static void join(struct text_spans *marks)
{
    ALCOVE_ASSERT(marks->left + marks->right <= marks->capacity);
    if (marks->left > 0 && text_spans_next_is(marks, marks->items[marks->left - 1].agent))
        text_spans_put(marks, text_spans_take(marks, UINT32_MAX));
}

static void follow_insert(struct follower *f, uint32_t at, uint32_t count)
{
    struct text_spans *marks = marks_at(f, 0);
    for (uint32_t depth = 1; marks != NULL; depth++) {
        text_spans_seek(marks, TEXT_SEEN, at);
        pass_replaced(marks);
        at = marks->before[TEXT_PUBLISHED];
        text_spans_put(marks, (struct text_span){TEXT_SPAN_KEPT, count});
        join(marks);
        ALCOVE_ASSERT(marks->before[TEXT_PUBLISHED] >= at + count);
        marks = marks_at(f, depth);
    }
}

/* What is of a step goes from its marks alone; what it kept goes from the older ones, too. It is
 * called once more for each of at most TEXT_UNDO_MAX steps. */
static void follow_delete(struct follower *f, uint32_t depth, uint32_t at, uint32_t count)
{
    struct text_spans *marks = marks_at(f, depth);
    if (marks == NULL)
        return;
    text_spans_seek(marks, TEXT_SEEN, at);
    while (count > 0) {
        if (text_spans_next_is(marks, TEXT_SPAN_HOLE)) {
            text_spans_put(marks, text_spans_take(marks, UINT32_MAX));
            continue;
        }
        struct text_span span = text_spans_take(marks, count);
        ALCOVE_ASSERT(span.count > 0 && span.count <= count);
        count -= span.count;
        if (span.agent == TEXT_SPAN_KEPT)
            follow_delete(f, depth + 1, marks->before[TEXT_PUBLISHED], span.count);
    }
    join(marks);
}

void text_undo_follow(struct text_undo *u, const struct text_op *op)
{
    struct follower follower = {.undo = u};
    u->is_drafted = false;
    if (u->count == 0)
        return;
    ALCOVE_ASSERT(op->count > 0);
    if (op->kind == TEXT_DELETE)
        follow_delete(&follower, 0, op->at, op->count);
    else
        follow_insert(&follower, op->at, op->count);
    text_undo_drop(u, follower.lost);
}

bool text_undo_revert(const struct text_undo *u, struct text_draft *d)
{
    const struct text_undo_step *step = text_undo_at(u, u->count - 1);
    uint32_t at = 0;
    size_t from = 0;
    ALCOVE_ASSERT(d->begun);
    for (uint32_t i = 0; i < text_spans_count(&step->marks); i++) {
        struct text_span span = text_spans_at(&step->marks, i);
        if (span.agent == TEXT_SPAN_TYPED) {
            if (!text_draft_delete(d, at, span.count))
                return false;
            continue;
        }
        if (span.agent == TEXT_SPAN_HOLE) {
            size_t size = text_utf8_size(step->deleted + from, span.count);
            if (!text_draft_insert(d, at, step->deleted + from, size, span.count))
                return false;
            from += size;
        }
        at += span.count;
    }
    ALCOVE_ASSERT(from == step->size);
    return true;
}
