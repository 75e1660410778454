/* What an hour leaves: from the board of the session into the space of the two, each side its part.
 *
 * The side that opened the door makes the session, with its agenda, recap and next time, once the
 * hour is over and left something; the other waits until that has come. Each side writes what is
 * its own: the reflections it made and the other answered, how the hour was for it, where it is
 * today; it answers the other's reflections, and signs the recap it agreed to on the board. Nothing
 * else of the hour reaches the space, unless one wanted the lines kept.
 *
 * A step does what is still missing, into the draft, and may be taken at any time, again and again:
 * where nothing is missing, nothing is drafted. Pure; called by app/keeper.c. */
#ifndef ALCOVE_APP_KEEPING_H
#define ALCOVE_APP_KEEPING_H

#include <stdbool.h>
#include <stdint.h>

#include "records/signature.h"
#include "records/space.h"
#include "session/board.h"

/* An hour of so many minutes stays, even if nothing was put down. */
#define KEEPING_MINUTES_LEAST 5

struct keeping {
    const struct board *board; /* of the same side as the device of the space (asserted) */
    struct space *space;
    const struct signature_pen *pen; /* its minute is now */
    uint32_t day;                    /* today, since 1970 */
    enum session_mode mode;
    bool is_over;      /* both agreed on the recap, one leaves, or the line is lost */
    const char *lines; /* what both wrote, where this person wants it kept; else NULL */
};

/* Whether the hour left anything so far. */
bool keeping_is_worth(const struct board *board, uint32_t minute);

/* After anything but WRITTEN the caller discards the draft, and may try again. `*whole`: of a
 * session that is there nothing is missing that either of the two would write, by what the board
 * says now. */
enum space_write keeping_step(const struct keeping *keeping, bool *whole);

#endif
