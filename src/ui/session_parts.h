/* The parts that session_screen.c puts together, each said into the box that is open. */
#ifndef ALCOVE_UI_SESSION_PARTS_H
#define ALCOVE_UI_SESSION_PARTS_H

#include "ui/session_screen.h"

/* How large the window is, in units, and what of it there is room for. */
struct session_space {
    int width, height;
    bool wide;  /* the words stand beside the picture */
    bool small; /* all but the bar is scrolled */
    bool words; /* there is neither voice nor picture */
};

enum session_stage_kind {
    STAGE_ALONE,    /* one's own picture is elsewhere */
    STAGE_WITH_OWN, /* over its corner */
    STAGE_IS_CALM,  /* theirs as large as can be */
};

/* session_stage.c: the other's picture, and what is so with them. */
void session_stage_say(struct tree *tree, const struct screen_input *in, struct fit fit,
                       enum session_stage_kind kind);
/* Seeing oneself for an hour tires: it goes away by one touch. `width` is in units. */
void session_own_say(struct tree *tree, const struct screen_input *in, int width, bool framed);
bool session_shows_picture(const struct screen_input *in);
/* All around their picture, by so much; over what was painted before. */
void session_veil_say(struct tree *tree, const struct screen_input *in);

/* session_bar.c: the buttons, in a row. `room` is in units. */
void session_bar_say(struct tree *tree, const struct screen_input *in, int room);
/* Around the microphone while a beat is advised, over what is in the stack already; `side` is in
 * units. */
void session_beat_say(struct tree *tree, const struct screen_input *in, int side);

/* session_lane.c: what was written, `width` units wide, and the line to write in. */
void session_log_say(struct tree *tree, const struct screen_input *in, int width);
void session_write_say(struct tree *tree, const struct screen_input *in);

/* session_cards.c: what asks for an answer. */
bool session_has_cards(const struct screen_input *in);
void session_cards_say(struct tree *tree, const struct screen_input *in);
void session_stage_row_say(struct tree *tree, const struct screen_input *in);
/* Something there asks this side, or goes on with both. */
bool session_waits(const struct screen_input *in);
/* The newest that asks this side, or else the unread answer to one's own; NULL: none. */
const struct hour_reflection *session_reflection(const struct call_model *model,
                                                 const struct desk *desk);

/* session_status.c: sentences of the moment. NULL: there is none. */
const char *session_fill(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                         enum deck_key key); /* of the hour */
const char *session_status(char out[WORDS_SENTENCE_MAX], const struct screen_input *in,
                           bool *warns); /* never NULL */
const char *session_presence_line(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);
const char *session_expression(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);
const char *session_advice(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);
const char *session_cue(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);
const char *session_feeling(char out[WORDS_SENTENCE_MAX], const struct screen_input *in);

#endif
