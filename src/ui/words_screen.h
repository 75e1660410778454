/* Who somebody is: the four words that two read to each other, and another computer that came in a
 * known name. Neither answer looks like the better one, and the focus is on none of them. A part of
 * ui/pages_screen.h. */
#ifndef ALCOVE_UI_WORDS_SCREEN_H
#define ALCOVE_UI_WORDS_SCREEN_H

#include "ui/screen.h"

bool words_are_due(const struct screen_input *in);
void words_screen(struct tree *tree, const struct screen_input *in);
/* It does not come between two who are together, nor before an open door. */
bool key_is_due(const struct screen_input *in);
void key_screen(struct tree *tree, const struct screen_input *in);

#endif
