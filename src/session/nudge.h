/* A quiet reminder for the one who asked for it, never shown to the other: so many minutes since
 * one last said what one is hearing. Off until it is asked for. Time in which the microphone is
 * off, the line is silent or somebody is away does not count. Pure; owned by a session. */
#ifndef ALCOVE_SESSION_NUDGE_H
#define ALCOVE_SESSION_NUDGE_H

#include <stdbool.h>
#include <stdint.h>

struct nudge {
    uint32_t after_minutes; /* 0: off */
    bool runs;              /* time counts */
    uint64_t counted_us;    /* since the last reflection */
    uint64_t seen_us;       /* counted up to here */
};

/* Off where `after_minutes` is 0; counts from now on. */
void nudge_set(struct nudge *nudge, uint64_t now_us, uint32_t after_minutes);
/* Counts what went by; `runs`: from now on it counts. */
void nudge_pass(struct nudge *nudge, uint64_t now_us, bool runs);
/* One said what one is hearing. */
void nudge_restart(struct nudge *nudge, uint64_t now_us);
uint32_t nudge_minutes(const struct nudge *nudge);
bool nudge_is_due(const struct nudge *nudge);

#endif
