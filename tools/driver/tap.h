/* Reads what a test program prints and counts its results (the Test Anything Protocol, and only
 * what our programs use of it: `1..N`, `ok`, `not ok`).
 *
 * A program may print several groups, each with its own plan before or after its results. A plan
 * that is not kept is a failure: a test that never ran must not pass for one that did. */
#ifndef TOOLS_DRIVER_TAP_H
#define TOOLS_DRIVER_TAP_H

#include <stdbool.h>
#include <stddef.h>

#define TAP_LINE_MAX 1024

struct tap {
    int passed;
    int failed;
    int broken_plans;        /* groups whose plan and results differ; counted in `failed` too */
    int planned;             /* results the open group promised, or TAP_NO_PLAN */
    int seen;                /* results of the open group so far */
    char line[TAP_LINE_MAX]; /* the line being read; what is longer is cut */
    size_t line_size;
};

#define TAP_NO_PLAN (-1)

void tap_init(struct tap *tap);
/* Takes the next piece of the program's standard output, cut anywhere. */
void tap_read(struct tap *tap, const char *text, size_t size);
/* Ends the last line and the last group. Results without any plan count as a broken one. */
void tap_finish(struct tap *tap);

#endif
