/* The pieces that the parts of the settings are made of, and the parts; for settings_*.c alone. */
#ifndef ALCOVE_UI_SETTINGS_PARTS_H
#define ALCOVE_UI_SETTINGS_PARTS_H

#include "ui/settings_screen.h"

struct settings_option {
    uint32_t about;
    const char *words;
};

/* A few, of which one holds: the act's kind, with `about` of whichever is pressed. */
struct settings_choice {
    uint16_t act;
    const char *name;
    const struct settings_option *options;
    size_t count;
    uint32_t chosen;
};

void settings_choose(struct tree *tree, const struct settings_choice *choice);
void settings_switch(struct tree *tree, enum deck_key words, enum settings_act act, bool on);
/* The button that unfolds; true, with a column open, where it is unfolded: settings_fold_end. */
bool settings_fold(struct tree *tree, const struct screen_input *in, enum settings_fold fold,
                   enum deck_key words);
/* The button that does it, one that folds it, and the end of the column. */
void settings_fold_end(struct tree *tree, const struct screen_input *in, enum settings_act act);

/* A field of one line whose words are not shown, and one that takes the focus as it appears. */
void settings_secret(struct tree *tree, const struct screen_input *in, enum desk_field field,
                     enum deck_key name);
void settings_await(struct tree *tree, const struct screen_input *in, enum desk_field field,
                    enum deck_key name);

void settings_comfort(struct tree *tree, const struct screen_input *in);
void settings_privacy(struct tree *tree, const struct screen_input *in);
void settings_devices(struct tree *tree, const struct screen_input *in);
void settings_line(struct tree *tree, const struct screen_input *in);
void settings_words(struct tree *tree, const struct screen_input *in);
/* Whether really: over everything. */
void settings_ask(struct tree *tree, const struct screen_input *in);

#endif
