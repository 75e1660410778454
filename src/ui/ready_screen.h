/* The quiet look before one starts: light, sound, a private place. It judges nobody, it opens by
 * itself before the first knock of a call, and one key leaves all of it out. A part of
 * ui/pages_screen.h. */
#ifndef ALCOVE_UI_READY_SCREEN_H
#define ALCOVE_UI_READY_SCREEN_H

#include "ui/screen.h"

bool ready_check_is_due(const struct screen_input *in);
void ready_screen(struct tree *tree, const struct screen_input *in);

#endif
