/* The transient half of eg-walker: a sequence of all characters that events speak of, deleted and
 * not yet inserted ones included, each with its state at the version that is being replayed. It
 * turns positions meant at one version into positions of the text at hand, in the order of Fugue.
 *
 * Characters have ids: those of the text at the start from 0 on, then those of events, in their
 * numbering; the id of a delete leads to the character it meant. When tree.failed is set there was
 * no memory, and nothing else is true. Used by text_walk.c only. */
#ifndef ALCOVE_TEXT_TEXT_TRACKER_H
#define ALCOVE_TEXT_TEXT_TRACKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "text/text_graph.h"
#include "text/text_shoots.h"
#include "text/text_tree.h"

struct text_tracker {
    const struct text_graph *graph; /* for the authors of two that stand at one place */
    struct text_tree tree;
    struct text_shoots shoots;
    uint32_t looks; /* at items, and leaps over many, that the last insert took */
    uint32_t base;  /* characters of the text at the start */
    uint32_t first; /* the lv whose id is `base` */
};

struct text_tracker text_tracker_begin(const struct alcove_memory *memory,
                                       const struct text_graph *graph);
void text_tracker_finish(struct text_tracker *tracker);
/* Starts anew at a critical version with `length` characters, for the events from `first` up to
 * `end`; false without memory. */
bool text_tracker_start(struct text_tracker *tracker, uint32_t length, uint32_t first,
                        uint32_t end);

/* Takes the part of a replayed run from `lv` up to `end` back (by -1), or does it again (+1). */
void text_tracker_shift(struct text_tracker *tracker, const struct text_graph_run *run, uint32_t lv,
                        uint32_t end, int by);

/* Replays an insert at a position of the current version; returns where it is in the text. */
uint32_t text_tracker_insert(struct text_tracker *tracker, const struct text_graph_run *run);

/* A part of a delete: `count` characters, at `at` in the text as the parts before left it; count 0
 * if somebody else had deleted them. */
struct text_deleted {
    uint32_t at, count;
};

/* Replays the delete of the next `left` characters of a run, as many as lie together; the caller
 * asks again for the rest. Returns how many; `out` is what that did to the text. */
uint32_t text_tracker_delete(struct text_tracker *tracker, const struct text_graph_run *run,
                             uint32_t left, struct text_deleted *out);

#endif
