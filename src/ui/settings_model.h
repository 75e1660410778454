/* What the settings show of this device, as plain data: the app fills it (app/front_settings.c),
 * ui/settings_screen.h turns it into words and switches, and ui/settings_wish.h goes back. What is
 * kept with the profile's other settings is in home_model.settings.
 *
 * Every pointer is borrowed for the refresh that it is given to. A zeroed model is valid. */
#ifndef ALCOVE_UI_SETTINGS_MODEL_H
#define ALCOVE_UI_SETTINGS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keymap.h"

#define SETTINGS_DEVICES_MAX   8
#define SETTINGS_LANGUAGES_MAX 8

enum settings_theme {
    SETTINGS_AS_DESKTOP,
    SETTINGS_DARK,
    SETTINGS_LIGHT,
    SETTINGS_CONTRAST,
    SETTINGS_THEMES,
};

enum settings_device {
    SETTINGS_CAMERA,
    SETTINGS_MICROPHONE,
    SETTINGS_LOUDSPEAKER,
    SETTINGS_DEVICE_KINDS,
};

/* Some of a kind, of which one is chosen: from 1; 0: as the computer does. */
struct settings_list {
    const char *names[SETTINGS_DEVICES_MAX]; /* UTF-8 from anywhere; none is NULL */
    size_t count, chosen;
};

struct settings_model {
    uint16_t text_percent; /* THEME_SCALE_MIN to THEME_SCALE_MAX */
    enum settings_theme theme;
    bool less_motion;
    bool own_picture_hidden;
    struct keymap keymap;
    bool leaves_no_trace; /* as this start was asked to */
    struct settings_list devices[SETTINGS_DEVICE_KINDS];
    bool devices_change;                           /* at the next start */
    uint16_t data_mb;                              /* an hour; 0: as much as it needs */
    const char *languages[SETTINGS_LANGUAGES_MAX]; /* each in itself */
    size_t language_count;
    size_t language;       /* chosen; its words are shown from the next start on */
    bool language_changes; /* at the next start */
    bool has_own_words;    /* a deck of one's own lies over the shipped one */
    const char *told;      /* what came of the last wish; NULL: nothing to tell */
};

#endif
