/* The pages that panel_screen.c puts into the panel, each said into the box that is open, and what
 * they have in common. */
#ifndef ALCOVE_UI_PANEL_PARTS_H
#define ALCOVE_UI_PANEL_PARTS_H

#include "ui/panel_screen.h"

void panel_agenda(struct tree *tree, const struct screen_input *in);
void panel_reflections(struct tree *tree, const struct screen_input *in);
void panel_recap(struct tree *tree, const struct screen_input *in);
void panel_ending(struct tree *tree, const struct screen_input *in); /* beneath the recap */
void panel_safety(struct tree *tree, const struct screen_input *in);
void panel_comfort(struct tree *tree, const struct screen_input *in);
void panel_goals(struct tree *tree, const struct screen_input *in);

extern const struct fit panel_fills;

void panel_question(struct tree *tree, const char *words);
/* A column of things that belong together. */
void panel_open_group(struct tree *tree, const char *key);
/* Small buttons beside each other, of which arrow keys go from one to the next. */
void panel_open_choice(struct tree *tree, const char *key, const char *name);
/* The line that unfolds a part; true when it is unfolded: then a group is open, to be closed. What
 * is in it `now` is said in a second line as long as it is folded; NULL: nothing. */
bool panel_open_part(struct tree *tree, const struct screen_input *in, enum panel_part part,
                     enum deck_key title, const char *now);
void panel_small(struct tree *tree, enum deck_key key, struct act act);
/* One of several. */
void panel_radio(struct tree *tree, const char *words, bool on, struct act act);
void panel_minutes(struct tree *tree, unsigned minutes, bool on, struct act act);
/* Rows of a list from desk->panel.first on, at most PANEL_ROWS_SHOWN. */
#define PANEL_ROWS_SHOWN 30
struct panel_rows {
    size_t first, end;
};
struct panel_rows panel_rows(const struct screen_input *in, size_t count);
/* The way to the next ones, around; nothing where all are shown. */
void panel_rows_more(struct tree *tree, const struct screen_input *in, size_t count);
/* A field of one line, and the button that sends it. */
void panel_write(struct tree *tree, const struct screen_input *in, enum desk_field field,
                 const struct entry *how, struct act act);
/* What should be easier, as the deck lists it. */
void panel_easier(struct tree *tree, const struct screen_input *in);

#endif
