/* How the window was when it was closed last, in the file `window` of the profile, sealed as all
 * are: where it is says how somebody's desk is laid out. The app reads it before it opens a window
 * and writes it when one is closed; while the profile is locked it cannot be read. */
#ifndef ALCOVE_STORE_WINDOW_STATE_H
#define ALCOVE_STORE_WINDOW_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/folder.h"
#include "store/store_error.h"

#define WINDOW_STATE_PERCENT_MIN 75
#define WINDOW_STATE_PERCENT_MAX 300
#define WINDOW_STATE_THEME_MAX   7

struct window_state {
    int32_t x, y; /* where displays were then: desktop/window_place.h makes it fit those of now */
    uint16_t width, height; /* before it was maximised; 0: not known */
    bool maximised;
    uint16_t text_percent; /* WINDOW_STATE_PERCENT_MIN to MAX; 0: as the desktop wishes */
    uint8_t theme;         /* as the app numbers them, to WINDOW_STATE_THEME_MAX; 0 the same */
};

/* All zero when there is none, or it is damaged: that is no error, the window has a usual place. */
struct window_state window_state_load(const struct folder *folder);
bool window_state_save(const struct folder *folder, const struct window_state *state,
                       struct store_error *error);

#endif
