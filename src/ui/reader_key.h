/* A key of SDL as assistive technology knows it. */
#ifndef ALCOVE_UI_READER_KEY_H
#define ALCOVE_UI_READER_KEY_H

#include <SDL2/SDL_events.h>

#include "widgets/access.h"

struct access_key reader_key_of(const SDL_KeyboardEvent *event);

#endif
