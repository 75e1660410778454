/* A set of numbers as sorted, disjoint, half-open ranges: packet counters that arrived, bytes of a
 * frame that were acknowledged. Bounded; what does not fit is refused and the caller decides. */
#ifndef ALCOVE_LINK_RANGES_H
#define ALCOVE_LINK_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANGES_MAX 32

struct range {
    uint32_t start;
    uint32_t end; /* non-inclusive */
};

/* Zeroed memory is the empty set. */
struct ranges {
    struct range range[RANGES_MAX]; /* ascending; neighbours never touch */
    size_t count;
};

void ranges_clear(struct ranges *ranges);
/* False, with nothing changed, when it would need more than RANGES_MAX ranges. */
bool ranges_add(struct ranges *ranges, uint32_t start, uint32_t end);
/* As ranges_add, but where that refuses, the set grows to one range over everything: for sets of
 * what is still to be sent, where too much is harmless. */
void ranges_add_or_widen(struct ranges *ranges, uint32_t start, uint32_t end);
/* False, with nothing changed, when a split would need more than RANGES_MAX ranges. */
bool ranges_subtract(struct ranges *ranges, uint32_t start, uint32_t end);
bool ranges_contain(const struct ranges *ranges, uint32_t start, uint32_t end);
uint32_t ranges_total(const struct ranges *ranges);
/* Drops the lowest range. The set is not empty (asserted). */
void ranges_drop_lowest(struct ranges *ranges);

#endif
