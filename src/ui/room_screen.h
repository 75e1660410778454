/* The practice room: a session with an echo of oneself, to rehearse. Said by the window on
 * PAGE_PRACTICE_ROOM. What is tried stays on the desk; only that one's own voice shall come back is
 * told to the app (WINDOW_REHEARSE), which keeps it on this computer. */
#ifndef ALCOVE_UI_ROOM_SCREEN_H
#define ALCOVE_UI_ROOM_SCREEN_H

#include "ui/screen.h"

enum room_act {
    ROOM_HEAR = ACTS_ROOM,
    ROOM_NOD,
    ROOM_SEND,
    ROOM_YES,
    ROOM_NOT_QUITE,
    ROOM_DONE,
};

void room_screen(struct tree *tree, const struct screen_input *in);
bool room_take(const struct screen_hand *hand, const struct tree_event *event);
/* Whichever way it was left: nothing of it stays, and nobody hears themselves any more. */
bool room_due(const struct screen_hand *hand);

#endif
