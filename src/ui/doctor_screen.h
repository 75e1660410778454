/* Why two are not together yet: one sentence, one thing to do, and what was found folded away. The
 * same for every hindrance. A part of ui/pages_screen.h. */
#ifndef ALCOVE_UI_DOCTOR_SCREEN_H
#define ALCOVE_UI_DOCTOR_SCREEN_H

#include "ui/screen.h"

/* The model has a hindrance. */
void doctor_screen(struct tree *tree, const struct screen_input *in);

#endif
