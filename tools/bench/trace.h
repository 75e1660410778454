/* Recorded editing, as the document bench replays it: gzip or plain JSON in the formats of
 * editing-traces (sequential and concurrent), and of the conformance histories of eg-walker. */
#ifndef TOOLS_BENCH_TRACE_H
#define TOOLS_BENCH_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_format {
    TRACE_SEQUENTIAL,
    TRACE_CONCURRENT,
    TRACE_HISTORIES,
};

struct trace_patch {
    uint32_t at, deleted; /* characters */
    uint32_t inserted;
    uint32_t size; /* bytes of `text` */
    const uint8_t *text;
};

/* Edits of one agent, after its parents; several of these are merged first. */
struct trace_txn {
    uint32_t agent, seq; /* `seq` is only an order among the agent's own */
    size_t patch, patches;
    size_t parent, parents; /* indexes of earlier ones */
};

struct trace_story {
    struct trace_txn *txns;
    size_t txn_count;
    struct trace_patch *patches;
    size_t patch_count;
    uint8_t *text; /* of all patches */
    size_t *parents;
    size_t parent_count;
    const uint8_t *end; /* the text all of it comes to */
    size_t end_size;
};

struct trace {
    char name[64];
    enum trace_format format;
    struct trace_story *stories; /* one, unless the format is HISTORIES */
    size_t story_count;
    char *json; /* where the end of each story is */
};

/* The whole file, opened if it is gzip, NUL-terminated; the caller frees it. Ends the program if it
 * cannot be read. */
char *trace_read_json(const char *path);
/* Ends the program if the file is not a trace. The caller closes it. */
struct trace *trace_open(const char *path);
void trace_close(struct trace *trace);

#endif
