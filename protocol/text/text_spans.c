#include "text/text_spans.h"

#include <string.h>

#include "base/assert.h"

/* Runs that are looked at together when the cursor has far to go. */
#define STRIDE 16

struct text_spans text_spans_begin(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_spans){.memory = memory};
}

void text_spans_finish(struct text_spans *s)
{
    const struct alcove_memory *memory = s->memory;
    ALCOVE_ASSERT(s->left + s->right <= s->capacity);
    if (s->capacity > 0)
        memory->resize(memory->context, s->items, s->capacity * sizeof *s->items, 0);
    *s = text_spans_begin(memory);
}

void text_spans_clear(struct text_spans *s)
{
    ALCOVE_ASSERT(s != NULL);
    s->left = s->right = s->before[TEXT_SEEN] = s->before[TEXT_PUBLISHED] = 0;
}

static bool grow(struct text_spans *s, uint32_t capacity)
{
    const struct alcove_memory *memory = s->memory;
    ALCOVE_ASSERT(capacity >= s->left + s->right);
    struct text_span *items = memory->resize(memory->context, NULL, 0, capacity * sizeof *items);
    if (items == NULL)
        return false;
    if (s->capacity > 0) {
        memcpy(items, s->items, s->left * sizeof *items);
        memcpy(items + capacity - s->right, s->items + s->capacity - s->right,
               s->right * sizeof *items);
    }
    s->items = items;
    s->capacity = capacity;
    return true;
}

bool text_spans_reserve(struct text_spans *s, uint32_t extra)
{
    uint32_t count = s->left + s->right;
    ALCOVE_ASSERT(extra <= UINT32_MAX / 4 && count <= UINT32_MAX / 4);
    if (count + extra <= s->capacity)
        return true;
    struct text_spans old = *s;
    if (!grow(s, (count + extra) + (count + extra) / 2))
        return false;
    text_spans_finish(&old);
    return true;
}

bool text_spans_copy(const struct text_spans *s, struct text_spans *out)
{
    ALCOVE_ASSERT(s != out);
    *out = *s;
    if (s->capacity == 0 || grow(out, s->capacity))
        return true;
    *out = text_spans_begin(s->memory);
    return false;
}

uint32_t text_spans_count(const struct text_spans *s)
{
    ALCOVE_ASSERT(s->left + s->right <= s->capacity);
    return s->left + s->right;
}

struct text_span text_spans_at(const struct text_spans *s, uint32_t index)
{
    ALCOVE_ASSERT(index < s->left + s->right);
    return s->items[index < s->left ? index : index + s->capacity - s->left - s->right];
}

static bool counts_in(enum text_measure measure, uint32_t tag)
{
    return tag != (measure == TEXT_SEEN ? TEXT_SPAN_HOLE : TEXT_SPAN_TYPED);
}

/* The characters before the cursor become more, or fewer. */
static void pass(struct text_spans *s, uint32_t tag, uint32_t count)
{
    ALCOVE_ASSERT(count != 0);
    s->before[TEXT_SEEN] += counts_in(TEXT_SEEN, tag) ? count : 0;
    s->before[TEXT_PUBLISHED] += counts_in(TEXT_PUBLISHED, tag) ? count : 0;
}

void text_spans_put(struct text_spans *s, struct text_span span)
{
    ALCOVE_ASSERT(span.count > 0);
    pass(s, span.agent, span.count);
    if (s->left > 0 && s->items[s->left - 1].agent == span.agent) {
        s->items[s->left - 1].count += span.count;
        return;
    }
    ALCOVE_ASSERT(s->left + s->right < s->capacity);
    s->items[s->left++] = span;
}

static void put_after(struct text_spans *s, struct text_span span)
{
    struct text_span *next = &s->items[s->capacity - s->right];
    if (s->right > 0 && next->agent == span.agent) {
        next->count += span.count;
        return;
    }
    ALCOVE_ASSERT(s->left + s->right < s->capacity);
    s->right++;
    next[-1] = span;
}

bool text_spans_next_is(const struct text_spans *s, uint32_t tag)
{
    ALCOVE_ASSERT(s->right <= s->capacity);
    return s->right > 0 && s->items[s->capacity - s->right].agent == tag;
}

struct text_span text_spans_take(struct text_spans *s, uint32_t most)
{
    ALCOVE_ASSERT(s->right > 0 && most > 0);
    struct text_span *next = &s->items[s->capacity - s->right];
    struct text_span taken = *next;
    if (taken.count > most) {
        taken.count = most;
        next->count -= most;
    } else {
        s->right--;
    }
    return taken;
}

/* Moves up to `most` characters of the run before the cursor behind it. */
static void step_back(struct text_spans *s, uint32_t most)
{
    ALCOVE_ASSERT(s->left > 0);
    struct text_span *last = &s->items[s->left - 1];
    struct text_span moved = *last;
    if (moved.count > most) {
        moved.count = most;
        last->count -= most;
    } else {
        s->left--;
    }
    pass(s, moved.agent, -moved.count);
    put_after(s, moved);
}

/* Moves `count` whole runs from before the cursor behind it, or the other way. */
static void shift_back(struct text_spans *s, uint32_t count)
{
    struct text_span *to = &s->items[s->capacity - s->right - count];
    ALCOVE_ASSERT(count <= s->left);
    s->left -= count;
    s->right += count;
    memmove(to, &s->items[s->left], count * sizeof *to);
}

static void shift_on(struct text_spans *s, uint32_t count)
{
    const struct text_span *from = &s->items[s->capacity - s->right];
    ALCOVE_ASSERT(count <= s->right);
    memmove(&s->items[s->left], from, count * sizeof *from);
    s->left += count;
    s->right -= count;
}

/* What some runs come to in both measures. */
static void sum(const struct text_span *items, uint32_t sums[2])
{
    uint32_t seen = 0, published = 0;
    /* A copy, and masks in place of branches, so that the compiler takes several at a time. */
    struct text_span local[STRIDE];
    memcpy(local, items, sizeof local);
    for (size_t i = 0; i < STRIDE; i++) {
        seen += local[i].count & (0 - (uint32_t)(local[i].agent != TEXT_SPAN_HOLE));
        published += local[i].count & (0 - (uint32_t)(local[i].agent != TEXT_SPAN_TYPED));
    }
    sums[TEXT_SEEN] = seen;
    sums[TEXT_PUBLISHED] = published;
}

/* Passes whole runs back, first many at once, as long as the cursor stays at `at` or after it. */
static void pass_back(struct text_spans *s, enum text_measure measure, uint32_t at)
{
    uint32_t count = 0, sums[2];
    ALCOVE_ASSERT(s->before[measure] > at);
    for (; s->left - count >= STRIDE; count += STRIDE) {
        sum(&s->items[s->left - count - STRIDE], sums);
        if (sums[measure] > s->before[measure] - at)
            break;
        s->before[TEXT_SEEN] -= sums[TEXT_SEEN];
        s->before[TEXT_PUBLISHED] -= sums[TEXT_PUBLISHED];
    }
    for (; s->before[measure] > at; count++) {
        struct text_span span = s->items[s->left - 1 - count];
        uint32_t width = counts_in(measure, span.agent) ? span.count : 0;
        if (width > s->before[measure] - at)
            break;
        pass(s, span.agent, -span.count);
    }
    shift_back(s, count);
}

/* Passes whole runs on, as long as the cursor stays at `at` or before it. */
static void pass_on(struct text_spans *s, enum text_measure measure, uint32_t at)
{
    const struct text_span *next = &s->items[s->capacity - s->right];
    uint32_t count = 0, sums[2];
    ALCOVE_ASSERT(s->before[measure] < at);
    for (; s->right - count >= STRIDE; count += STRIDE) {
        sum(next + count, sums);
        if (sums[measure] > at - s->before[measure])
            break;
        s->before[TEXT_SEEN] += sums[TEXT_SEEN];
        s->before[TEXT_PUBLISHED] += sums[TEXT_PUBLISHED];
    }
    for (; s->before[measure] < at; count++) {
        uint32_t width = counts_in(measure, next[count].agent) ? next[count].count : 0;
        if (width > at - s->before[measure])
            break;
        pass(s, next[count].agent, next[count].count);
    }
    shift_on(s, count);
}

void text_spans_seek(struct text_spans *s, enum text_measure measure, uint32_t at)
{
    if (s->before[measure] > at) {
        pass_back(s, measure, at);
        if (s->before[measure] > at)
            step_back(s, s->before[measure] - at);
    } else if (s->before[measure] < at) {
        pass_on(s, measure, at);
        if (s->before[measure] < at)
            text_spans_put(s, text_spans_take(s, at - s->before[measure]));
    }
    ALCOVE_ASSERT(s->before[measure] == at);
}

void text_spans_insert(struct text_spans *s, enum text_measure measure, uint32_t at,
                       struct text_span span)
{
    ALCOVE_ASSERT(span.agent != TEXT_SPAN_HOLE);
    if (text_spans_is_in_last(s, measure, at, span.agent)) {
        s->items[s->left - 1].count += span.count;
        pass(s, span.agent, span.count);
        return;
    }
    text_spans_seek(s, measure, at);
    if (span.agent == TEXT_SPAN_TYPED) {
        while (s->left > 0 && s->items[s->left - 1].agent == TEXT_SPAN_HOLE)
            step_back(s, UINT32_MAX);
    }
    text_spans_put(s, span);
    if (text_spans_next_is(s, span.agent))
        text_spans_put(s, text_spans_take(s, UINT32_MAX));
}

bool text_spans_shrink(struct text_spans *s, uint32_t tag, uint32_t at, uint32_t count)
{
    ALCOVE_ASSERT(count > 0);
    /* All of the run, or more than it, would leave nothing of it. */
    if (!text_spans_is_in_last(s, TEXT_SEEN, at, tag) || count > s->before[TEXT_SEEN] - at ||
        s->items[s->left - 1].count == count)
        return false;
    s->items[s->left - 1].count -= count;
    pass(s, tag, -count);
    return true;
}

void text_spans_delete(struct text_spans *s, uint32_t at, uint32_t count)
{
    ALCOVE_ASSERT(count > 0);
    if (s->left > 0 && text_spans_shrink(s, s->items[s->left - 1].agent, at, count))
        return;
    text_spans_seek(s, TEXT_SEEN, at);
    while (count > 0) {
        if (text_spans_next_is(s, TEXT_SPAN_HOLE))
            text_spans_put(s, text_spans_take(s, UINT32_MAX));
        else
            count -= text_spans_take(s, count).count;
    }
    /* What was apart may touch now. */
    if (s->left > 0 && text_spans_next_is(s, s->items[s->left - 1].agent))
        text_spans_put(s, text_spans_take(s, UINT32_MAX));
}
