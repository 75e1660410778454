/* Home and the pages that lie around it: the next hour and what is between hours, the invite, a
 * link that came, one of one's people, and the words with them. See ui/screen.h for what a screen
 * is; what these pages have in common is in ui/home_parts.h. Needs screen_input.home. */
#ifndef ALCOVE_UI_HOME_SCREEN_H
#define ALCOVE_UI_HOME_SCREEN_H

#include "ui/screen.h"

enum home_act {
    /* about: the place among home->people */
    HOME_ACT_PERSON = ACTS_HOME, /* whose page opens; the next two likewise */
    HOME_ACT_GOALS,
    HOME_ACT_LETTERS,
    HOME_ACT_MEET,
    HOME_ACT_SEEN, /* whose changes */
    HOME_ACT_GIVE_UP,
    HOME_ACT_COPY_REPLY,
    HOME_ACT_LOCK,
    HOME_ACT_TICK,   /* about: which of home_due_practice */
    HOME_ACT_INVITE, /* another one */
    /* about: the place among home->invites */
    HOME_ACT_COPY,
    HOME_ACT_CODE,
    HOME_ACT_CANCEL,
    HOME_ACT_REPLY, /* what was pasted is the answer to an invite */
    HOME_ACT_JOIN,
    /* the person of whom a page lies open */
    HOME_ACT_SEND,
    HOME_ACT_RENAME,
    HOME_ACT_RENAMED,
    HOME_ACT_PLAN, /* the next hour */
    HOME_ACT_WEEKLY,
    HOME_ACT_PLANNED,
    HOME_ACT_UNBLOCK,
    HOME_ACT_ASK, /* about: enum home_question */
    HOME_ACT_YES, /* to what is asked */
    HOME_ACT_TREND_SHOW,
    HOME_ACT_TREND_HIDE,
    HOME_ACT_SIGN_RECAP,
    HOME_ACT_SIGN, /* about: which of their consents */
    HOME_ACT_REVOKE,
    HOME_ACT_MAY_CALL, /* whoever is on it; or not */
    HOME_ACT_CARD,     /* about: the field of one's safety card, plus 1; 0: none */
};

void home_screen(struct tree *tree, const struct screen_input *in);

/* home_hands.c; false: the event was not of these pages. */
bool home_take(const struct screen_hand *hand, const struct tree_event *event);
/* What waits to be told without an event: a link to be copied, words that were seen. Asked after
 * each refresh; true when hand->out became something. */
bool home_due(const struct screen_hand *hand);

/* What a key without a focus in a field is to press (tree_press_act), as the buttons of home and of
 * ui/goals_screen.h tell; kind 0: nothing. `key` is an SDL_Keycode, `modifiers` SDL's. */
struct act home_act_of(const struct screen_hand *hand, int32_t key, unsigned modifiers);

/* The practices that can be ticked today at home, in the order in which they are shown; false:
 * there are not so many. */
struct home_due {
    const struct home_person *person;
    const struct home_practice *practice;
};
bool home_due_practice(const struct home_model *home, uint32_t number, struct home_due *out);

/* The other pages: home_invite.c, home_people.c, home_letters.c. */
void home_invite_page(struct tree *tree, const struct screen_input *in);
void home_link_page(struct tree *tree, const struct screen_input *in);
void home_person_page(struct tree *tree, const struct screen_input *in);
void home_letters_page(struct tree *tree, const struct screen_input *in);
/* home_papers.c: what was signed or may be, and how the hours felt. Parts of a person's page. */
void home_recap_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person);
void home_trend_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person);
void home_consents_part(struct tree *tree, const struct screen_input *in,
                        const struct home_person *person);
void home_safety_part(struct tree *tree, const struct screen_input *in,
                      const struct home_person *person);
/* What of the other is new, and a way to say that it was seen; nothing while there is nothing. */
void home_since_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person);
/* Their goals at a glance, and the way to all of them. */
void home_goals_part(struct tree *tree, const struct screen_input *in,
                     const struct home_person *person);

#endif
