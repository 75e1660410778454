#include "text/text_marks.h"

#include <string.h>

#include "base/assert.h"

#define WORD_BITS 64

struct text_marks text_marks_begin(void)
{
    return (struct text_marks){
        .value_array = {.item = sizeof(uint32_t)},
        .bit_array = {.item = sizeof(uint64_t)},
    };
}

void text_marks_finish(const struct alcove_memory *memory, struct text_marks *m)
{
    text_array_finish(memory, &m->value_array);
    text_array_finish(memory, &m->bit_array);
    ALCOVE_ASSERT(m->bit_array.items == NULL);
    m->size = 0;
}

static uint64_t *words(const struct text_marks *m)
{
    ALCOVE_ASSERT(m->bit_array.items != NULL);
    return m->bit_array.items;
}

static uint32_t word_count(uint32_t bits)
{
    ALCOVE_ASSERT(bits > 0);
    return (bits + WORD_BITS - 1) / WORD_BITS;
}

/* A bit for each word that has one. */
static uint64_t *summary(const struct text_marks *m)
{
    return words(m) + word_count(m->size);
}

bool text_marks_start(const struct alcove_memory *memory, struct text_marks *m, uint32_t size)
{
    ALCOVE_ASSERT(size > 0);
    uint32_t count = word_count(size) + word_count(word_count(size));
    /* Nothing is kept: an array that is too small is not worth moving. */
    if (m->value_array.capacity < size)
        text_array_finish(memory, &m->value_array);
    if (m->bit_array.capacity < count)
        text_array_finish(memory, &m->bit_array);
    if (!text_array_reserve(memory, &m->value_array, size) ||
        !text_array_reserve(memory, &m->bit_array, count))
        return false;
    m->size = size;
    memset(words(m), 0, count * sizeof(uint64_t));
    return true;
}

static unsigned lowest(uint64_t word)
{
    unsigned at = 0;
    ALCOVE_ASSERT(word != 0);
    for (unsigned step = WORD_BITS / 2; step > 0; step /= 2) {
        if ((word & ((UINT64_C(1) << step) - 1)) == 0) {
            word >>= step;
            at += step;
        }
    }
    return at;
}

static unsigned highest(uint64_t word)
{
    unsigned at = 0;
    ALCOVE_ASSERT(word != 0);
    for (unsigned step = WORD_BITS / 2; step > 0; step /= 2) {
        if (word >> step != 0) {
            word >>= step;
            at += step;
        }
    }
    return at;
}

void text_marks_set(struct text_marks *m, uint32_t id, uint32_t value)
{
    ALCOVE_ASSERT(id < m->size);
    uint32_t word = id / WORD_BITS;
    ((uint32_t *)m->value_array.items)[id] = value;
    words(m)[word] |= UINT64_C(1) << id % WORD_BITS;
    summary(m)[word / WORD_BITS] |= UINT64_C(1) << word % WORD_BITS;
}

uint32_t text_marks_value(const struct text_marks *m, uint32_t id)
{
    ALCOVE_ASSERT(id < m->size);
    return ((const uint32_t *)m->value_array.items)[id];
}

/* Those of the word at `bit` and below it, or only below it. */
static uint64_t up_to(uint64_t word, uint32_t bit)
{
    ALCOVE_ASSERT(bit < WORD_BITS);
    return word & (UINT64_MAX >> (WORD_BITS - 1 - bit));
}

static uint64_t above(uint64_t word, uint32_t bit)
{
    ALCOVE_ASSERT(bit < WORD_BITS);
    return bit == WORD_BITS - 1 ? 0 : word & (UINT64_MAX << (bit + 1));
}

uint32_t text_marks_before(const struct text_marks *m, uint32_t id)
{
    ALCOVE_ASSERT(id < m->size);
    uint32_t word = id / WORD_BITS;
    uint64_t found = up_to(words(m)[word], id % WORD_BITS);
    if (found != 0)
        return word * WORD_BITS + highest(found);
    ALCOVE_ASSERT(word > 0);
    uint32_t group = --word / WORD_BITS;
    uint64_t groups = up_to(summary(m)[group], word % WORD_BITS);
    while (groups == 0) {
        ALCOVE_ASSERT(group > 0);
        groups = summary(m)[--group];
    }
    word = group * WORD_BITS + highest(groups);
    return word * WORD_BITS + highest(words(m)[word]);
}

uint32_t text_marks_after(const struct text_marks *m, uint32_t id, uint32_t end)
{
    ALCOVE_ASSERT(id < end && end <= m->size);
    uint32_t word = id / WORD_BITS;
    uint64_t found = above(words(m)[word], id % WORD_BITS);
    while (found == 0) {
        if (++word * WORD_BITS >= end)
            return end;
        found = words(m)[word];
    }
    uint32_t next = word * WORD_BITS + lowest(found);
    return next < end ? next : end;
}
