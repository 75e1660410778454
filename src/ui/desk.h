/* What a person does at the window, here alone: which page lies open, what is being written, what
 * was unfolded. Nothing of it is told to anybody before they act. A part for each screen; the
 * screens show it, their hands (X_hands.c) change it. Owned by the window. */
#ifndef ALCOVE_UI_DESK_H
#define ALCOVE_UI_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/goals_desk.h"
#include "ui/home_desk.h"
#include "ui/pages_desk.h"
#include "ui/panel_desk.h"
#include "ui/room_desk.h"
#include "ui/session_desk.h"
#include "ui/settings_desk.h"
#include "widgets/text_edit.h"

/* Where one is while no hour is held. */
enum desk_page {
    PAGE_HOME,
    PAGE_INVITE,
    PAGE_LINK,   /* a link is pasted here */
    PAGE_PERSON, /* one of one's people */
    PAGE_GOALS,
    PAGE_LETTERS,
    PAGE_SETTINGS,
    PAGE_PRACTICE_ROOM,
    PAGE_KEYS, /* F1 */
};

/* What can be written in. */
enum desk_field {
    /* the hour */
    FIELD_LANE,
    FIELD_PASSPHRASE,
    FIELD_FEELING, /* these three: the check-in */
    FIELD_AROUND,
    FIELD_WEIGHT,
    FIELD_POINT,
    FIELD_HEAR,   /* what I hear them say */
    FIELD_ANSWER, /* what they heard, in my own words */
    FIELD_DID,    /* the three lines of the recap, in their order */
    FIELD_MATTERED,
    FIELD_THEN,
    FIELD_PLACE,
    FIELD_PHONE,
    FIELD_PHRASE,
    FIELD_FELT,   /* how the hour felt, in a line */
    FIELD_ONLINE, /* how it is to meet so */
    FIELD_ELSE,
    FIELD_NEXT, /* when to meet next */
    /* home and people */
    FIELD_LINK,
    FIELD_FOR_NAME, /* whom the invite is for */
    FIELD_RENAME,
    FIELD_LETTER,
    FIELD_SLOT,
    FIELD_FIND, /* a part of a person's name */
    FIELD_CARD, /* the line of one's safety card that is being changed */
    /* goals and practices */
    FIELD_GOAL_TITLE, /* of a new one */
    FIELD_GOAL_NAME,
    FIELD_GOAL_WHY,
    FIELD_GOAL_MEASURE,
    FIELD_GOAL_TARGET,
    FIELD_GOAL_REVIEW,
    FIELD_GOAL_NOTE,
    FIELD_PRACTICE, /* a new one */
    FIELD_PRACTICE_NAME,
    FIELD_PRACTICE_OFTEN,
    FIELD_PRACTICE_WHEN,
    FIELD_PRACTICE_NOTE,
    FIELD_MOOD_NOTE, /* a word about how it is today */
    /* settings */
    FIELD_OWN_NAME,
    FIELD_HELPER, /* the link of one */
    FIELD_SECRET_OLD,
    FIELD_SECRET_NEW,
    FIELD_SECRET_AGAIN,
    FIELD_FILE,
    FIELD_KEY, /* a single key is pressed there */
    /* the practice room */
    FIELD_REHEARSE,
    DESK_FIELDS,
};

struct desk {
    enum desk_page page;
    bool hidden;         /* the neutral page instead of everything */
    bool leaving;        /* asked whether one wants to */
    unsigned notes_seen; /* of call_model.notes */
    struct text_edit fields[DESK_FIELDS];
    bool edited[DESK_FIELDS]; /* and not told yet */
    struct session_desk session;
    struct pages_desk pages;
    struct panel_desk panel;
    struct home_desk home;
    struct goals_desk goals;
    struct settings_desk settings;
    struct room_desk room;
};

/* Empty fields, each as long as what it is for can be; nothing is open. */
void desk_begin(struct desk *desk);
/* What was written does not stay in memory. */
void desk_end(struct desk *desk);
bool desk_is_blank(const struct desk *desk, enum desk_field field); /* empty, or only spaces */
/* The letter that was begun for `from` is laid aside, and the one for `to` taken up again. */
void desk_change_letter(struct desk *desk, uint32_t from, uint32_t to);
void desk_clear(struct desk *desk, enum desk_field field);
void desk_write(struct desk *desk, enum desk_field field, const char *words); /* all of it anew */

#endif
