/* How the hours were for those who said so: the feel-checks of one member, one after the other. It
 * is shown from two on, and only while no member wishes it hidden. Called by the command line and
 * the window. */
#ifndef ALCOVE_APP_TREND_H
#define ALCOVE_APP_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/space.h"

#define TREND_POINTS_MAX  64 /* the newest */
#define TREND_POINTS_FROM 2
#define TREND_NOTHING     255

struct trend_point {
    uint32_t began;                       /* of the session, minutes since 1970 */
    uint8_t overall, heard, pace, topics; /* 0 to 10, or TREND_NOTHING */
};

struct trend {
    struct trend_point points[TREND_POINTS_MAX]; /* oldest first */
    size_t count;
};

/* What `member` said, of sessions that are still there. */
void trend_read(const struct space *space, uint8_t member, struct trend *out);

/* Whether a member wishes it hidden; `*member` is the first who does. */
bool trend_is_hidden(const struct space *space, uint8_t *member);
/* Drafts our own wish. */
enum space_write trend_hide(struct space *space, bool hide);

#endif
