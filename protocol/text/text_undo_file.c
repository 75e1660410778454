#include "base/assert.h"
#include "text/text_state.h"

/* A step: the version of the text it is for, a number an agent; how many steps are newer; its
 * marks, how many and each count × 3 and what it is; and the text it deleted. */

enum mark { MARK_KEPT, MARK_TYPED, MARK_HOLE, MARKS };

static enum mark mark_of(uint32_t tag)
{
    ALCOVE_ASSERT(tag == TEXT_SPAN_KEPT || tag == TEXT_SPAN_TYPED || tag == TEXT_SPAN_HOLE);
    if (tag == TEXT_SPAN_KEPT)
        return MARK_KEPT;
    return tag == TEXT_SPAN_TYPED ? MARK_TYPED : MARK_HOLE;
}

static uint64_t number_of(struct text_span span)
{
    ALCOVE_ASSERT(span.count > 0);
    return (uint64_t)span.count * MARKS + mark_of(span.agent);
}

/* NULL if there is none; `newer` is how many came after it. */
static const struct text_undo_step *find_step(const struct text *t, uint32_t seq, uint32_t *newer)
{
    const struct text_undo_step *found = NULL;
    *newer = t->undo.count;
    while (*newer > 0 && found == NULL) {
        const struct text_undo_step *step = text_undo_at(&t->undo, t->undo.count - *newer);
        found = step->seq == seq ? step : NULL;
        (*newer)--;
    }
    ALCOVE_ASSERT(found == NULL || *newer < t->undo.count);
    return found;
}

size_t text_undo_size(const struct text *t, uint32_t seq)
{
    uint32_t newer;
    const struct text_undo_step *step = find_step(t, seq, &newer);
    if (step == NULL)
        return 0;
    uint32_t count = text_spans_count(&step->marks);
    size_t size = byte_varint_size(newer) + byte_varint_size(count) + step->size;
    for (uint32_t i = 0; i < t->bounds.agents; i++)
        size += byte_varint_size(t->graph.known[i]);
    for (uint32_t i = 0; i < count; i++)
        size += byte_varint_size(number_of(text_spans_at(&step->marks, i)));
    ALCOVE_ASSERT(size > step->size);
    return size;
}

void text_undo_write(const struct text *t, uint32_t seq, struct byte_writer *out)
{
    uint32_t newer;
    const struct text_undo_step *step = find_step(t, seq, &newer);
    ALCOVE_ASSERT(step != NULL);
    uint32_t count = text_spans_count(&step->marks);
    for (uint32_t i = 0; i < t->bounds.agents; i++)
        byte_write_varint(out, t->graph.known[i]);
    byte_write_varint(out, newer);
    byte_write_varint(out, count);
    for (uint32_t i = 0; i < count; i++)
        byte_write_varint(out, number_of(text_spans_at(&step->marks, i)));
    if (step->size > 0)
        byte_write_bytes(out, step->deleted, step->size);
}

static bool read_version(const struct text *t, struct byte_reader *in)
{
    bool is_same = true;
    for (uint32_t i = 0; i < t->bounds.agents; i++)
        is_same = (byte_read_varint(in) == t->graph.known[i]) & is_same;
    ALCOVE_ASSERT(in->at <= in->size);
    return is_same;
}

/* The characters in the text that the oldest step comes after. */
static uint32_t length_before(const struct text *t)
{
    uint32_t length = 0;
    if (t->undo.count == 0)
        return t->published.length;
    const struct text_spans *marks = &text_undo_at(&t->undo, 0)->marks;
    for (uint32_t i = 0; i < text_spans_count(marks); i++) {
        struct text_span span = text_spans_at(marks, i);
        length += span.agent == TEXT_SPAN_TYPED ? 0 : span.count;
    }
    ALCOVE_ASSERT(length <= 2 * TEXT_BYTES_MAX);
    return length;
}

/* What the marks of a step come to, in characters. */
struct lengths {
    uint32_t after, holes;
};

/* Reads `count` marks, into `marks` unless it is NULL. */
static bool read_marks(struct byte_reader *in, uint32_t count, struct text_spans *marks,
                       struct lengths *out)
{
    static const uint32_t tags[MARKS] = {TEXT_SPAN_KEPT, TEXT_SPAN_TYPED, TEXT_SPAN_HOLE};
    *out = (struct lengths){0, 0};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t number = byte_read_varint(in);
        uint64_t mark = number % MARKS;
        uint64_t length = number / MARKS;
        if (in->failed || length == 0 || length > TEXT_BYTES_MAX || out->after > TEXT_BYTES_MAX ||
            out->holes > TEXT_BYTES_MAX)
            return false;
        *(mark == MARK_HOLE ? &out->holes : &out->after) += (uint32_t)length;
        if (marks != NULL)
            text_spans_put(marks, (struct text_span){tags[mark], (uint32_t)length});
    }
    ALCOVE_ASSERT(out->after <= 2 * TEXT_BYTES_MAX);
    return out->after <= TEXT_BYTES_MAX && out->holes <= TEXT_BYTES_MAX;
}

/* Puts a step before all others; room is there. */
static void put_oldest(struct text_undo *u, const struct text_undo_step *step)
{
    ALCOVE_ASSERT(u->count < u->array.capacity);
    u->count++;
    for (uint32_t i = u->count - 1; i > 0; i--)
        *text_undo_at(u, i) = *text_undo_at(u, i - 1);
    *text_undo_at(u, 0) = *step;
}

/* Marks and text that were looked at, again, to keep them. */
static enum text_result add_step(struct text *t, uint32_t seq, uint32_t count,
                                 struct byte_reader *in)
{
    struct lengths lengths;
    struct text_undo_step step = text_undo_step_none(t->memory);
    if (!text_array_reserve(t->memory, &t->undo.array, t->undo.count + 1) ||
        !text_spans_reserve(&step.marks, count))
        return TEXT_NO_MEMORY;
    bool is_good = read_marks(in, count, &step.marks, &lengths);
    ALCOVE_ASSERT(is_good);
    size_t size = byte_reader_left(in);
    step.seq = seq;
    if (size > 0) {
        step.deleted = t->memory->resize(t->memory->context, NULL, 0, size);
        if (step.deleted == NULL) {
            text_undo_step_finish(&step);
            return TEXT_NO_MEMORY;
        }
        step.size = size;
        byte_read_copy(in, step.deleted, size);
    }
    put_oldest(&t->undo, &step);
    return TEXT_APPLIED;
}

enum text_result text_undo_read(struct text *t, uint32_t seq, const uint8_t *bytes, size_t size)
{
    struct byte_reader in = byte_reader_over(bytes, size);
    struct lengths lengths;
    uint32_t holes = 0;
    bool is_due = read_version(t, &in);
    is_due = (byte_read_varint(&in) == t->undo.count) & is_due;
    uint64_t count = byte_read_varint(&in);
    if (in.failed || count > byte_reader_left(&in))
        return TEXT_MALFORMED;
    struct byte_reader marks = in;
    if (!read_marks(&in, (uint32_t)count, NULL, &lengths))
        return TEXT_MALFORMED;
    size_t left = byte_reader_left(&in);
    if (left > 0 && !text_count(bytes + in.at, left, &holes))
        return TEXT_MALFORMED;
    ALCOVE_ASSERT(holes <= left);
    if (holes != lengths.holes)
        return TEXT_MALFORMED;
    if (t->undo.count > 0 && seq >= text_undo_at(&t->undo, 0)->seq)
        is_due = false;
    if (!is_due || t->undo.count == TEXT_UNDO_MAX)
        return TEXT_DUPLICATE;
    if (lengths.after != length_before(t))
        return TEXT_MALFORMED;
    return add_step(t, seq, (uint32_t)count, &marks);
}
