/* A year of goal documents, as the document bench replays it: what two people did on a device each,
 * and when these met. Gzip or plain JSON: {"kind": "goal-year", …, "events": […]}. */
#ifndef TOOLS_BENCH_YEAR_TRACE_H
#define TOOLS_BENCH_YEAR_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define YEAR_LEVELS 5
#define YEAR_END    65536 /* of `at`: the end; else a fraction of the length */

enum year_what {
    YEAR_SYNC,
    YEAR_GOAL_NEW,
    YEAR_GOAL_SET,
    YEAR_GOAL_LEVEL,
    YEAR_PRACTICE_ADD,
    YEAR_PRACTICE_MOVE,
    YEAR_NOTE_TYPE,
    YEAR_NOTE_CUT,
    YEAR_CHECK_ADD,
    YEAR_CHECK_SET,
    YEAR_REFLECTION_ADD,
    YEAR_REFLECTION_ERASE,
    YEAR_AGENDA_ADD,
    YEAR_AGENDA_MOVE,
    YEAR_AGENDA_DONE,
    YEAR_RECAP_SET,
};

/* Strings are NUL-terminated and lie in the trace; NULL where there is none. */
struct year_event {
    enum year_what what;
    uint64_t second;
    size_t who;           /* 0 or 1 */
    const char *name;     /* of what is made or changed */
    const char *goal;     /* that it belongs to */
    const char *key;      /* the field that is set */
    const char *keys;     /* typed; a backspace takes back the character before */
    const char *text;     /* what is set, if it is text */
    size_t number;        /* what is set, if it is a number or a truth; what is cut */
    size_t at, week, day; /* `at` of YEAR_END */
    /* What a new goal, practice or check-in holds besides. */
    const char *title, *area, *why, *measure, *status, *cadence, *practice, *note;
    const char *levels[YEAR_LEVELS];
    size_t target, confidence, rating, is_on;
};

struct year_trace {
    struct year_event *events;
    size_t count;
    char *json;
};

/* Whether this file is one. Ends the program if it cannot be read. */
bool year_trace_is(const char *path);
/* Ends the program if it is not one. */
struct year_trace year_trace_open(const char *path);
void year_trace_close(struct year_trace *trace);

#endif
