/* What a person has open and chosen on the pages of ui/settings_screen.h; a part of the desk. */
#ifndef ALCOVE_UI_SETTINGS_DESK_H
#define ALCOVE_UI_SETTINGS_DESK_H

#include <stdbool.h>
#include <stdint.h>

#define SETTINGS_NAME_BYTES 65 /* 64 of UTF-8 and a NUL */

enum settings_tab {
    SETTINGS_TAB_COMFORT,
    SETTINGS_TAB_PRIVACY,
    SETTINGS_TAB_DEVICES,
    SETTINGS_TAB_LINE,
    SETTINGS_TAB_WORDS,
    SETTINGS_TABS,
};

/* What is unfolded: one at a time. */
enum settings_fold {
    SETTINGS_FOLD_NONE,
    SETTINGS_FOLD_SET, /* these three: the passphrase */
    SETTINGS_FOLD_CHANGE,
    SETTINGS_FOLD_REMOVE,
    SETTINGS_FOLD_EXPORT,
    SETTINGS_FOLD_BACKUP,
    SETTINGS_FOLD_ERASE,
    SETTINGS_FOLD_ERASE_ALL,
    SETTINGS_FOLD_HELPER,
    SETTINGS_FOLD_LOAD, /* these two: words of one's own */
    SETTINGS_FOLD_SAVE,
};

struct settings_desk {
    enum settings_tab tab;
    enum settings_fold open;
    uint32_t person;                /* whom it is about, by home_person.id; 0: nobody was chosen */
    uint8_t form;                   /* enum home_form */
    uint8_t erase_asked;            /* 1: whether; 2: whether really */
    bool helper_is_wrong;           /* what was pasted is no link of one */
    char name[SETTINGS_NAME_BYTES]; /* one's own, as the field took it from what is kept */
    bool secrets_differ;            /* the two that were typed */
    char letter;                    /* the usual one for which another key is awaited; '\0': none */
    bool letter_taken;              /* the one that was pressed stands for another already */
};

#endif
