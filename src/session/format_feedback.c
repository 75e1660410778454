#include "session/format_feedback.h"

#include "base/assert.h"

#define FIRST  1
#define SECOND 3
#define EVERY  6

uint32_t format_feedback_next(uint32_t hour, uint32_t moved_to)
{
    ALCOVE_ASSERT(hour >= FIRST);
    uint32_t from = moved_to != 0 ? moved_to : SECOND;
    if (moved_to == 0 && hour == FIRST)
        return FIRST;
    if (hour <= from)
        return from;
    return from + (hour - from + EVERY - 1) / EVERY * EVERY;
}
