#include "link/ranges.h"

#include <string.h>

#include "base/assert.h"

void ranges_clear(struct ranges *ranges)
{
    ranges->count = 0;
}

/* Index of the first range that ends at or after `at`. */
static size_t first_reaching(const struct ranges *ranges, uint32_t at)
{
    ALCOVE_ASSERT(ranges->count <= RANGES_MAX);
    size_t i = 0;
    while (i < ranges->count && ranges->range[i].end < at)
        i++;
    return i;
}

/* Puts `count` ranges where those from `from` to before `to` were. */
static void replace(struct ranges *ranges, size_t from, size_t to, const struct range *with,
                    size_t count)
{
    ALCOVE_ASSERT(from <= to && to <= ranges->count);
    ALCOVE_ASSERT(ranges->count - (to - from) + count <= RANGES_MAX);
    memmove(&ranges->range[from + count], &ranges->range[to],
            (ranges->count - to) * sizeof ranges->range[0]);
    for (size_t i = 0; i < count; i++)
        ranges->range[from + i] = with[i];
    ranges->count = ranges->count - (to - from) + count;
}

bool ranges_add(struct ranges *ranges, uint32_t start, uint32_t end)
{
    ALCOVE_ASSERT(start <= end);
    if (start == end)
        return true;
    size_t from = first_reaching(ranges, start);
    size_t to = from;
    struct range joined = {start, end};
    while (to < ranges->count && ranges->range[to].start <= end) {
        if (ranges->range[to].start < joined.start)
            joined.start = ranges->range[to].start;
        if (ranges->range[to].end > joined.end)
            joined.end = ranges->range[to].end;
        to++;
    }
    if (from == to && ranges->count == RANGES_MAX)
        return false;
    replace(ranges, from, to, &joined, 1);
    return true;
}

void ranges_add_or_widen(struct ranges *ranges, uint32_t start, uint32_t end)
{
    if (ranges_add(ranges, start, end))
        return;
    ALCOVE_ASSERT(ranges->count == RANGES_MAX);
    uint32_t lowest = ranges->range[0].start;
    uint32_t highest = ranges->range[ranges->count - 1].end;
    ranges->range[0].start = start < lowest ? start : lowest;
    ranges->range[0].end = end > highest ? end : highest;
    ranges->count = 1;
}

bool ranges_subtract(struct ranges *ranges, uint32_t start, uint32_t end)
{
    ALCOVE_ASSERT(start <= end);
    struct range kept[2];
    size_t kept_count = 0;
    size_t from = 0;
    while (from < ranges->count && ranges->range[from].end <= start)
        from++;
    size_t to = from;
    for (; to < ranges->count && ranges->range[to].start < end; to++) {
        const struct range *cut = &ranges->range[to];
        if (cut->start < start)
            kept[kept_count++] = (struct range){cut->start, start};
        if (cut->end > end)
            kept[kept_count++] = (struct range){end, cut->end};
    }
    if (start == end || from == to)
        return true;
    if (ranges->count - (to - from) + kept_count > RANGES_MAX)
        return false;
    replace(ranges, from, to, kept, kept_count);
    return true;
}

bool ranges_contain(const struct ranges *ranges, uint32_t start, uint32_t end)
{
    ALCOVE_ASSERT(start <= end);
    for (size_t i = 0; i < ranges->count; i++) {
        if (ranges->range[i].start <= start && end <= ranges->range[i].end)
            return true;
    }
    return start == end;
}

uint32_t ranges_total(const struct ranges *ranges)
{
    ALCOVE_ASSERT(ranges->count <= RANGES_MAX);
    uint32_t total = 0;
    for (size_t i = 0; i < ranges->count; i++)
        total += ranges->range[i].end - ranges->range[i].start;
    return total;
}

void ranges_drop_lowest(struct ranges *ranges)
{
    ALCOVE_ASSERT(ranges->count > 0);
    replace(ranges, 0, 1, NULL, 0);
}
