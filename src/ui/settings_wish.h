/* What a person sets for this device: one plain value, which ui/settings_screen.h fills in and the
 * app carries out. It borrows its texts. What is kept with the profile is a home_wish. */
#ifndef ALCOVE_UI_SETTINGS_WISH_H
#define ALCOVE_UI_SETTINGS_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/keymap.h"

#define SETTINGS_WISH_TEXTS 1

enum settings_wish_kind {
    SETTINGS_WISH_SIZE,         /* number: percent */
    SETTINGS_WISH_THEME,        /* number: enum settings_theme */
    SETTINGS_WISH_LESS_MOTION,  /* on, as the next */
    SETTINGS_WISH_HIDE_PICTURE, /* one's own */
    SETTINGS_WISH_KEYS,         /* `keymap` */
    SETTINGS_WISH_DEVICE,       /* device; number: from 1, 0: as the computer does */
    SETTINGS_WISH_DATA,         /* number: MB an hour, 0: free */
    SETTINGS_WISH_LANGUAGE,     /* number: of settings_model.languages */
    SETTINGS_WISH_WORDS_LOAD,   /* text 0: the path of a deck, as the next */
    SETTINGS_WISH_WORDS_SAVE,
    SETTINGS_WISH_WORDS_REMOVE,
    SETTINGS_WISH_ERASE, /* the whole profile; asked twice. Alcove closes for it */
};

struct settings_wish {
    enum settings_wish_kind kind;
    bool on;
    uint8_t device; /* enum settings_device */
    uint32_t number;
    struct keymap keymap;
    const char *texts[SETTINGS_WISH_TEXTS]; /* UTF-8; NULL: none */
};

#endif
