/* The pages around an hour: waiting, getting ready, the door, four words, what hinders, the lock,
 * the end, and the page that hides all of it. One fills the window at a time; what they have in
 * common is in ui/page_parts.h. See ui/screen.h for what a screen is. */
#ifndef ALCOVE_UI_PAGES_SCREEN_H
#define ALCOVE_UI_PAGES_SCREEN_H

#include "ui/screen.h"

enum pages_act {
    PAGES_LEAVE = ACTS_PAGES, /* the call; after its end, its last page */
    PAGES_MICROPHONE,
    PAGES_CAMERA,
    PAGES_REVEAL, /* back from the page that hides */
    PAGES_COPY,   /* the invite */
    PAGES_CODE,   /* the invite as a picture, or not */
    PAGES_UNLOCK,
    /* getting ready */
    PAGES_READY, /* once more */
    PAGES_READY_GO,
    PAGES_READY_SKIP,
    PAGES_READY_GUIDE,
    PAGES_READY_ALONE,
    PAGES_READY_NEAR,
    PAGES_READY_WRITE, /* without one's voice */
    PAGES_READY_PHONE,
    PAGES_READY_PLACE, /* the same as last time */
    /* at the door */
    PAGES_SETTLE,
    PAGES_SETTLE_END,
    PAGES_DOOR_OPEN,
    PAGES_DOOR_WAIT,
    PAGES_DOOR_LATER,
    /* what is to be found out about somebody */
    PAGES_WORDS, /* opens the page of the four words */
    PAGES_WORDS_SAME,
    PAGES_WORDS_DIFFER,
    PAGES_WORDS_LATER,
    PAGES_KEY_ACCEPT,
    PAGES_KEY_REFUSE,
    /* what hinders */
    PAGES_DETAILS,
    PAGES_AGAIN,
    PAGES_WRITE,
};

/* Whether one of them is shown instead of the stage of a session. */
bool pages_are_due(const struct screen_input *in);
void pages_screen(struct tree *tree, const struct screen_input *in);

/* pages_hands.c; false: the event was not of these pages. */
bool pages_take(const struct screen_hand *hand, const struct tree_event *event);
/* What was written before there was anybody to tell, and waits for it, becomes hand->out; false:
 * nothing does. To be asked after each refresh. */
bool pages_due(const struct screen_hand *hand);
/* What a key without a focus in a field is to press (tree_press_act), as the buttons tell; kind 0:
 * nothing. `key` is an SDL_Keycode, `modifiers` SDL's. */
struct act pages_act_of(const struct screen_hand *hand, int32_t key, unsigned modifiers);

#endif
