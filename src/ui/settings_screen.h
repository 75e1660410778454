/* The settings: one part at a time, each a few cards. What is kept with the profile comes from the
 * home_model and goes out as a home_wish, the rest from the settings_model and as a settings_wish;
 * without a model its part is left out. Said by the window on PAGE_SETTINGS. */
#ifndef ALCOVE_UI_SETTINGS_SCREEN_H
#define ALCOVE_UI_SETTINGS_SCREEN_H

#include "ui/screen.h"

enum settings_act {
    SETTINGS_TAB = ACTS_SETTINGS, /* about: enum settings_tab */
    SETTINGS_FOLD,                /* about: enum settings_fold; the one that is open: folded */
    /* comfort */
    SETTINGS_SIZE,  /* a slider: percent */
    SETTINGS_THEME, /* about: enum settings_theme */
    SETTINGS_MOTION,
    SETTINGS_PICTURE,
    SETTINGS_SINGLE_KEYS,
    SETTINGS_LETTER, /* about: the usual letter */
    /* privacy */
    SETTINGS_SECRET, /* what is unfolded is done */
    SETTINGS_LOCK,   /* about: minutes */
    SETTINGS_PERSON, /* about: home_person.id */
    SETTINGS_FORM,   /* about: enum home_form */
    SETTINGS_EXPORT,
    SETTINGS_BACKUP,
    SETTINGS_ERASE, /* asks */
    SETTINGS_ERASE_SURE,
    SETTINGS_KEEP,
    /* devices and the line */
    SETTINGS_DEVICE, /* about: SETTINGS_DEVICES_MAX + 1 times the kind, and which */
    SETTINGS_NOISE,  /* about: as of home_wish.h, as the next */
    SETTINGS_HEADPHONES,
    SETTINGS_DATA, /* about: MB an hour */
    SETTINGS_CONTACTS,
    SETTINGS_HELPER,        /* what is unfolded is done */
    SETTINGS_HELPER_REMOVE, /* about: home_helper.id */
    /* words */
    SETTINGS_LANGUAGE,  /* about: which */
    SETTINGS_WORDS,     /* what is unfolded is done */
    SETTINGS_WORDS_OWN, /* those are taken away */
};

void settings_screen(struct tree *tree, const struct screen_input *in);
bool settings_take(const struct screen_hand *hand, const struct tree_event *event);
/* Nothing that was typed stays once they are left. */
void settings_follow(const struct screen_hand *hand);

#endif
