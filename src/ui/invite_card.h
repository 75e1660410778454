/* The invite that is open: its link, a way to copy it, and the same as a picture for a phone. Said
 * into the box that is open, by any screen that shows one; its acts are those of
 * ui/pages_screen.h. Nothing is said while the model has no invite. */
#ifndef ALCOVE_UI_INVITE_CARD_H
#define ALCOVE_UI_INVITE_CARD_H

#include "ui/screen.h"

void invite_card(struct tree *tree, const struct screen_input *in);

/* The picture alone; `code` has one, and lives until the end of the refresh. */
void invite_code_say(struct tree *tree, const struct invite_code *code);

#endif
