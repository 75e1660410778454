/* What the pages of home, of people and of goals have in common: how a page and a part of it begin,
 * who a person is, and how days are told. Borrows all that it is given. */
#ifndef ALCOVE_UI_HOME_PARTS_H
#define ALCOVE_UI_HOME_PARTS_H

#include "ui/screen.h"

extern const struct fit home_fills; /* as wide as its column */

struct home_page {
    const char *key;
    const char *title;
    struct act back; /* kind 0: there is no way back */
};

/* A column in the middle that is scrolled, with the way back and the title above all else. */
void home_page_open(struct tree *tree, const struct home_page *page);
void home_page_close(struct tree *tree);
/* The line above a page: the way back, and its title. */
void home_head(struct tree *tree, const struct home_page *page);
/* A card with a heading; closed with tree_close. */
void home_part_open(struct tree *tree, const char *key, const char *heading);
/* A row of buttons that wraps; closed with tree_close. */
void home_buttons_open(struct tree *tree, const char *key);
void home_plain(struct tree *tree, enum deck_key words, struct act act, enum icon icon);
void home_danger(struct tree *tree, enum deck_key words, struct act act); /* erases: it asks */
/* A field of the desk without a hint of its own: it is told by a label above. */
void home_named_field(struct tree *tree, const struct screen_input *in, enum desk_field field,
                      enum deck_key name);

/* NULL: nobody has that id. */
const struct home_person *home_person_of(const struct home_model *home, uint32_t id);
/* Which of home->people; of one of them. */
uint32_t home_place_of(const struct home_model *home, const struct home_person *person);
/* The person of whom a page lies open; NULL: they are there no more. */
const struct home_person *home_open_person(const struct screen_input *in);
/* Their first letter on a ground of their own. */
void home_avatar(struct tree *tree, const struct home_person *person, int units);
const char *home_name_of(const struct home_person *person, enum home_side side);

/* That a link to them stands; nothing where none does. */
void home_say_here(struct tree *tree, const struct home_person *person);
/* That another computer came in their name. */
void home_say_another(struct tree *tree, const struct home_person *person);

/* "today", "Thursday", or "3 May". */
const char *home_day(char out[WORDS_SENTENCE_MAX], uint32_t day, uint32_t today);
/* By the clock here. */
uint32_t home_next_day(const struct home_next *next);
bool home_is_now(const struct home_model *home, const struct home_person *person);
/* They may be called. */
bool home_can_meet(const struct home_person *person);

/* What is in a field of a thing; "": nothing. */
const char *home_text(const struct home_thing *thing, unsigned field);
/* How far a goal has come, 0 to HOME_LEVELS - 1, in the deck's words. */
#define HOME_LEVELS 5
const char *home_level(uint32_t level);

/* An object as a number that fits an act; another one has another. */
uint32_t home_code(struct object_id id);

#endif
