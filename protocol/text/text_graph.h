/* The unstable tail of a note: which events there are, what their authors knew, where they were
 * meant. It holds no text. Used by all that merges, replays, cuts and keeps a note.
 *
 * Events are numbered in the order in which they came (an lv, from 0 at the cut), each after all
 * that its author knew. An entry is a chain of events of one agent that knew nothing new between
 * them; its runs are what they did. */
#ifndef ALCOVE_TEXT_TEXT_GRAPH_H
#define ALCOVE_TEXT_TEXT_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "text/text.h"
#include "text/text_memory.h"

#define TEXT_NO_ENTRY UINT32_MAX

enum text_run_kind {
    TEXT_RUN_INSERT = TEXT_INSERT,
    TEXT_RUN_DELETE = TEXT_DELETE,
    TEXT_RUN_BACKSPACE, /* the last character of its range was deleted first */
};

struct text_graph_run {
    uint32_t lv;
    uint32_t at;
    uint32_t count : 30;
    uint32_t kind : 2;
};

struct text_entry {
    uint32_t lv;  /* of its first event */
    uint32_t run; /* its first run */
    uint32_t agent;
    uint32_t seq;    /* of its first event */
    uint32_t covers; /* its author knew every event below this lv, and not this one */
    uint32_t prev;   /* the entry of the same agent before it, or TEXT_NO_ENTRY */
    int32_t delta;   /* by how much it changed the length of the text here */
};

struct text_graph {
    const struct alcove_memory *memory;
    uint32_t agents;
    uint32_t *known; /* events of each agent; one block of three rows */
    uint32_t *cut;   /* of these, those below the cut */
    uint32_t *last;  /* the last entry of each agent */
    struct text_array entry_array, run_array, row_array;
    uint32_t entries, runs;
    uint32_t events;      /* the lv of the next event */
    uint32_t base_length; /* of the text at the cut */
};

/* False without memory: nothing to finish then. */
bool text_graph_begin(struct text_graph *graph, const struct alcove_memory *memory,
                      uint32_t agents);
void text_graph_finish(struct text_graph *graph);

struct text_entry *text_graph_entry(const struct text_graph *graph, uint32_t index);
struct text_graph_run *text_graph_run(const struct text_graph *graph, uint32_t index);
/* What the author of the entry knew at its first event, itself included. */
uint32_t *text_graph_row(const struct text_graph *graph, uint32_t index);
/* The lv after the entry's last event, and the index after its last run. */
uint32_t text_graph_end(const struct text_graph *graph, uint32_t index);
uint32_t text_graph_run_end(const struct text_graph *graph, uint32_t index);
/* The entry that holds an event. */
uint32_t text_graph_entry_of(const struct text_graph *graph, uint32_t lv);

/* What a batch of `events` events by `agent` from `seq` on, with these parents, would be: APPLIED
 * if it can be pushed. */
enum text_result text_graph_check(const struct text_graph *graph, const struct text_batch *batch,
                                  uint32_t events);
bool text_graph_reserve(struct text_graph *graph, uint32_t entries, size_t runs);
/* Appends a checked batch as an entry, for which room was reserved. */
void text_graph_push(struct text_graph *graph, const struct text_batch *batch);
/* Takes back the entries from `entry` on. */
void text_graph_pop(struct text_graph *graph, uint32_t entry);
/* Joins entries and runs from `entry` on with what is before them, where they continue it. */
void text_graph_fold(struct text_graph *graph, uint32_t entry);

#endif
