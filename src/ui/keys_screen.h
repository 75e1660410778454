/* What each key does, as it is now. Said by the window on PAGE_KEYS, which F1 opens and closes; its
 * only act is ACT_GO. The settings offer other letters for those that act alone. */
#ifndef ALCOVE_UI_KEYS_SCREEN_H
#define ALCOVE_UI_KEYS_SCREEN_H

#include "ui/screen.h"

struct key_row {
    enum deck_key what;
    char usual;      /* the letter that does it alone, unless it is set to another one */
    const char *key; /* that does it anywhere; NULL: it is the letter */
};

/* Those that act alone, on the stage; the settings list them. */
#define KEYS_ALONE 17
extern const struct key_row keys_alone[KEYS_ALONE];

void keys_screen(struct tree *tree, const struct screen_input *in);

#endif
