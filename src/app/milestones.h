/* Measure mode: the moments of an hour that a script measures, as events of the stats file
 * (app/stats.h): a stage, a cue, how the other is here, an expression or check-in, and when the
 * minute of settling began by this side's clock. Owned by the link thread; no memory, no errors. */
#ifndef ALCOVE_APP_MILESTONES_H
#define ALCOVE_APP_MILESTONES_H

#include "app/stats.h"
#include "session/session.h"

/* What was told so far; all zero at first. */
struct milestones {
    enum session_stage stage;
    enum hour_cue cue;
    enum presence presence;
    uint64_t expressed, expressions; /* mine, theirs */
    size_t check_ins[2];             /* mine that arrived, theirs that are shown */
    uint64_t settle_ms;
};

/* Tells what is new at `now_us` (CLOCK_MONOTONIC). Nothing happens when `stats` is NULL. */
void milestones_tell(struct milestones *told, struct stats *stats, const struct session *session,
                     uint64_t now_us);

#endif
