/* A screen: a pure function from what is so, and what the person is doing, to a tree of widgets.
 *
 * Each screen X has two files. X_screen.c says its tree: `void X_screen(struct tree *tree, const
 * struct screen_input *in)`. X_hands.c says what a hand on it means: `bool X_take(const struct
 * screen_hand *hand, const struct tree_event *event)`, true when the event was of that screen; it
 * changes the desk, and fills `hand->out` where the app must act. Neither knows SDL, a clock or a
 * thread. Acts are numbered by screen: see the ranges below; each X_screen.h names its own. */
#ifndef ALCOVE_UI_SCREEN_H
#define ALCOVE_UI_SCREEN_H

#include "ui/call_model.h"
#include "ui/desk.h"
#include "ui/home_model.h"
#include "ui/room_model.h"
#include "ui/settings_model.h"
#include "ui/words.h"
#include "widgets/tree.h"

/* The first act of each screen. */
enum screen_acts {
    ACTS_WINDOW = 0x001,  /* what several screens have: ui/screen.h */
    ACTS_FIELDS = 0x080,  /* + enum desk_field: something is written there */
    ACTS_SESSION = 0x100, /* the stage, the bar, the lane, the cards */
    ACTS_PAGES = 0x200,   /* waiting, ready, door, words, lock, end, hide */
    ACTS_PANEL = 0x300,   /* beside the stage */
    ACTS_HOME = 0x400,    /* home, invite, link, people, letters */
    ACTS_GOALS = 0x500,
    ACTS_SETTINGS = 0x600,
    ACTS_ROOM = 0x700, /* practice room, doctor, keys */
};

enum window_act {
    ACT_GO = ACTS_WINDOW, /* about: enum desk_page */
    ACT_LEAVE,            /* asks first while two are together */
    ACT_LEAVE_SURELY,
    ACT_STAY,
    ACT_NOTE_SEEN,
    ACT_HIDE, /* neutral notes over all of it, microphone and camera off */
};

/* That something is written in this field. */
#define ACT_FIELD(field) ((struct act){(uint16_t)(ACTS_FIELDS + (int)(field)), 0})

struct screen_input {
    const struct call_model *model;        /* not NULL */
    const struct home_model *home;         /* NULL: nothing is known yet, or this is no home */
    const struct settings_model *settings; /* NULL: likewise, as is the next */
    const struct room_model *room;
    const struct desk *desk; /* not NULL; its fields are written by the tree alone */
    uint64_t now_us;
    uint64_t untouched_us; /* since a hand was last there; 0: now, or something is to be read */
};

struct window_action; /* ui/window.h */

struct screen_hand {
    struct desk *desk;
    struct tree *tree;              /* of the last refresh: to give the focus */
    const struct call_model *model; /* of the last refresh: see screen_input */
    const struct home_model *home;
    const struct settings_model *settings;
    const struct room_model *room;
    uint64_t now_us;
    struct window_action *out;
};

/* ---- screen.c: what all of them say alike ---- */

/* A sentence of the deck with the names and times of this call. */
const char *screen_say(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                       enum deck_key key);
/* The key that does alone, on the stage, what `usual` usually does: its letter or number, as it is
 * set now; NULL: single keys are turned off. */
const char *screen_key(const struct screen_input *in, char usual);
/* As wide as what it lies in, whatever that does with the rest. */
extern const struct fit screen_fills;
/* A card under its heading, ended by tree_close. */
void screen_open_card(struct tree *tree, const char *key, enum deck_key heading, struct fit fit);
void screen_title(struct tree *tree, const char *words); /* the one sentence of a page */
void screen_heading(struct tree *tree, const char *words);
void screen_body(struct tree *tree, const char *words);
void screen_hint(struct tree *tree, const char *words);
/* A button of the deck's word; `shortcut` may be NULL. */
void screen_button(struct tree *tree, enum deck_key key, struct act act, const char *shortcut);
/* The one thing to do here. */
void screen_primary(struct tree *tree, enum deck_key key, struct act act, const char *shortcut);
void screen_toggle(struct tree *tree, enum deck_key key, struct act act, bool on);
/* 0 to 10, of which one is chosen by one press: an act of this kind, about the number. `chosen` -1:
 * none is yet. */
void screen_rating(struct tree *tree, const char *name, int chosen, uint16_t act_kind);

/* Asks before what cannot be taken back. To leave all as it is has the focus, and Escape. */
struct question {
    const char *key;
    uint32_t number;   /* another one of this key has the focus anew */
    const char *ask;   /* copied, as is the next */
    const char *means; /* NULL: the question says it */
    enum deck_key yes, no;
    enum button_tone tone; /* of yes */
    struct act does, keeps;
};
void screen_question(struct tree *tree, const struct question *question);

/* For a canvas, which reads what it is given once more at the end of the refresh, and writes
 * nothing; `shown` lives until then. */
void *screen_lent(const void *shown);

/* The field of the desk; `lines` 0: one line. */
void screen_field(struct tree *tree, const struct screen_input *in, enum desk_field field,
                  enum deck_key name, int lines);
/* The same in another manner: what `how` says, but for its key, its edit and its act. */
void screen_entry(struct tree *tree, const struct screen_input *in, enum desk_field field,
                  const struct entry *how);

#endif
