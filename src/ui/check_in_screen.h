/* How one arrives: the questions that open an hour, said into the box that is open, on the
 * threshold or while together. All of it may be left out, and leaving it out is as large a button
 * as sending it. See ui/screen.h for what a screen is. */
#ifndef ALCOVE_UI_CHECK_IN_SCREEN_H
#define ALCOVE_UI_CHECK_IN_SCREEN_H

#include "ui/screen.h"

enum check_in_act {
    CHECK_IN_SEND = ACTS_SESSION + 0x80,
    CHECK_IN_SKIP,
    CHECK_IN_FEELING, /* about: which word of the deck */
    CHECK_IN_MORE,    /* about: the first word that is shown then */
    CHECK_IN_AROUND,  /* about: which of the deck */
    CHECK_IN_RATING,  /* about: 0 to 10 */
    CHECK_IN_SHOW_NOW,
};

void check_in_say(struct tree *tree, const struct screen_input *in);
/* check_in_hands.c; false: the event was not of this part. */
bool check_in_take(const struct screen_hand *hand, const struct tree_event *event);

#endif
