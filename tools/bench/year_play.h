/* What a person does in the year (bench/year_trace.h), done to a space as the app would. */
#ifndef TOOLS_BENCH_YEAR_PLAY_H
#define TOOLS_BENCH_YEAR_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/year_trace.h"
#include "records/space.h"

#define YEAR_NAMES_MAX 8192
#define YEAR_WEEKS_MAX 64

/* What the trace calls things, and which objects these are: the same on both devices. */
struct year_names {
    const char *names[YEAR_NAMES_MAX];
    struct object_id ids[YEAR_NAMES_MAX];
    size_t count;
    struct object_id sessions[YEAR_WEEKS_MAX];
};

/* One event that is not a meeting, into the draft. Ends the program if the space refuses it. */
void year_play(struct year_names *names, struct space *space, const struct year_event *event);
struct object_id year_object(const struct year_names *names, const char *name);

#endif
