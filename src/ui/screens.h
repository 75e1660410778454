/* Which screen is shown, and whose the hands on it are. */
#ifndef ALCOVE_UI_SCREENS_H
#define ALCOVE_UI_SCREENS_H

#include "ui/screen.h"
#include "ui/window.h"

/* Says the one screen that is due, and the dialogs and toasts over it. */
void screens_show(struct tree *tree, const struct screen_input *in);
/* Whether this is the calm of a session: the next hand only brings back what has faded. */
bool screens_rest(const struct screen_input *in);
/* Whatever the event is of. True when hand->out became something that the app must know. */
bool screens_take(const struct screen_hand *hand, const struct tree_event *event);
/* Before each refresh: fields follow what is so, as far as nobody is writing there; what was begun
 * for the last person is gone when another comes. */
void screens_follow(const struct screen_hand *hand);
/* What waits to be told without an event. True when hand->out became something. */
bool screens_due(const struct screen_hand *hand);

#endif
