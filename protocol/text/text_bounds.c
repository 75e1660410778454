#include "text/text_bounds.h"

#include "base/assert.h"

static uint32_t widened(uint32_t bound, uint32_t max)
{
    ALCOVE_ASSERT(bound <= max);
    return bound > max / TEXT_OTHERS_TIMES ? max : bound * TEXT_OTHERS_TIMES;
}

struct text_bounds text_bounds_of_others(const struct text_bounds *bounds)
{
    struct text_bounds wide = *bounds;
    wide.bytes = widened(bounds->bytes, TEXT_BYTES_MAX);
    wide.spans = wide.bytes;
    wide.runs = widened(bounds->runs, TEXT_EVENTS_MAX);
    ALCOVE_ASSERT(wide.bytes >= bounds->bytes && wide.runs >= bounds->runs);
    return wide;
}
