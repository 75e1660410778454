/* What of a graph no longer matters. A version is critical if it is a prefix of the numbering of
 * events, and all events after it include it: whatever comes after is judged from its text alone.
 * Used by text.c and text_walk.c. */
#ifndef ALCOVE_TEXT_TEXT_STABLE_H
#define ALCOVE_TEXT_TEXT_STABLE_H

#include <stdint.h>

#include "text/text_graph.h"

/* The version of all events below `lv`, which is in `entry`, or at the end of all. */
struct text_point {
    uint32_t entry;
    uint32_t lv;
};

/* The last critical version among the first `entries` that holds no event from `lv` on. */
struct text_point text_stable_point(const struct text_graph *graph, uint32_t entries, uint32_t lv);
/* The length of the text at a critical version, when it is `length` after the first `entries`. */
uint32_t text_stable_length(const struct text_graph *graph, struct text_point point,
                            uint32_t entries, uint32_t length);
/* Drops what is below the last critical version within `version`; `length` is that of all. */
void text_stable_cut(struct text_graph *graph, const uint32_t *version, uint32_t length);

#endif
