/* What the agenda of an hour begins with by itself: the practices, the goals whose review day has
 * come, and what the last hour left for the next. In the words of a deck, as points for the board.
 *
 * Pure, and without memory of its own; called by app/keeper.c for the side that opened the door. A
 * review day stays as it is: people alone move it. */
#ifndef ALCOVE_APP_DUE_H
#define ALCOVE_APP_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "records/space.h"
#include "session/board.h"
#include "session/deck.h"

#define DUE_POINTS_MAX 5

struct due {
    const struct space *space;
    const struct board *board; /* knows in which minute its hour began, or nothing is of before */
    const struct deck *deck;   /* a whole one */
    uint32_t day;              /* today, since 1970 */
};

struct due_point {
    char text[CARD_LINE_BYTES_MAX + 1];
};

/* Fills `out` with those of the first DUE_POINTS_MAX that were never on the board; one that was
 * taken away is not laid again. Returns how many. */
size_t due_points(const struct due *due, struct due_point out[DUE_POINTS_MAX]);

#endif
