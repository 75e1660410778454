/* The page that hides everything: neutral notes, with nothing of Alcove or of anybody in them. A
 * part of ui/pages_screen.h. */
#ifndef ALCOVE_UI_HIDDEN_SCREEN_H
#define ALCOVE_UI_HIDDEN_SCREEN_H

#include "ui/screen.h"

void hidden_screen(struct tree *tree, const struct screen_input *in);

#endif
