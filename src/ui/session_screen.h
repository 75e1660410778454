/* The hour itself: the other person, top-centre; what the two write, beside or below; the buttons,
 * and what asks for an answer. With neither voice nor picture the words are the stage. See
 * ui/screen.h for what a screen is. Said while together, and while the line is found again. */
#ifndef ALCOVE_UI_SESSION_SCREEN_H
#define ALCOVE_UI_SESSION_SCREEN_H

#include "ui/screen.h"

#define SESSION_NOD_SHOWN_US UINT64_C(3000000)
#define SESSION_CALM_US      UINT64_C(4000000) /* without a hand, and all but the person goes */
#define SESSION_FADE_US      UINT64_C(400000)

enum session_act {
    SESSION_MICROPHONE = ACTS_SESSION,
    SESSION_CAMERA,
    SESSION_NOD,
    SESSION_EXPRESS, /* about: enum signal_expression */
    SESSION_WRITE,
    SESSION_SEND,
    SESSION_MORE, /* what comes seldom is unfolded */
    SESSION_PANEL,
    SESSION_WORDS, /* the four words are compared */
    SESSION_OWN_PICTURE,
    SESSION_COVER,
    SESSION_SOMEONE,
    SESSION_BACK,
    SESSION_SETTLE,
    SESSION_SETTLE_END,
    SESSION_LIVE,
    SESSION_GO_ON,
    SESSION_GO_BACK,
    SESSION_SKIP,
    SESSION_YES, /* about: the card, as the next five */
    SESSION_NOT_QUITE,
    SESSION_EDIT,
    SESSION_ANSWER,
    SESSION_ANSWER_NOT,
    SESSION_READ,
    SESSION_PHRASE,   /* about: the card */
    SESSION_MORE_YES, /* about: minutes */
    SESSION_MORE_NO,
};

void session_screen(struct tree *tree, const struct screen_input *in);
/* No hand was there for SESSION_CALM_US and nothing waits for one: what is not the person fades or
 * is gone, though every key still acts. The first touch only brings it back. */
bool session_rests(const struct screen_input *in);

/* ---- session_hands.c ---- */

/* False: the event was not of this screen. */
/* To put a reflection in other words; begins with theirs, or with what was begun of it before. */
bool session_begin_answer(const struct screen_hand *hand, uint32_t card);
bool session_take(const struct screen_hand *hand, const struct tree_event *event);
/* A single key on the stage, in small letters or a number; false: it means nothing now. */
bool session_key(const struct screen_hand *hand, char key);
/* What waits to be told is wished: the line as it is typed. False: nothing waits. */
bool session_due(const struct screen_hand *hand);

#endif
