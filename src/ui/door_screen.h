/* The door from both sides: the threshold, where one waits until it opens, and the door at which
 * somebody knocked. A part of ui/pages_screen.h. */
#ifndef ALCOVE_UI_DOOR_SCREEN_H
#define ALCOVE_UI_DOOR_SCREEN_H

#include "ui/screen.h"

void threshold_screen(struct tree *tree, const struct screen_input *in);
void door_screen(struct tree *tree, const struct screen_input *in);
/* What one who knocked is told: whether it is early or late for the hour, as far as is known. */
const char *door_say_wait(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);
/* What one may do while one waits, said into the page that is open: a minute of breath, and a look
 * at light and sound once more. */
void door_meanwhile(struct tree *tree, const struct screen_input *in);

#endif
