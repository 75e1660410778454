/* The buttons of the panel, for panel_hands.c. */
#ifndef ALCOVE_UI_PANEL_PRESS_H
#define ALCOVE_UI_PANEL_PRESS_H

#include "ui/panel_screen.h"

/* False: it is no button of the panel. */
bool panel_press(const struct screen_hand *hand, struct act act);
/* The next beginning stands in the field, unless one was gone on with. */
void panel_take_starter(const struct screen_hand *hand);

#endif
