/* Another process of this program, whose standard output is read line by line. */
#ifndef ALCOVE_APP_CHILD_H
#define ALCOVE_APP_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define CHILD_LINE_BYTES    16384
#define CHILD_ARGUMENTS_MAX 64

struct child {
    pid_t pid; /* 0: not running */
    int output;
    int input;                   /* -1: closed */
    char line[CHILD_LINE_BYTES]; /* what was read and is not yet a whole line */
    size_t filled;
    bool closed; /* its output has ended */
    int exit;    /* its exit code once it ended; 128 + number for a signal */
    struct rusage usage;
};

/* Starts `program` with `arguments` (NULL-terminated, without the program's name). `input` is
 * written to its standard input first, NULL for none: what must not be seen in a list of processes
 * goes this way. False when it cannot be started. */
bool child_start(struct child *child, const char *program, const char *const *arguments,
                 const char *input);

/* The same, for child_say: its standard input stays open until it has ended. */
bool child_start_to_talk(struct child *child, const char *program, const char *const *arguments);
/* One more line of its standard input. */
void child_say(struct child *child, const char *line);

/* Waits up to `timeout_ms` for output of either (`b` may be NULL) and reads it. */
void child_wait_output(struct child *a, struct child *b, int timeout_ms);
/* The next whole line without its newline, or false. */
bool child_take_line(struct child *child, char out[CHILD_LINE_BYTES]);
/* True once the output was closed and the process has ended; fills exit and usage. */
bool child_has_ended(struct child *child);
/* Asks it to end, waits three seconds, then insists. */
void child_stop(struct child *child);

#endif
