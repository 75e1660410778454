/* What each key does, as it is now. Said by the window on PAGE_KEYS, which F1 opens and closes; its
 * only act is ACT_GO. */
#ifndef ALCOVE_UI_KEYS_SCREEN_H
#define ALCOVE_UI_KEYS_SCREEN_H

#include "ui/screen.h"

void keys_screen(struct tree *tree, const struct screen_input *in);

#endif
