/* A sparse table from ids to numbers: a mark holds for its id and those after it, up to the next
 * mark. Used by text_tracker.c, which marks where a run of characters begins. */
#ifndef ALCOVE_TEXT_TEXT_MARKS_H
#define ALCOVE_TEXT_TEXT_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "text/text_memory.h"

struct text_marks {
    struct text_array value_array; /* of marked ids only; the rest was never written */
    struct text_array bit_array;   /* a bit an id, then one for each word of those */
    uint32_t size;
};

struct text_marks text_marks_begin(void);
void text_marks_finish(const struct alcove_memory *memory, struct text_marks *marks);
/* No marks, for ids below `size`; false without memory. */
bool text_marks_start(const struct alcove_memory *memory, struct text_marks *marks, uint32_t size);

void text_marks_set(struct text_marks *marks, uint32_t id, uint32_t value);
/* The number of a marked id. */
uint32_t text_marks_value(const struct text_marks *marks, uint32_t id);
/* The marked id at `id` or before it; there is one. */
uint32_t text_marks_before(const struct text_marks *marks, uint32_t id);
/* The next marked id after `id`, if that is before `end`; or `end`. */
uint32_t text_marks_after(const struct text_marks *marks, uint32_t id, uint32_t end);

#endif
