/* The side panel: one page at a time, short enough to be read at a glance; what is wanted seldom is
 * folded. While together it is the agenda, what was heard, the recap, the safety card, comfort and
 * the goals of the two; once the line is gone for good it is the safety card alone. See ui/screen.h
 * for what a screen is. */
#ifndef ALCOVE_UI_PANEL_SCREEN_H
#define ALCOVE_UI_PANEL_SCREEN_H

#include "ui/screen.h"

enum panel_act {
    PANEL_TAB = ACTS_PANEL, /* about: enum panel_tab */
    PANEL_CLOSE,
    PANEL_FOLD, /* about: enum panel_part */
    PANEL_ROWS, /* about: the first row of a long list that is shown then */
    /* the agenda and the clock */
    PANEL_POINT_ADD,
    PANEL_POINT_DONE, /* about: the card; it is the other way round then */
    PANEL_POINT_REMOVE,
    PANEL_GO_BACK,
    PANEL_LENGTH, /* about: minutes */
    PANEL_MORE,   /* the same; what was asked already is taken back */
    PANEL_GIVE_BACK,
    /* what was heard */
    PANEL_STARTER,
    PANEL_HEAR,
    PANEL_HEAR_REMOVE, /* about: the card, of a quiet line too; as the next three */
    PANEL_YES,
    PANEL_NOT_QUITE,
    PANEL_EDIT,
    PANEL_PHRASE,      /* as it is written */
    PANEL_PHRASE_DECK, /* about: which of the deck */
    PANEL_PHRASES_MORE,
    PANEL_NUDGE, /* about: minutes; 0: none */
    /* the end */
    PANEL_FILL,
    PANEL_AGREE,
    PANEL_DAY, /* about: since 1970 */
    PANEL_DAYS_LATER,
    PANEL_WEEKLY,
    PANEL_MEET,
    PANEL_MEET_NOT,
    PANEL_FELT_AT, /* about: which of the four; a slider */
    PANEL_FELT_SEND,
    PANEL_FELT_SKIP,
    PANEL_EASIER, /* about: which of the deck */
    PANEL_FORMAT,
    PANEL_SUM, /* about: 1 if this side wants it */
    /* safety and comfort */
    PANEL_BLOCK,
    PANEL_BLOCK_YES,
    PANEL_BLOCK_NOT,
    PANEL_HIDE_SELF,
    PANEL_CLOCK,
    PANEL_CAMERA,
    PANEL_COVER,
    PANEL_LIVE,
    PANEL_SLOWER,
    PANEL_BREAK,
    PANEL_SETTLE,
    PANEL_DIAL,  /* about: 0 to 10; what is shown is taken back */
    PANEL_CROP,  /* about: enum picture_crop */
    PANEL_NOISE, /* about: enum noise_level */
};

/* Something of it is to be shown. */
bool panel_is_shown(const struct screen_input *in);
/* A column that fills the box that is open; nothing where nothing is to be shown. */
void panel_screen(struct tree *tree, const struct screen_input *in);
/* The person of this hour at home; NULL: not known there. `home` may be NULL. */
const struct home_person *panel_person(const struct home_model *home, const char *name);
/* A time of day as people write it: "15:00", "9.30", "15"; false for anything else. */
bool panel_time_read(const char *text, uint16_t *minute);

/* ---- panel_hands.c ---- */

bool panel_take(const struct screen_hand *hand, const struct tree_event *event);
/* Before each refresh: what is kept in fields follows the model where no hand is at it, closing
 * brings the recap, and what was begun with one person is not there for the next. */
void panel_follow(const struct screen_hand *hand);
/* What was written in such a field, and left, is wished. False: nothing waits. */
bool panel_due(const struct screen_hand *hand);
/* F6: opens and closes it. F8, `safety`: the same with the safety card. */
void panel_key(const struct screen_hand *hand, bool safety);
/* Ctrl+R: to what one hears, and again: the next beginning. */
void panel_begin_reflection(const struct screen_hand *hand);

#endif
