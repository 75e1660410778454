/* Replays the newest entries of a graph: finds what they do to the text at hand. Where their
 * authors knew everything that is as they say; where not, the tracker follows the graph from the
 * last version that matters on. Called by text_merge.c for a merge and by text_file.c for a file:
 * hostile bytes may come from both. */
#ifndef ALCOVE_TEXT_TEXT_WALK_H
#define ALCOVE_TEXT_TEXT_WALK_H

#include <stddef.h>
#include <stdint.h>

#include "text/text.h"
#include "text/text_graph.h"
#include "text/text_memory.h"

/* A step upon the text at hand. */
struct text_op {
    uint32_t agent;
    enum text_kind kind;
    uint32_t at;
    uint32_t count;
    const uint8_t *text; /* of an insert, borrowed from its batch; NULL without a batch */
    size_t size;
};

struct text_walk {
    struct text_graph *graph;
    uint32_t fresh;                    /* the first of the newest entries */
    const struct text_batch **batches; /* where each of them came from, or NULL */
    uint32_t length;                   /* of the text: before them, then after them */
    struct text_array op_array;        /* struct text_op, for text_walk_run to fill */
    size_t ops;
};

/* Appends the ops of the newest entries, and notes in these by how much each changes the length.
 * APPLIED, MALFORMED if a position is beyond the end at its parents, or NO_MEMORY; the caller frees
 * `op_array` after any of these. */
enum text_result text_walk_run(struct text_walk *walk);

#endif
