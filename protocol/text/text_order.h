/* In which order a replay follows the branches of a graph: each to its end before the next one,
 * since going from one to another is what costs. Used by text_walk.c. */
#ifndef ALCOVE_TEXT_TEXT_ORDER_H
#define ALCOVE_TEXT_TEXT_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "text/text_graph.h"

/* Entries that are put in order together: finding it shall cost little in any case. */
#define TEXT_ORDER_MAX 1024

struct text_order {
    const struct text_graph *graph;
    uint32_t *block;           /* all that follows */
    uint32_t size;             /* entries it is for */
    uint32_t *order;           /* the result */
    uint32_t *child, *sibling; /* of each entry those that came right after it */
    uint32_t *stack, *waiting;
    uint32_t stacked, waits;
    uint32_t *version, *last; /* what is done, and the last entry, of each agent */
};

/* For up to `size` entries at once; false without memory. */
bool text_order_begin(struct text_order *order, const struct text_graph *graph, uint32_t size);
void text_order_finish(struct text_order *order);
/* The entries from `from` up to `end`, each after all of them that it knew; those before them count
 * as done. Valid until the next call. */
const uint32_t *text_order_find(struct text_order *order, uint32_t from, uint32_t end);

#endif
