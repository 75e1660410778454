/* One test program under the driver: what it is, its process, and what it has printed.
 *
 * Each program leads its own process group, so that a hanging one is ended with all it started.
 * The driver owns the struct; `program_free` gives back the text. */
#ifndef TOOLS_DRIVER_PROGRAM_H
#define TOOLS_DRIVER_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "driver/tap.h"

enum program_kind {
    PROGRAM_GROUPS, /* TAP; takes a filter as its first argument */
    PROGRAM_TAP,    /* TAP; runs whole or not at all */
    PROGRAM_EXIT,   /* one test: it exits with 0 */
    PROGRAM_CANARY, /* one test: it fails, and says CANARY_FINDING */
};

/* What AddressSanitizer says about the bug planted in tests/fuzz/canary_fuzz.c. */
#define CANARY_FINDING "ERROR: AddressSanitizer: heap-buffer-overflow"

/* When a program runs, and beside what. */
enum program_turn {
    TURN_WORKS, /* keeps a core busy: beside as many as there are jobs */
    TURN_WAITS, /* nearly all of its time: beside those, and before them where it wants a core */
    TURN_ALONE, /* after all others: it measures, or needs both cores */
    PROGRAM_TURNS,
};

enum program_stream { STREAM_OUT, STREAM_ERR, STREAM_COUNT };

struct program {
    const char *name;
    enum program_kind kind;
    enum program_turn turn;
    int limit_s;
    char **argv; /* borrowed from main; NULL-terminated */

    pid_t pid; /* 0 when it is not running */
    int pid_fd;
    int stream_fd[STREAM_COUNT]; /* -1 once closed */
    uint64_t started_us;
    uint64_t took_us;
    bool timed_out;
    int status; /* as from waitpid */
    struct tap tap;
    char *text; /* both streams, in order of arrival */
    size_t text_size;
    bool text_was_cut;
};

uint64_t monotonic_us(void);
/* Starts the program. False when the machine refuses: the program then counts as failed. */
bool program_start(struct program *program);
/* Reads what has arrived on one stream. */
void program_read(struct program *program, enum program_stream stream);
/* Ends the program and everything it started, at once. */
void program_kill(struct program *program);
/* After the process has ended: reads the rest, ends left-over children, counts the results. */
void program_finish(struct program *program);
/* In a sentence, why it failed beyond its own `not ok` lines; NULL when there is nothing to add. */
const char *program_complaint(const struct program *program, char *out, size_t size);
void program_free(struct program *program);

#endif
