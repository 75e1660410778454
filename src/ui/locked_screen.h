/* The lock: nothing is shown before the passphrase is right. A part of ui/pages_screen.h. */
#ifndef ALCOVE_UI_LOCKED_SCREEN_H
#define ALCOVE_UI_LOCKED_SCREEN_H

#include "ui/screen.h"

void locked_screen(struct tree *tree, const struct screen_input *in);

#endif
