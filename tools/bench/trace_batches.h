/* A trace's story as batches of text/text.h: chains of one agent's edits joined, and agents
 * numbered so that each knows its own past and ties come out as in the story. */
#ifndef TOOLS_BENCH_TRACE_BATCHES_H
#define TOOLS_BENCH_TRACE_BATCHES_H

#include "bench/trace.h"
#include "text/text.h"

struct trace_batches {
    struct text_batch *batches;
    size_t count;
    uint32_t agents;
    struct text_run *runs; /* of all batches */
    size_t run_count;
    uint32_t *versions; /* the parents of all batches */
    uint8_t *text;      /* of all inserts */
    size_t text_size;
};

/* The caller closes it, and the trace after it. */
struct trace_batches trace_batches_of(const struct trace_story *story);
void trace_batches_close(struct trace_batches *batches);

#endif
